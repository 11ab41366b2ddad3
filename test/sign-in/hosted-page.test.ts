import { describe, expect, it } from 'vitest'
import { asked, BACK, browserOf, CHALLENGE, hiddenOf } from '../support/front-end.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { everything } from '../support/rows.ts'
import { sessionsOf, signUpWithFactor } from '../support/second-factor.ts'

const OTHER = 'http://localhost:3000/back'
const gatehouse = openGatehouse({ RETURN_URLS: `${BACK}, ${OTHER}` })
const { open, send, enter, returned, exchange, codeFor } = browserOf(gatehouse)

const REFUSED = 'You cannot sign in from there'

describe('the page /sign-in', () => {
  it('signs in with a password, and sends the reader back with a code and no session', async () => {
    const ada = await signUp(gatehouse)
    const before = await sessionsOf(ada)
    const page = await open()
    const text = await page.text()
    expect([page.status, page.headers.get('referrer-policy'), page.headers.get('cache-control')]).toEqual([
      200,
      'no-referrer',
      'no-store',
    ])
    expect(page.headers.get('content-security-policy')).toContain(
      "form-action 'self' https://app.example.com; frame-ancestors 'none'",
    )
    expect(text).toContain('Then you go back to app.example.com.')
    expect(hiddenOf(text)).toEqual({
      return: BACK,
      state: asked().state,
      code_challenge: CHALLENGE,
      as: 'token',
    })
    const response = await enter(ada)
    expect([response.status, response.headers.getSetCookie()]).toEqual([303, []])
    expect(returned(response)).toEqual({
      at: 'https://app.example.com/signed-in',
      from: 'gatehouse',
      code: expect.stringMatching(/^[\w-]+\.[\w-]{200,700}$/),
      state: asked().state,
    })
    await gatehouse.settled()
    expect(await sessionsOf(ada)).toEqual(before)
  })

  it.each(['token', 'jwt', 'express'])('hands over a credential of an API: %s', async (as) => {
    const ada = await signUp(gatehouse)
    const { status, body } = await exchange(await codeFor(ada, { as }))
    const credential =
      as === 'token'
        ? { token: expect.stringMatching(/^[0-9a-f]{40}$/) }
        : { access: expect.stringMatching(/^ey/), refresh: expect.stringMatching(/^ey/) }
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        as,
        ...credential,
        expires_at: expect.any(String),
        level: 1,
        account: expect.objectContaining({ username: ada.username }),
      },
    })
    expect((await sessionsOf(ada)).map(({ kind, methods }) => [kind, methods])).toContainEqual([as, 'pwd'])
    const { token, access } = body as { token?: string; access?: string }
    const me = await gatehouse.request('/auth/users/me/', { token: token ?? access ?? '' })
    expect(me.status).toBe(200)
  })

  it('asks for a code in a second step, and trusts the browser', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const first = await enter(ada, { as: 'jwt', return: OTHER })
    const step = await first.text()
    expect([first.status, step.includes('Enter your code')]).toEqual([200, true])
    expect(first.headers.get('content-security-policy')).toContain(
      "form-action 'self' http://localhost:3000;",
    )
    const hidden = hiddenOf(step)
    for (const code of ['', '000000']) {
      const wrong = await send('/sign-in/code', { ...hidden, code })
      expect([wrong.status, hiddenOf(await wrong.text())]).toEqual([400, hidden])
    }
    const response = await send('/sign-in/code', { ...hidden, code: await ada.freshCode(), trust: 'true' })
    const { at, code } = returned(response)
    expect([response.status, at]).toEqual([303, OTHER])
    const [cookie = ''] = response.headers.getSetCookie()
    expect(cookie).toMatch(/^trusted=[0-9a-f]{40}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/)
    expect((await exchange(code)).body).toMatchObject({ as: 'jwt', level: 2 })

    const fields = { ...hidden, username: ada.username, password: PASSWORD }
    const again = await send('/sign-in', fields, { cookie: cookie.split(';')[0] ?? '' })
    expect((await exchange(returned(again).code)).body).toMatchObject({ as: 'jwt', level: 1 })
    expect((await sessionsOf(ada)).map(({ methods }) => methods).sort()).toEqual([
      'pwd otp',
      'pwd otp',
      'pwd trusted',
    ])
    await gatehouse.settled()
  })

  it('takes a recovery code, and uses it up', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const [code = ''] = ada.recoveryCodes
    const hidden = hiddenOf(await (await enter(ada)).text())
    const handed = returned(await send('/sign-in/code', { ...hidden, code })).code
    expect((await exchange(handed)).body).toMatchObject({ level: 2 })
    expect((await send('/sign-in/code', { ...hidden, code })).status).toBe(400)
    await gatehouse.settled()
  })

  it('says what was wrong in the form, and nothing of whether there is an account', async () => {
    const ada = await signUp(gatehouse)
    const pages = await Promise.all(
      [ada.username, 'nobody'].map(async (username) => {
        const response = await enter({ username, password: 'wrong' })
        return [response.status, (await response.text()).replaceAll(username, 'x')]
      }),
    )
    expect(pages[0]).toEqual(pages[1])
    expect(pages[0]).toEqual([400, expect.stringContaining('Wrong username or password.')])
    await gatehouse.settled()
  })

  it('begins again where the second step took too long, or belongs to another kind of session', async () => {
    const ada = await signUpWithFactor(gatehouse)
    const hidden = hiddenOf(await (await enter(ada)).text())
    const code = await ada.freshCode()
    const other = await send('/sign-in/code', { ...hidden, code, as: 'jwt' })
    expect([other.status, (await other.text()).includes('This took too long')]).toEqual([400, true])
    gatehouse.wait(600)
    const late = await send('/sign-in/code', { ...hidden, code: await ada.code() })
    expect([late.status, (await late.text()).includes('name="password"')]).toEqual([400, true])
    await gatehouse.settled()
  })
})

describe('where a challenge has to be met', () => {
  it('is shown in the forms, and refused without', async () => {
    const strict = openGatehouse(
      {
        RETURN_URLS: BACK,
        EMAIL_LOGIN: 'true',
        TURNSTILE: 'login,reset',
        TURNSTILE_SITE_KEY: 'key',
        TURNSTILE_SECRET: 'x',
      } as Partial<Env>,
      { http: (async () => Response.json({ success: false })) as unknown as typeof fetch },
    )
    const browser = browserOf(strict)
    const ada = await signUp(strict)
    for (const [path, action] of [
      ['/sign-in', 'login'],
      ['/sign-in/email', 'reset'],
    ]) {
      const page = await browser.open({}, path)
      expect(page.headers.get('content-security-policy')).toContain('https://challenges.cloudflare.com')
      expect(await page.text()).toContain(`data-action="${action}"`)
    }
    const before = await everything()
    const fields = { ...asked(), username: ada.username, password: PASSWORD, email: ada.email }
    for (const path of ['/sign-in', '/sign-in/email/ask'])
      expect((await browser.send(path, fields)).status).toBe(403)
    await strict.settled()
    expect(await everything()).toEqual(before)
  })
})

describe('a request of a front end (PKY-15)', () => {
  it.each<[string, Record<string, string>]>([
    ['without the slash', { return: 'https://app.example.com/signed-in/?from=gatehouse' }],
    ['with another path', { return: 'https://app.example.com/signed-in' }],
    ['in capital letters', { return: 'https://app.example.com/Signed-in?from=gatehouse' }],
    ['with another case of the host', { return: 'https://APP.example.com/signed-in?from=gatehouse' }],
    ['with a port', { return: 'https://app.example.com:443/signed-in?from=gatehouse' }],
    ['with a user', { return: 'https://app.example.com@evil.example/signed-in?from=gatehouse' }],
    ['with a fragment', { return: `${BACK}#` }],
    ['with a blank', { return: ` ${BACK}` }],
    ['with another scheme', { return: BACK.replace('https', 'http') }],
    ['of a script', { return: 'javascript:alert(1)' }],
    ['that is empty', { return: '' }],
    ['with more', { return: `${BACK}&x=1` }],
    ['without a challenge', { code_challenge: '' }],
    ['with a plain challenge', { code_challenge_method: 'plain' }],
    ['with a challenge of another length', { code_challenge: `${CHALLENGE}=` }],
    ['without a state', { state: '' }],
    ['with a long state', { state: 'x'.repeat(501) }],
    ['with a state of two lines', { state: 'one\ntwo' }],
    ['with another kind of session', { as: 'console' }],
  ])('is refused %s, without a link', async (_, other) => {
    const ada = await signUp(gatehouse)
    const before = await everything()
    const page = await open(other)
    const text = await page.text()
    expect([page.status, text.includes(REFUSED), /<a |<form/.test(text)]).toEqual([400, true, false])
    const sent = await send('/sign-in', { ...asked(other), username: ada.username, password: PASSWORD })
    expect([sent.status, sent.headers.get('location')]).toEqual([400, null])
    await gatehouse.settled()
    expect(await everything()).toEqual(before)
  })

  it('may leave the method out, which is S256 alone', async () => {
    const { code_challenge_method: _, ...others } = asked()
    const page = await gatehouse.request(`/sign-in?${new URLSearchParams(others)}`)
    expect(page.status).toBe(200)
  })

  it('is taken from this site alone', async () => {
    const ada = await signUp(gatehouse)
    const before = await everything()
    const crossed = { 'sec-fetch-site': 'cross-site', origin: 'https://app.example.com' }
    for (const path of ['/sign-in', '/sign-in/code']) {
      const sent = await send(path, { ...asked(), username: ada.username, password: PASSWORD }, crossed)
      expect([sent.status, sent.headers.get('location')]).toEqual([403, null])
    }
    await gatehouse.settled()
    expect(await everything()).toEqual(before)
  })

  it('goes back without an account when the reader cancels', async () => {
    const [, cancel] = /<a href="([^"]*)">Cancel</.exec(await (await open()).text()) ?? []
    const url = new URL(cancel?.replaceAll('&amp;', '&') ?? '')
    expect([url.origin + url.pathname, ...url.searchParams.values()]).toEqual([
      'https://app.example.com/signed-in',
      'gatehouse',
      'access_denied',
      asked().state,
    ])
  })
})
