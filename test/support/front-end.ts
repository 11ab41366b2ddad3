import { toBase64Url, utf8 } from '../../src/ports/bytes.ts'
import { answerOf } from './caller.ts'
import type { AppEnv } from './gatehouse.ts'
import { PASSWORD } from './people.ts'

/** Where the front end of these tests takes people back. */
export const BACK = 'https://app.example.com/signed-in?from=gatehouse'
export const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
export const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const STATE = 'state of the front end & more'

export type Asked = Record<string, string>

/** What the front end asks for, in a query. */
export const asked = (other: Asked = {}): Asked => ({
  return: BACK,
  state: STATE,
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
  ...other,
})

export const challengeOf = async (verifier: string) =>
  toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(verifier))))

const UNESCAPED: Record<string, string> = {
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
}
const plain = (text: string) => text.replace(/&[a-z#\d]+;/g, (each) => UNESCAPED[each] ?? each)

/** The hidden fields of a page, as a browser sends them. */
export const hiddenOf = (page: string): Asked =>
  Object.fromEntries(
    [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(([, name, value]) => [
      name ?? '',
      plain(value ?? ''),
    ]),
  )

/** The page `/sign-in` as a browser without scripts uses it. */
export function browserOf(gatehouse: AppEnv) {
  const open = (other: Asked = {}, path = '/sign-in') =>
    gatehouse.request(`${path}?${new URLSearchParams(asked(other))}`)
  const send = (path: string, fields: Asked, headers: Record<string, string> = {}) =>
    gatehouse.request(path, { method: 'POST', body: new URLSearchParams(fields), headers })
  const enter = async (
    { username, password = PASSWORD }: { username: string; password?: string },
    other = {},
  ) => send('/sign-in', { ...hiddenOf(await (await open(other)).text()), username, password })
  /** What came back to the front end: its own parameters, and the code. */
  const returned = (response: Response) => {
    const location = response.headers.get('location') ?? ''
    const url = new URL(location, gatehouse.origin)
    return { at: url.origin + url.pathname, ...Object.fromEntries(url.searchParams) } as Asked
  }
  const exchange = async (code = '', code_verifier = VERIFIER, headers = {}) =>
    answerOf(
      await gatehouse.request('/account/login/exchange', {
        method: 'POST',
        json: { code, code_verifier },
        headers,
      }),
    )
  /** Signs in, and returns the code. */
  const codeFor = async (person: { username: string }, other: Asked = {}) =>
    returned(await enter(person, other)).code ?? ''
  return { open, send, enter, returned, exchange, codeFor }
}
