import { env } from 'cloudflare:workers'
import { describe, expect, it, vi } from 'vitest'
import { BACK, browserOf, challengeOf, hiddenOf, VERIFIER } from '../support/front-end.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { everything, rowsOf } from '../support/rows.ts'
import { enrol, sessionsOf, signUpWithFactor } from '../support/second-factor.ts'

const gatehouse = openGatehouse({ RETURN_URLS: BACK, LOGIN_TRIES: '1000' })
const { send, enter, returned, exchange, codeFor } = browserOf(gatehouse)

const ENDED = {
  status: 401,
  body: {
    type: 'urn:gatehouse:problem:sign-in-ended',
    title: 'This sign-in has ended. Begin again.',
    status: 401,
  },
}
const TWENTY = Array.from({ length: 20 }, (_, at) => at)

describe('the code of the sign-in page (PKY-15)', () => {
  it('opens one session, also of twenty exchanges at once', async () => {
    const ada = await signUp(gatehouse)
    const code = await codeFor(ada)
    const answers = await Promise.all(TWENTY.map(() => exchange(code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 401)).toEqual(
      Array(19).fill(expect.objectContaining(ENDED)),
    )
    expect(await exchange(code)).toMatchObject(ENDED)
    await gatehouse.settled()
    expect(await sessionsOf(ada)).toHaveLength(2)
  })

  it('is the same one however its last letter is written', async () => {
    const ada = await signUp(gatehouse)
    const code = await codeFor(ada)
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (const letter of letters) await exchange(code.slice(0, -1) + letter)
    await gatehouse.settled()
    expect(await sessionsOf(ada)).toHaveLength(2)
  })

  it('works for a minute', async () => {
    const ada = await signUp(gatehouse)
    const [one, two] = [await codeFor(ada), await codeFor(ada)]
    gatehouse.wait(59)
    expect((await exchange(one)).status).toBe(200)
    gatehouse.wait(1)
    expect(await exchange(two)).toMatchObject(ENDED)
    await gatehouse.settled()
  })

  it('works for its own verifier, and goes on working after a wrong one', async () => {
    const ada = await signUp(gatehouse)
    const verifier = 'another-verifier-of-another-front-end-012345'
    const code = await codeFor(ada, { code_challenge: await challengeOf(verifier) })
    for (const other of [VERIFIER, verifier.slice(1), await challengeOf(verifier)])
      expect(await exchange(code, other)).toMatchObject(ENDED)
    expect((await exchange(code, verifier)).status).toBe(200)
    await gatehouse.settled()
  })

  it('is refused when it was altered, or is something else that was sealed here', async () => {
    const ada = await signUp(gatehouse)
    const code = await codeFor(ada)
    const sealed = await gatehouse.ports.keys.seal('{}', new Uint8Array(12))
    const before = await everything()
    const altered = code.slice(0, 40) + (code[40] === 'A' ? 'B' : 'A') + code.slice(41)
    for (const other of [
      altered,
      sealed,
      code.slice(0, 20),
      `x${code}`,
      code.replace('.', ''),
      '.',
      'é',
      'x'.repeat(2000),
    ])
      expect(await exchange(other)).toMatchObject(ENDED)
    await gatehouse.settled()
    expect(await everything()).toEqual(before)
  })

  it('ends with a new password, a sign-out everywhere and a disabling', async () => {
    const { post } = {
      post: (path: string, json: object, token: string) =>
        gatehouse.request(path, { method: 'POST', json, token }),
    }
    const changes: ((person: { id: string; token: string }) => Promise<unknown>)[] = [
      ({ token }) =>
        post(
          '/auth/users/set_password/',
          { current_password: PASSWORD, new_password: 'Rt5-harbour-Cormorant' },
          token,
        ),
      ({ id }) => env.DB.prepare('update accounts set epoch = epoch + 1 where id = ?').bind(id).run(),
      ({ id }) => env.DB.prepare('update accounts set is_active = 0 where id = ?').bind(id).run(),
      ({ id }) => env.DB.prepare('delete from accounts where id = ?').bind(id).run(),
    ]
    for (const change of changes) {
      const ada = await signUp(gatehouse)
      const code = await codeFor(ada)
      await change(ada)
      expect(await exchange(code)).toMatchObject(ENDED)
    }
    await gatehouse.settled()
  })

  it('is refused a page of another site, and bodies without it', async () => {
    const ada = await signUp(gatehouse)
    const code = await codeFor(ada, { as: 'express' })
    const crossed = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    expect((await exchange(code, VERIFIER, crossed)).status).toBe(403)
    const empty = await gatehouse.request('/account/login/exchange', { method: 'POST', json: {} })
    expect(await empty.json()).toEqual({
      type: 'urn:gatehouse:problem:invalid',
      title: 'Something in the request is not valid.',
      status: 400,
      errors: ['code', 'code_verifier'].map((parameter) => ({ parameter, detail: 'This is not valid.' })),
    })
    const response = await gatehouse.request('/account/login/exchange', {
      method: 'POST',
      json: { code, code_verifier: VERIFIER },
    })
    expect(response.headers.getSetCookie().map((each) => each.split('=')[0])).toEqual([
      'accessToken',
      'refreshToken',
    ])
    await gatehouse.settled()
  })

  it('uses a code of an app up when the page hands it over: twenty at once get one', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const hidden = hiddenOf(await (await enter(ada)).text())
    const code = await ada.freshCode()
    const answers = await Promise.all(TWENTY.map(() => send('/sign-in/code', { ...hidden, code })))
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1)
    await gatehouse.settled()
    expect(await sessionsOf(ada)).toHaveLength(1)
  })

  it('does not outlive the first factor that its owner sets up meanwhile', async () => {
    const ada = await signUp(gatehouse)
    const code = await codeFor(ada)
    await enrol(gatehouse, ada)
    expect(await exchange(code)).toMatchObject(ENDED)
    await gatehouse.settled()
  })

  it('is in no log and not in D1, and neither is its verifier', async () => {
    const loud = openGatehouse({ RETURN_URLS: BACK, REQUEST_LOG: 'true' })
    const browser = browserOf(loud)
    const ada = await signUp(gatehouse)
    const logs = (['log', 'error', 'warn'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation(() => {}),
    )
    const code = await browser.codeFor(ada)
    await browser.exchange(code)
    await browser.exchange(code)
    await loud.settled()
    const lines = logs.flatMap(({ mock }) => mock.calls.map(String))
    vi.restoreAllMocks()
    expect(lines).toHaveLength(4)
    const stored = JSON.stringify([lines, await everything()])
    for (const secret of [code, code.split('.')[1] ?? '', VERIFIER, 'state of the front end'])
      expect(stored).not.toContain(secret)
    expect((await rowsOf('used_once')).map(({ tag }) => tag)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^[0-9a-f]{64}$/)]),
    )
  })
})

describe('an account that has to set a second factor up', () => {
  it('is sent to do that, and has no code before', async () => {
    const strict = openGatehouse({ RETURN_URLS: BACK, SECOND_FACTOR: 'all' })
    const browser = browserOf(strict)
    const ada = await signUp(strict)
    strict.wait(8 * 86_400)
    const response = await browser.enter(ada)
    expect([response.status, returned(response)]).toEqual([
      303,
      { at: 'http://localhost:8787/second-factor' },
    ])
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect(cookie).toMatch(/^page=/)
    const page = await strict.request('/second-factor', { headers: { cookie } })
    expect(await page.text()).toContain('Set up an app')
    await strict.settled()
  })
})

describe('the page /sign-in without a front end', () => {
  it('signs in to the pages, which is no credential of an API', async () => {
    const ada = await signUp(gatehouse)
    const page = await gatehouse.request('/sign-in')
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self';")
    expect(hiddenOf(await page.text())).toEqual({})
    const response = await send('/sign-in', { username: ada.username, password: PASSWORD })
    const [cookie = ''] = response.headers.getSetCookie().map((each) => each.split(';')[0] ?? '')
    expect([response.status, response.headers.get('location')]).toEqual([303, '/second-factor'])
    const again = await gatehouse.request('/sign-in', { headers: { cookie } })
    expect([again.status, again.headers.get('location')]).toEqual([303, '/second-factor'])
    expect((await gatehouse.request('/auth/users/me/', { token: cookie.slice(5) })).status).toBe(401)
    await gatehouse.settled()
  })

  it('is nowhere with SECOND_FACTOR off, and neither is the exchange', async () => {
    const off = openGatehouse({ RETURN_URLS: BACK, SECOND_FACTOR: 'off' })
    const browser = browserOf(off)
    expect((await browser.open()).status).toBe(404)
    expect((await browser.send('/sign-in', {})).status).toBe(404)
    expect((await browser.exchange('x')).status).toBe(404)
  })
})
