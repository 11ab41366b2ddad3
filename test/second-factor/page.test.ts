import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { codesAt, stepAt } from '../../src/account/second-factor/totp.ts'
import { fromBase32 } from '../support/base32.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { factorOf, signUpWithFactor } from '../support/second-factor.ts'

const gatehouse = openGatehouse()

const visit = (path: string, cookie = '', fields?: Record<string, string>, headers = {}) =>
  gatehouse.request(path, {
    ...(fields && { method: 'POST', body: new URLSearchParams(fields) }),
    headers: { ...headers, ...(cookie && { cookie }) },
  })
const signIn = async (username: string, code = '') => {
  const response = await visit('/second-factor/sign-in', '', { username, password: PASSWORD, code })
  return { response, cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
}

describe('the page /second-factor', () => {
  it('turns a factor on without a script, shows the codes once, and turns it off', async () => {
    const ada = await signUp(gatehouse)
    const first = await visit('/second-factor')
    expect([first.status, first.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining("default-src 'none'; script-src 'self'; style-src 'self'"),
    ])
    const { response, cookie } = await signIn(ada.username)
    expect([response.status, response.headers.get('location')]).toEqual([303, '/second-factor'])
    expect(await (await visit('/second-factor', cookie)).text()).toContain('Set up an app')
    const page = await (await visit('/second-factor/begin', cookie, {})).text()
    expect(page).toMatch(/<svg [^>]*role="img"/)
    const key = /<p class="key"><code>([A-Z2-7 ]+)<\/code>/.exec(page)?.[1]?.replaceAll(' ', '') ?? ''
    const totp = { secret: fromBase32(key), algorithm: 'SHA1', digits: 6, period: 30 } as const
    const code = async () => (await codesAt(totp, [stepAt(totp, gatehouse.clock.now())]))[0] ?? ''

    const wrong = await visit('/second-factor/confirm', cookie, { code: '000000' })
    const again = await wrong.text()
    expect([wrong.status, again.includes(key.slice(0, 4))]).toEqual([400, true])
    expect(again).toContain('This is wrong, or has expired.')
    const done = await (await visit('/second-factor/confirm', cookie, { code: await code() })).text()
    const codes = [...done.matchAll(/<li><code>([0-9A-Z-]{11})<\/code>/g)].map(([, each]) => each ?? '')
    expect(codes).toHaveLength(10)
    const download = await visit('/second-factor/codes.txt', cookie, { codes: codes.join(' ') })
    expect(download.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(download.headers.get('content-disposition')).toBe('attachment; filename="recovery-codes.txt"')
    expect(await download.text()).toBe(`Gatehouse\n\n${codes.join('\n')}\n`)
    expect((await visit('/second-factor/codes.txt', cookie, { codes: '<script>' })).status).toBe(400)
    expect(await (await visit('/second-factor', cookie)).text()).toContain('Recovery codes left: 10.')

    gatehouse.wait(601)
    const proof = await visit('/second-factor/remove', cookie, {})
    expect([proof.status, (await proof.text()).includes('Is it you?')]).toEqual([403, true])
    expect(await factorOf(ada)).not.toBeNull()
    expect((await visit('/second-factor/prove', cookie, { code: '000000' })).status).toBe(400)
    expect((await visit('/second-factor/prove', cookie, { code: await code() })).status).toBe(303)
    expect((await visit('/second-factor/remove', cookie, {})).status).toBe(303)
    expect(await factorOf(ada)).toBeNull()
    expect((await visit('/second-factor/sign-out', cookie, {})).status).toBe(303)
    expect(await (await visit('/second-factor', cookie)).text()).toContain('Sign in to set it up')
  })

  it('asks for the code, and refuses other sites and whoever is not signed in', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const asked = await signIn(ada.username)
    expect([asked.response.status, await asked.response.text()]).toEqual([
      400,
      expect.stringContaining('Enter the code from your app, too.'),
    ])
    expect(asked.cookie).toBe('')
    const { cookie } = await signIn(ada.username, await ada.freshCode())
    const before = await factorOf(ada)
    const crossed = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    expect((await visit('/second-factor/codes', cookie, {}, crossed)).status).toBe(403)
    expect((await visit('/second-factor/codes', '', {})).status).toBe(303)
    expect((await visit('/second-factor/codes', `page=${ada.token}`, {})).status).toBe(303)
    expect(await factorOf(ada)).toEqual(before)
    const wrong = await visit('/second-factor/sign-in', '', {
      username: ada.username,
      password: 'x',
      code: '',
    })
    expect([wrong.status, (await wrong.text()).includes('Wrong username or password.')]).toEqual([400, true])
    await gatehouse.settled()
  })

  it.each(['begin', 'codes', 'remove'])(
    'leads to the sign-in where the session ends while “%s” is under way, and changes nothing',
    async (action) => {
      let endAll = false
      const batch: D1Database['batch'] = async (statements) => {
        if (endAll) await env.DB.exec('delete from sessions')
        return env.DB.batch(statements)
      }
      const DB = { prepare: (query: string) => env.DB.prepare(query), batch } as D1Database
      const slow = openGatehouse({ DB } as Partial<Env>)
      const ada = await signUpWithFactor(gatehouse)
      const bob = await signUp(gatehouse)
      const who = action === 'begin' ? bob : ada
      const { cookie } = await signIn(who.username, who === ada ? await ada.freshCode() : '')
      const before = await factorOf(who)
      endAll = true
      const response = await slow.request(`/second-factor/${action}`, {
        method: 'POST',
        body: new URLSearchParams(),
        headers: { cookie },
      })
      expect([response.status, response.headers.get('location')]).toEqual([303, '/second-factor'])
      expect(response.headers.getSetCookie()[0]).toMatch(/^[\w-]*page=;/)
      expect(await factorOf(who)).toEqual(before)
    },
  )
})
