import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { changePassword } from '../../src/account/passwords/change-password.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { wayBack } from '../../src/account/passwords/way-back.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import type { OldApi } from '../../src/ports/old-apis.ts'
import { hashOf } from '../support/foreign.ts'
import { AS_SHIPPED, openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { APIS, askedAbout, LATER, openAsking, signIn, THERE } from '../support/old-login.ts'
import { canLogIn, disable } from '../support/people.ts'
import { everything, rowsOf, tries } from '../support/rows.ts'

const OURS = /^\$pbkdf2-chain\$/
const WRONG = {
  status: 400,
  body: { non_field_errors: ['Unable to log in with provided credentials.'] },
  after: null,
}
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('somebody whose password is not verified here', () => {
  it.each(Object.keys(APIS) as OldApi[])('%s: is asked about once, and has our hash then', async (api) => {
    const { house, old } = openAsking({ api })
    const ada = await askedAbout(house, old)
    expect((await signIn(house, ada)).status).toBe(200)
    expect(await hashOf(ada)).toMatch(OURS)
    const logins = old.asked.filter(({ path }) => path === APIS[api].path)
    expect(logins.map(({ method, body }) => [method, body])).toEqual([
      ['POST', { username: ada.username, password: THERE }],
    ])
    // Only Express has a session there that can be ended.
    expect(old.asked.length - logins.length).toBe(api === 'express' ? 1 : 0)
    expect(await canLogIn(house, ada, THERE)).toBe(true)
    expect(await canLogIn(house, ada, `${THERE}x`)).toBe(false)
    expect(old.asked.filter(({ path }) => path === APIS[api].path)).toHaveLength(1)
  })

  it.each(Object.keys(APIS) as OldApi[])('%s: is refused with a wrong password', async (api) => {
    const { house, old } = openAsking({ api })
    const ada = await askedAbout(house, old)
    const before = await everything()
    expect(await signIn(house, { ...ada, password: 'another' })).toEqual(WRONG)
    expect(old.asked).toHaveLength(1)
    expect(await everything()).toEqual(before)
    const events = (await rowsOf('events')).filter((event) => event.account_id === ada.id)
    expect(events.map(({ kind }) => kind)).toContain('sign_in_failed')
  })

  it('is asked about by the address where the old login takes that', async () => {
    const { house, old } = openAsking({ loginField: 'email' })
    const ada = await askedAbout(house, old)
    expect((await signIn(house, { username: ada.username, password: THERE })).status).toBe(200)
    expect(old.asked[0]?.body).toEqual({ email: ada.email, password: THERE })
  })

  it('is asked about by the name there, although it is another one here by now', async () => {
    const { house, old } = openAsking()
    const ada = await askedAbout(house, old)
    await env.DB.prepare("update accounts set username = 'renamed', username_key = 'renamed' where id = ?")
      .bind(ada.id)
      .run()
    expect((await signIn(house, { username: 'renamed', password: THERE })).status).toBe(200)
    expect(old.asked[0]?.body.username).toBe(ada.username)
  })

  it('is not asked about while disabled, nor after the end, nor of another source', async () => {
    const { house, old } = openAsking()
    const ada = await askedAbout(house, old)
    const elsewhere = openAsking({ source: 'shop' })
    expect(await signIn(elsewhere.house, ada)).toEqual(WRONG)
    const ended = openAsking({ until: '2026-10-01' })
    expect(await signIn(ended.house, ada)).toEqual(WRONG)
    await disable(ada)
    expect(await signIn(house, ada)).toEqual(WRONG)
    expect([...old.asked, ...elsewhere.old.asked, ...ended.old.asked]).toEqual([])
  })

  it('keeps a password that was changed while the old login was asked', async () => {
    const { house, old } = openAsking()
    const ada = await askedAbout(house, old)
    const me = await authenticate(house.ports, ada.token)
    old.answer = async () => {
      delete old.answer
      await changePassword(house.ports, me, STRICT, { oldPassword: THERE, newPassword: 'Zx8-orchard-Heron' })
      return Response.json(APIS['djoser-token'].right)
    }
    expect(await signIn(house, ada)).toEqual(WRONG)
    expect(await canLogIn(house, ada, 'Zx8-orchard-Heron')).toBe(true)
  })

  it('signs in twice at once', async () => {
    const { house, old } = openAsking()
    const ada = await askedAbout(house, old)
    const both = await Promise.all([signIn(house, ada), signIn(house, ada)])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    expect(await canLogIn(house, ada, THERE)).toBe(true)
  })

  it('changes the password with the old one before the first sign-in', async () => {
    const { house, old } = openAsking()
    const ada = await askedAbout(house, old)
    const change = (current_password: string) =>
      house.request('/auth/users/set_password/', {
        method: 'POST',
        json: { current_password, new_password: 'Zx8-orchard-Heron' },
        token: ada.token,
      })
    const refused = await change('another')
    expect([refused.status, await refused.json()]).toEqual([400, { current_password: ['Invalid password.'] }])
    expect((await change(THERE)).status).toBe(204)
    expect(await canLogIn(house, ada, 'Zx8-orchard-Heron')).toBe(true)
  })

  it('resets the password by email without the old back end', async () => {
    const { house, old } = openAsking()
    const ada = await askedAbout(house, old)
    await house.request('/api/password_reset/', { method: 'POST', json: { email: ada.email } })
    const { token } = linkOf((await house.emails())[0])
    const json = { token, password: 'Zx8-orchard-Heron' }
    expect((await house.request('/api/password_reset/confirm/', { method: 'POST', json })).status).toBe(200)
    expect(await canLogIn(house, ada, 'Zx8-orchard-Heron')).toBe(true)
    expect(old.asked).toEqual([])
  })
})

describe('a fault of the old back end', () => {
  const FAULTS: [name: string, answer: () => Response | Promise<Response>][] = [
    ['500', () => new Response('broken', { status: 500 })],
    ['429', () => Response.json({ detail: 'Request was throttled.' }, { status: 429 })],
    [
      'a redirect',
      () => new Response(null, { status: 302, headers: { location: 'https://other.example/' } }),
    ],
    ['200 without a token', () => Response.json({ message: 'hello' })],
    ['200 that is no JSON', () => new Response('<html>')],
    [
      '400 about the request',
      () => Response.json({ username: ['This field is required.'] }, { status: 400 }),
    ],
    ['a wrong path', () => new Response('Not Found', { status: 404 })],
    ['an endless answer', () => new Response('x'.repeat(70_000))],
    ['no connection', () => Promise.reject(new TypeError('connection refused'))],
    ['silence', () => new Promise<Response>(() => {})],
  ]
  it.each(FAULTS)('is 503, counts as no try, and changes nothing: %s', async (_, answer) => {
    const { house, old } = openAsking({}, {}, {}, { 'old login': 50 })
    const ada = await askedAbout(house, old)
    const [before, counted] = [await everything(), await tries()]
    old.answer = answer
    const said = await signIn(house, ada)
    expect(said).toEqual(LATER(said.after === '60' ? '60' : '10'))
    expect(await everything()).toEqual(before)
    const count = (rows: Record<string, unknown>[]) =>
      rows.reduce((sum, { streak }) => sum + Number(streak), 0)
    expect(count(await tries())).toBe(count(counted))
    delete old.answer
    expect((await signIn(house, ada)).status).toBe(200)
  })
})

it('refuses too many wrong passwords before it asks', async () => {
  const { house, old } = openAsking({}, { LOGIN_TRIES: '2' })
  const ada = await askedAbout(house, old)
  for (let wrong = 0; wrong < 6; wrong++)
    expect(await signIn(house, { ...ada, password: 'another' })).toEqual(WRONG)
  expect((await signIn(house, ada)).status).toBe(429)
  expect(old.asked).toHaveLength(6)
})

it('asks nobody about an unknown name, or about who has a password here', async () => {
  const { house, old } = openAsking()
  const ada = await askedAbout(house, old)
  await signIn(house, ada)
  old.asked.length = 0
  expect(await signIn(house, { ...ada, password: 'another' })).toEqual(WRONG)
  old.people.set('nobody', {})
  expect(await signIn(house, { username: 'nobody', password: THERE })).toEqual(WRONG)
  expect(old.asked).toEqual([])
})

it('answers 503 without its address, and serves everybody else', async () => {
  const { house, old } = openAsking({}, { OLD_LOGIN_URL: '' } as Partial<Env>)
  const ada = await askedAbout(house, old)
  expect(await signIn(house, ada)).toEqual(LATER('60'))
  expect((await house.request('/auth/users/me/', { token: ada.token })).status).toBe(200)
})

it('/readyz tells what is missing, has ended, or is not used', async () => {
  const readiness = async (until: string, own: object) => {
    const { house } = openAsking({ until }, { ...AS_SHIPPED, ...own } as Partial<Env>)
    const response = await house.request('/readyz')
    const { checks, warnings } = await response.json<{ checks: { settings: string }; warnings: string[] }>()
    return [checks.settings, warnings]
  }
  expect(await readiness('2027-03-01', {})).toEqual([null, []])
  expect(await readiness('2027-03-01', { OLD_LOGIN_URL: '' })).toEqual(['OLD_LOGIN_URL: missing', []])
  expect(await readiness('2026-10-01', {})).toEqual([null, ['oldLogin: has ended, so take it out']])
  const plain = openGatehouse({ ...AS_SHIPPED, OLD_LOGIN_URL: 'https://old.example.com/' } as Partial<Env>)
  const { warnings } = await (await plain.request('/readyz')).json<{ warnings: string[] }>()
  expect(warnings).toEqual(['OLD_LOGIN_URL: nothing uses it, so delete it'])
  const secrets = { ...AS_SHIPPED, OLD_JWT_SECRETS: '{}' } as Partial<Env>
  const all = openAsking({ until: '2026-10-01' }, secrets, { wayBack: wayBack({ until: '2026-10-02' }) })
  expect(await (await all.house.request('/readyz')).json()).toMatchObject({
    warnings: [
      'wayBack ended 2026-10-02: take it out, and remove what was kept with npm run admin -- moved --end',
      'OLD_JWT_SECRETS: nothing uses it, so delete it',
      'oldLogin: has ended, so take it out',
    ],
  })
})
