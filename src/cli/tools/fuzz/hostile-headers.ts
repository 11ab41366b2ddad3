import type { Chance } from './chance.ts'
import { naughtyStrings } from './naughty-strings.ts'

/** The naughty strings as a header can have them: in Latin-1, without control characters. */
const headerTexts = naughtyStrings
  .map((text) =>
    Buffer.from(text)
      .toString('latin1')
      .replace(/\p{Cc}/gu, ' ')
      .slice(0, 2000),
  )
  .concat(['a, b', 'x'.repeat(2000), ';;;=', '"', '*/*;q=9'])

const NAMES = [
  'authorization',
  'cookie',
  'origin',
  'accept',
  'accept-language',
  'content-type',
  'content-encoding',
  'x-request-id',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-http-method-override',
  'x-user-id',
  'x-middleware-subrequest',
  'cf-access-authenticated-user-email',
  'forwarded',
  'referer',
  'range',
  'if-none-match',
  'sec-fetch-site',
  'access-control-request-method',
  'access-control-request-headers',
  'user-agent',
]

const KNOWN: [string, string][] = [
  ['content-encoding', 'gzip'],
  ['content-encoding', 'deflate, br'],
  ['content-type', 'text/plain'],
  ['content-type', 'text/html; charset=utf-16'],
  ['content-type', 'application/json; charset=utf-7'],
  ['content-type', 'application/json, text/html'],
  ['content-type', 'Application/JSON'],
  ['content-type', 'multipart/form-data'],
  ['content-type', 'multipart/form-data; boundary='],
  ['content-type', 'multipart/form-data; boundary="a b"'],
  ['content-type', `multipart/form-data; boundary=${'x'.repeat(200)}`],
  ['content-type', 'application/x-www-form-urlencoded; charset=utf-16'],
  ['authorization', 'Bearer'],
  ['authorization', 'Bearer  x'],
  ['authorization', 'Bearer Bearer x'],
  ['authorization', 'Basic YTpi'],
  ['authorization', `Token ${'f'.repeat(40)}`],
  ['authorization', 'Bearer x.x.x'],
  ['authorization', 'Bearer eyJhbGciOiJub25lIn0.e30.'],
  ['origin', 'null'],
  ['origin', 'https://evil.example'],
  ['x-http-method-override', 'DELETE'],
  ['cookie', 'accessToken=x; accessToken=y'],
  ['cookie', '__proto__=x; accessToken="; refreshToken=%ff'],
  ['sec-fetch-site', 'cross-site'],
]

/** Sets one header to an unexpected value. */
export const twistHeaders = (headers: Record<string, string>, chance: Chance): void => {
  const [name, value] = chance.percent(50)
    ? chance.pick(KNOWN)
    : [chance.pick(NAMES), chance.pick(headerTexts)]
  headers[name] = value
}
