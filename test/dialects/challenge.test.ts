import { describe, expect, it } from 'vitest'
import type { Challenged } from '../../src/ports/turnstile.ts'
import { openTurnstile } from '../../src/ports/turnstile.ts'
import { answerOf } from '../support/caller.ts'
import { formOf, GREEN } from '../support/express.ts'
import { openGatehouse, settingsFor } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const SECRET = '1x0000000000000000000000000000000AA'
const ON = {
  PASSWORD_HASH_LINKS: '1',
  ACCEPT_WEAK_HASH: 'true',
  TURNSTILE: 'registration, login, reset',
  TURNSTILE_SITE_KEY: '1x00000000000000000000AA',
  TURNSTILE_SECRET: SECRET,
  EMAIL_LOGIN: 'true',
}

/** A stand-in for Cloudflare: `good-<action>` was solved at our own address. */
function siteverify(down = false) {
  const asked: { url: string; body: Record<string, unknown> }[] = []
  const http = (async (url: string, { body }: { body: string }) => {
    const sent = JSON.parse(body)
    asked.push({ url, body: sent })
    if (down) throw new TypeError('fetch failed')
    const [, action = ''] = /^good-(\w+)$/.exec(sent.response) ?? []
    return Response.json({ success: action !== '', hostname: 'localhost', action })
  }) as unknown as typeof fetch
  return { http, asked }
}

const plain = openGatehouse()
const open = (down = false) => {
  const { http, asked } = siteverify(down)
  return { gatehouse: openGatehouse(ON as Partial<Env>, { http }), asked }
}

let users = 0
const wish = () => {
  users += 1
  return { username: `human${users}`, email: `human${users}@example.com`, password: PASSWORD }
}

type Api = [string, Challenged, () => Promise<object>]
const person = async () => {
  const { username, email } = await signUp(plain)
  return { username, email, password: PASSWORD }
}
const apis: Api[] = [
  ['/api/register/', 'registration', async () => wish()],
  ['/auth/users/', 'registration', async () => wish()],
  ['/api/v1/users/', 'registration', async () => wish()],
  ['/api/login/', 'login', person],
  ['/auth/token/login/', 'login', person],
  ['/auth/jwt/create/', 'login', person],
  ['/api-token-auth/', 'login', person],
  ['/api/v1/users/login', 'login', person],
  ['/account/login/email', 'reset', person],
  ['/auth/users/reset_password/', 'reset', person],
  ['/auth/users/reset_username/', 'reset', person],
  ['/api/password_reset/', 'reset', person],
]

describe.each(apis)('%s, where a challenge has to be met', (path, what, bodyOf) => {
  const { gatehouse } = open()
  const post = (json: object, headers: Record<string, string> = {}) =>
    gatehouse.request(path, { method: 'POST', json, headers })

  it('lets in who solved it, by the form’s field or by a header (BRU-17)', async () => {
    const token = `good-${what}`
    expect((await post({ ...(await bodyOf()), 'cf-turnstile-response': token })).status).toBeLessThan(300)
    expect((await post(await bodyOf(), { 'cf-turnstile-response': token })).status).toBeLessThan(300)
  })

  it('refuses in its voice who did not, and nothing is stored (BRU-17)', async () => {
    const body = await bodyOf()
    for (const token of [undefined, '', 'x', 'x'.repeat(2049), 'good-other', ['good-login']]) {
      const answer = await refused(gatehouse, async () =>
        answerOf(await post({ ...body, ...(token !== undefined && { 'cf-turnstile-response': token }) })),
      )
      expect(answer.status).toBe(403)
      expect(JSON.stringify(answer.body)).toContain('hallenge was not solved')
    }
  })
})

describe('a form with files', () => {
  it('is challenged too (BRU-17)', async () => {
    const { gatehouse } = open()
    const send = (extra: object) =>
      gatehouse.request('/api/v1/users/register', {
        method: 'POST',
        body: formOf({ ...wish(), ...extra, Avatar: GREEN }),
      })
    expect((await refused(gatehouse, () => send({}))).status).toBe(403)
    expect((await send({ 'cf-turnstile-response': 'good-registration' })).status).toBe(201)
  })
})

describe('while Cloudflare does not answer', () => {
  it('nobody registers or asks for emails, and people sign in as ever (BRU-17)', async () => {
    const { gatehouse } = open(true)
    const token = { 'cf-turnstile-response': 'good' }
    const ada = await person()
    const post = async (path: string, json: object) =>
      (await gatehouse.request(path, { method: 'POST', json: { ...json, ...token } })).status
    expect(await post('/auth/users/', wish())).toBe(403)
    expect(await post('/api/password_reset/', ada)).toBe(403)
    expect(await post('/api/login/', ada)).toBe(200)
  })
})

describe('what Cloudflare is asked', () => {
  it('is whether this token was solved by this client, once', async () => {
    const { gatehouse, asked } = open()
    const headers = { 'cf-connecting-ip': '203.0.113.9' }
    const json = { ...(await person()), 'cf-turnstile-response': 'good-login' }
    await gatehouse.request('/api/login/', { method: 'POST', json, headers })
    expect(asked).toEqual([
      {
        url: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
        body: {
          secret: SECRET,
          response: 'good-login',
          remoteip: '203.0.113.9',
          idempotency_key: expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
      },
    ])
  })

  it.each([
    ['another address', { success: true, hostname: 'evil.example', action: 'login' }, 'failed'],
    ['another form', { success: true, hostname: 'localhost', action: 'reset' }, 'failed'],
    ['a used token', { success: false, 'error-codes': ['timeout-or-duplicate'] }, 'failed'],
    ['nonsense', [], 'failed'],
    ['a solved challenge', { success: true, hostname: 'localhost', action: 'login' }, 'passed'],
  ])('and of %s it makes the right thing', async (_, said, verdict) => {
    const http = (async () => Response.json(said)) as unknown as typeof fetch
    const turnstile = openTurnstile(settingsFor(ON as Partial<Env>), http)
    expect(await turnstile.verify('token', 'login', 'client', 'key')).toBe(verdict)
  })

  it.each([
    ['an error of its own', async () => new Response('{}', { status: 503 })],
    ['no JSON', async () => new Response('<html>')],
  ])('and %s is no verdict', async (_, http) => {
    const turnstile = openTurnstile(settingsFor(ON as Partial<Env>), http as typeof fetch)
    expect(await turnstile.verify('token', 'login', 'client', 'key')).toBe('unknown')
  })
})

describe('the page to ask for an email', () => {
  const { gatehouse } = open()

  it('shows the challenge, and may load what it needs', async () => {
    const response = await gatehouse.request('/password/forgot')
    const text = await response.text()
    expect(text).toContain(
      '<div class="cf-turnstile" data-sitekey="1x00000000000000000000AA" data-action="reset">',
    )
    expect(response.headers.get('content-security-policy')).toContain(
      "script-src 'self' https://challenges.cloudflare.com;",
    )
    expect(response.headers.get('content-security-policy')).toContain(
      "frame-src 'self' https://challenges.cloudflare.com;",
    )
  })

  it('asks for nothing without it', async () => {
    const { email } = await person()
    const send = (form: Record<string, string>) =>
      gatehouse.request('/password/forgot', { method: 'POST', body: new URLSearchParams({ email, ...form }) })
    expect((await refused(gatehouse, () => send({}))).status).toBe(403)
    expect((await send({ 'cf-turnstile-response': 'good-reset' })).status).toBe(303)
  })
})

describe('where no challenge is set', () => {
  it('Cloudflare is not asked, and pages load nothing from elsewhere', async () => {
    const { http, asked } = siteverify()
    const gatehouse = openGatehouse({}, { http })
    await gatehouse.request('/api/login/', { method: 'POST', json: await person() })
    expect(await (await gatehouse.request('/password/forgot')).text()).not.toContain(
      'challenges.cloudflare.com',
    )
    expect(asked).toEqual([])
  })

  it('and one without its keys is told at /readyz', async () => {
    const { ports } = openGatehouse({ TURNSTILE: 'login' } as Partial<Env>)
    expect((await ports.check()).checks.settings).toBe('TURNSTILE_SITE_KEY, TURNSTILE_SECRET: missing')
  })
})
