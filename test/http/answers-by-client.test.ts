import { beforeEach, describe, expect, it, vi } from 'vitest'
import { openGatehouse } from '../support/gatehouse.ts'
import { CONTENT_SECURITY_POLICY } from './page.ts'

/* The same addresses for browsers, which get a page, and for programs, which get JSON. */

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
const PROGRAMS = [undefined, '*/*', 'application/json']

const gatehouse = openGatehouse()
const origin = gatehouse.origin
const INDEX = {
  name: 'Gatehouse',
  documents: Object.fromEntries(
    ['profile', 'djoser', 'users', 'management', 'express', 'account'].map((name) => [
      name,
      `${origin}/docs/${name}.json`,
    ]),
  ),
  documentation: `${origin}/docs`,
  health: `${origin}/healthz`,
  readiness: `${origin}/readyz`,
  keys: `${origin}/.well-known/jwks.json`,
}

async function ask(path: string, accept: string | undefined, at = gatehouse) {
  const response = await at.request(path, accept === undefined ? {} : { headers: { accept } })
  const { status, headers } = response
  const text = await response.text()
  const isPage = headers.get('content-type') === 'text/html; charset=UTF-8'
  expect(headers.get('vary')).toContain('Accept')
  if (isPage) expect(headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY)
  return { status, isPage, text, retryAfter: headers.get('retry-after') }
}

describe.each([
  ['/', 200, INDEX],
  ['/docs', 200, INDEX],
  ['/docs?api=users', 200, INDEX],
  ['/nothing', 404, { detail: 'Not found.' }],
  ['/docs/other.json', 404, { detail: 'Not found.' }],
])('GET %s', (path, status, json) => {
  it('is a page in a browser', async () => {
    const answer = await ask(path, BROWSER)
    expect([answer.status, answer.isPage]).toEqual([status, true])
  })

  it.each(PROGRAMS)('is JSON for a program that accepts %s', async (accept) => {
    const answer = await ask(path, accept)
    expect([answer.status, answer.isPage, JSON.parse(answer.text)]).toEqual([status, false, json])
  })
})

it('an address of an API is refused in its voice, also in a browser', async () => {
  const response = await gatehouse.request('/account/nothing', { headers: { accept: BROWSER } })
  expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
})

describe('a setting that cannot be used', () => {
  beforeEach(() => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    return () => vi.restoreAllMocks()
  })
  const FAULTS = { TOKEN_SECONDS: 'soon', MAILS_PER_HOUR: '-1' }
  const broken = openGatehouse(FAULTS as Partial<Env>)
  const deployed = openGatehouse({ ...FAULTS, ENVIRONMENT: 'production' } as Partial<Env>)

  it.each(['/', '/docs', '/password/forgot', '/activate', '/dev/first-staff?key=x'])(
    'is named on the page %s in development, as the doctor says it',
    async (path) => {
      const { status, isPage, text, retryAfter } = await ask(path, BROWSER, broken)
      expect([status, isPage, retryAfter]).toEqual([503, true, '60'])
      const ready = await (await broken.request('/readyz')).json<{ checks: Record<string, string | null> }>()
      const said = String(ready.checks.settings).split('; ')
      expect(said).toHaveLength(2)
      for (const sentence of said) expect(text).toContain(`<li>${sentence}</li>`)
      expect(text).not.toContain('is up')
    },
  )

  it.each(['/', '/docs', '/password/forgot'])('is not named on the page %s in production', async (path) => {
    const { status, isPage, text } = await ask(path, BROWSER, deployed)
    expect([status, isPage]).toEqual([503, true])
    expect(text).toContain('Its operator finds in the log and at /readyz what it is.')
    expect(text).not.toMatch(/TOKEN_SECONDS|MAILS_PER_HOUR|soon/)
  })

  it.each([broken, deployed])('is JSON for a program', async (at) => {
    const { status, isPage, text } = await ask('/', '*/*', at)
    expect([status, isPage, JSON.parse(text)]).toEqual([
      503,
      false,
      { detail: 'Service temporarily unavailable, try again later.' },
    ])
  })
})
