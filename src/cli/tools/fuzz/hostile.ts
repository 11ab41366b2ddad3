import fc from 'fast-check'
import { anyText } from './arbitraries.ts'
import { words } from './naughty-strings.ts'

/* Text here is of bytes: a character is one, as in Latin-1. */

/** What means something in JSON, forms, headers, paths or queries, or is no UTF-8. */
const PIECES = [
  ...'{}[]",:\\\'/.%&=?;@*~- \0\r\n',
  ...words(
    String.raw`\u0000 \ud800 \x 1e400 01 NaN null -1 "a":1, "__proto__":{}, {"$ne":1} --gatehouse-fuzz`,
  ),
  ...words('// /./ /../ %00 %0d%0a %20 %2e %2f %5c %ff %c0%af %e2%80%a8 %252f .json {id}'),
  ...words('?a=1&a=2 ?email[]=x ?__proto__[a]=1 ?after=%00 ?after=x ?w=-1 ?_method=DELETE'),
  ...words('\xef\xbb\xbf \xfe\xff \xc3( \xc0\xaf \xf0\x9f'),
]

type Edit = { place: number; length: number; piece: string; times: number }

/** Puts pieces somewhere, in the place of a few bytes or of all that follow. */
const editing = (whole: string, edits: Edit[]): string =>
  edits.reduce((text, { place, length, piece, times }) => {
    const at = place % (text.length + 1)
    return text.slice(0, at) + piece.repeat(times) + text.slice(at + length)
  }, whole)

const edits = fc.array(
  fc.record({
    place: fc.nat(),
    length: fc.constantFrom(0, 1, 4, Number.POSITIVE_INFINITY),
    piece: fc.oneof(
      fc.constantFrom('', ...PIECES),
      fc.nat(255).map((byte) => String.fromCharCode(byte)),
    ),
    times: fc.constantFrom(1, 1, 1, 2, 64, 1000),
  }),
  { minLength: 1, maxLength: 4 },
)

/** Another text in the place of one. */
type Rewrite = (text: string) => string
const edited: fc.Arbitrary<Rewrite> = edits.map((each) => (text) => editing(text, each))

/** Bodies that are read in more than one way, or should not be read. */
const BODIES = [
  '[]',
  'null',
  '{"username":"a","username":"b"}',
  '{"username":"a","\\u0075sername":"b"}',
  '{"username":"\\ud800"}',
  '{"username":"\\u0000"}',
  '{"username":"\xc3("}',
  '\xef\xbb\xbf{}',
  '\xfe\xff\x00{\x00}',
  'username=%c3%28&password=%ff',
  'username=a&username=b',
  '--gatehouse-fuzz--',
  '--gatehouse-fuzz\r\nContent-Disposition: form-data\r\n\r\nx\r\n--gatehouse-fuzz--\r\n',
  '--gatehouse-fuzz\r\nContent-Disposition: form-data; name="__proto__"; filename="a"\r\n\r\nx\r\n--gatehouse-fuzz--\r\n',
  JSON.stringify(Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`field${at}`, at]))),
]
const DEPTHS = [0, 62, 63, 64, 65, 1000, 7000]
const KiB = 1024
const SIZES = [16 * KiB - 20, 16 * KiB, 16 * KiB + 1, 64 * KiB, 256 * KiB]
const HUGE = [3 * KiB * KiB, 3 * KiB * KiB + 1, 12 * KiB * KiB + 1]
const sizes = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...SIZES) },
  { weight: 1, arbitrary: fc.constantFrom(...HUGE) },
)

/** Bytes in the place of a body, mostly made from it. */
export const hostileBody: fc.Arbitrary<Rewrite> = fc.oneof(
  { weight: 4, arbitrary: edited },
  { weight: 2, arbitrary: fc.constantFrom(...BODIES).map((body) => () => body) },
  fc.constantFrom(...DEPTHS).map((depth) => () => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`),
  { weight: 3, arbitrary: sizes.map((size) => () => `{"username":"${'x'.repeat(size - 15)}"}`) },
  fc.uint8Array({ maxLength: 200 }).map((body) => () => String.fromCharCode(...body)),
  fc.constant((body: string) => body + body),
)

const percent = (text: string) => `%${text.charCodeAt(0).toString(16).padStart(2, '0')}`

/** Another way to write a path with a query, or one beside it. */
export const hostilePath: fc.Arbitrary<Rewrite> = fc
  .oneof(
    { weight: 4, arbitrary: edited },
    fc.constantFrom<Rewrite[]>(
      (path) => path.replace(/\/$/, ''),
      (path) => path.replace(/\w(?=\w*\/?$)/, percent),
      (path) => path.toUpperCase(),
      (path) => `${path}/${'a/'.repeat(2000)}`,
    ),
  )
  .map(
    (rewrite) => (path) =>
      `/${rewrite(path)
        .replace(/^\//, '')
        .replace(/[^\x21-\x7e]|#/g, percent)}`,
  )

const HEADERS = {
  'content-encoding': 'gzip | deflate, br',
  'content-type':
    'text/plain | text/html; charset=utf-16 | application/json; charset=utf-7 | Application/JSON | multipart/form-data; boundary= | multipart/form-data; boundary="a b" | application/x-www-form-urlencoded; charset=utf-16',
  authorization: 'Bearer | Bearer  x | Basic YTpi | Bearer x.x.x | Bearer eyJhbGciOiJub25lIn0.e30.',
  origin: 'null | https://evil.example',
  'x-http-method-override': 'DELETE',
  cookie: 'accessToken=x; accessToken=y | __proto__=x; accessToken="; refreshToken=%ff',
  'sec-fetch-site': 'cross-site',
}
const NAMES = words(`
  authorization cookie origin content-type content-encoding accept accept-language x-request-id x-forwarded-for
  x-forwarded-host x-forwarded-proto x-http-method-override x-user-id x-middleware-subrequest forwarded referer
  cf-access-authenticated-user-email range if-none-match sec-fetch-site user-agent access-control-request-method
  access-control-request-headers`)

const lines = Object.entries(HEADERS).flatMap(([name, values]) =>
  values.split(' | ').map((value) => ({ name, value })),
)

/** A header, and what becomes of its value. Control characters cannot be sent. */
export const hostileHeader: fc.Arbitrary<{ name: string; rewrite: Rewrite }> = fc
  .oneof(
    fc.constantFrom(...lines).map(({ name, value }) => ({ name, rewrite: () => value })),
    fc.record({
      name: fc.constantFrom(...NAMES),
      rewrite: anyText.map((text) => () => Buffer.from(text).toString('latin1')),
    }),
    fc.record({ name: fc.constantFrom('authorization', 'content-type'), rewrite: edited }),
  )
  .map(({ name, rewrite }) => ({
    name,
    rewrite: (value) =>
      rewrite(value)
        .replace(/\p{Cc}/gu, ' ')
        .slice(0, 2000),
  }))

/** Another method than the address has, as a rule. CONNECT is for proxies, and no client can send it. */
export const anyMethod = fc.constantFrom(
  ...words('GET HEAD POST PUT PATCH DELETE OPTIONS TRACE PROPFIND REPORT'),
)
