import { Refused } from '../../src/cli/refused.ts'
import type { Config } from '../../src/ports/config.ts'
import { type Made, packPixels, picturePairs, picturesOf } from './pictures.ts'
import type { Sent } from './request.ts'

/** A body that is made to be slow, and a small one that takes the same way through the Worker. */
export type Case = { reader: string; name: string; request: Sent; small: Sent }

/** The largest that wrangler.toml allows. */
const JSON_BYTES = 3_145_728
const MULTIPART_BYTES = 12_582_912
const PICTURE_BYTES = 5_242_880
/** The longest query and the longest header: Cloudflare takes 16 KB of an address and 128 KB of headers. */
const QUERY_BYTES = 16_000
const COOKIE_BYTES = 120_000

const BOUNDARY = `${'-'.repeat(27)}x`

/** `unit` as often as it fits between two ends; `unit` may be made for each place. */
function filled(unit: string | ((at: number) => string), size: number, head = '', tail = ''): Buffer {
  const parts: string[] = []
  let left = size - Buffer.byteLength(head + tail)
  for (let at = 0; ; at++) {
    const part = typeof unit === 'string' ? unit : unit(at)
    left -= Buffer.byteLength(part)
    if (left < 0) break
    parts.push(part)
  }
  return Buffer.from(`${head}${parts.join('')}${tail}`)
}

const padded = (text: string, size: number) =>
  Buffer.concat([Buffer.from(text), Buffer.alloc(size - Buffer.byteLength(text), ' ')])

/** Where the APIs are that the cases ask: the first path of each. */
export type Places = Record<'profile' | 'djoser' | 'express', string>

/** The places of a configuration. Throws Refused where one of the APIs is off: each of them has readers of its own. */
export function placesOf({ apis }: Pick<Config, 'apis'>): Places {
  const at = (name: keyof Places) => {
    const [path] = apis[name].at
    if (path === undefined)
      throw new Refused(`The ${name} API is off in gatehouse.config.ts, and its readers are measured, too`)
    return path.replace(/\/$/, '')
  }
  return { profile: at('profile'), djoser: at('djoser'), express: at('express') }
}

/** A profile picture in JSON asks for who is signed in; all else is refused before a password is hashed. */
export function casesOf(token: string, places: Places): Case[] {
  const profile = `${places.profile}/profile/`
  const signedIn = { authorization: `Token ${token}` }
  const registering = (type: string, body: Uint8Array): Sent => ({
    method: 'POST',
    path: `${places.profile}/register/`,
    headers: { 'content-type': type },
    body,
  })
  const changing = (type: string, body: Uint8Array): Sent => ({
    method: 'PATCH',
    path: profile,
    headers: { 'content-type': type, ...signedIn },
    body,
  })
  const asJson = 'application/json'
  const asForm = 'application/x-www-form-urlencoded'
  const asParts = (boundary = BOUNDARY) => `multipart/form-data; boundary=${boundary}`

  const json = (name: string, body: Uint8Array, to = registering, reader = 'JSON'): Case => ({
    reader,
    name,
    request: to(asJson, body),
    small: to(asJson, Buffer.from(to === registering ? '{"username":""}' : '{"username":""}')),
  })
  const image = (name: string, body: Uint8Array) => json(name, body, changing, 'base64')
  const form = (name: string, body: Uint8Array): Case => ({
    reader: 'form',
    name,
    request: registering(asForm, body),
    small: registering(asForm, Buffer.from('username=')),
  })
  const parts = (name: string, body: Uint8Array, boundary = BOUNDARY, path = profile): Case => {
    const asked = (of: Uint8Array, by: string): Sent => ({
      method: 'PATCH',
      path,
      headers: { 'content-type': asParts(by), ...signedIn },
      body: of,
    })
    const field = path === profile ? 'username' : 'Avatar'
    const none = `--x\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n\r\n--x--\r\n`
    return { reader: 'multipart', name, request: asked(body, boundary), small: asked(Buffer.from(none), 'x') }
  }

  const disposition = (name: string, file?: string) =>
    `content-disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file}"`}`
  const part = (name: string, content = '') => `--${BOUNDARY}\r\n${disposition(name)}\r\n\r\n${content}\r\n`
  const end = `--${BOUNDARY}--\r\n`
  const one = (of: string | Buffer, name: string, file?: string, size = MULTIPART_BYTES) => {
    const head = Buffer.from(`--${BOUNDARY}\r\n${disposition(name, file)}\r\n\r\n`)
    const tail = Buffer.from(`\r\n${end}`)
    const content = typeof of === 'string' ? filled(of, size - head.length - tail.length) : of
    return Buffer.concat([head, content, tail])
  }

  const nest = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  const fieldNames = ['username', 'email', 'password', 'first_name']

  const jsonCases = [
    json('lists in each other without end', filled('[', JSON_BYTES, '{"a":')),
    json('20,000 lists, 60 deep', padded(`{"a":[${Array(330).fill(nest(60)).join(',')}]}`, JSON_BYTES)),
    json('small numbers', filled('1,', JSON_BYTES, '{"a":[', '1]}')),
    json('numbers of 20 digits', filled('12345678901234567890,', JSON_BYTES, '{"a":[', '1]}')),
    json('fractions that are hard to round', filled('2.2250738585072011e-308,', JSON_BYTES, '{"a":[', '1]}')),
    json('a number of 3 million digits', filled('7', JSON_BYTES, '{"username":', '}')),
    json('empty strings', filled('"",', JSON_BYTES, '{"a":[', '""]}')),
    json(
      'short strings, no two alike',
      filled((at) => `"${at.toString(36)}",`, JSON_BYTES, '{"a":[', '""]}'),
    ),
    json('true, false and null', filled('null,', JSON_BYTES, '{"a":[', 'null]}')),
    json('a string of \\u0041', filled('\\u0041', JSON_BYTES, '{"username":"', '"}')),
    json('a string of \\"', filled('\\"', JSON_BYTES, '{"username":"', '"}')),
    json('a string of \\u0001', filled('\\u0001', JSON_BYTES, '{"username":"', '"}')),
    json(
      '19,000 names with escapes',
      filled((at) => `"${'\\u0041'.repeat(25)}${at}":1,`, JSON_BYTES, '{', '"a":1}'),
    ),
    json(
      'a million names',
      filled((at) => `"${at}":1,`, JSON_BYTES, '{', '"a":1}'),
    ),
    json('spaces', padded('{}', JSON_BYTES)),
    ...fieldNames.map((field) =>
      json(`one letter again and again as ${field}`, filled('a', JSON_BYTES, `{"${field}":"`, '"}')),
    ),
    ...fieldNames.map((field) =>
      json(
        `accents in the wrong order as ${field}`,
        filled('\u0315\u0316', JSON_BYTES, `{"${field}":"a`, '"}'),
      ),
    ),
    json('a letter that becomes 18 as username', filled('\ufdfa', JSON_BYTES, '{"username":"', '"}')),
    json('blanks and a letter as username', filled(' ', JSON_BYTES, '{"username":"', 'a"}')),
    json('dots as email', filled('a.', JSON_BYTES, '{"email":"', '@a.com"}')),
  ]

  const imageCases = [
    image('base64 of no picture', filled('AAAA', JSON_BYTES, '{"image":"', '"}')),
    image('base64 with a wrong end', filled('AAAA', JSON_BYTES, '{"image":"', 'AAA!"}')),
    image('base64, a line break after each letter', filled('A\\n', JSON_BYTES, '{"image":"', '"}')),
    image('base64, each letter as \\u0041', filled('\\u0041'.repeat(4), JSON_BYTES, '{"image":"', '"}')),
    image('data URI of ";"', filled(';', JSON_BYTES, '{"image":"data:image/png', '"}')),
    image('data URI of ";base64"', filled(';base64', JSON_BYTES, '{"image":"data:image/png', '"}')),
    image('data URI of "."', filled('.', JSON_BYTES, '{"image":"data:image/', '"}')),
  ]

  const formCases = [
    form('"+"', filled('+', JSON_BYTES, 'username=')),
    form('"%41"', filled('%41', JSON_BYTES, 'username=')),
    form('"%01"', filled('%01', JSON_BYTES, 'username=')),
    form('"%C3%A9"', filled('%C3%A9', JSON_BYTES, 'username=')),
    form('"%41A"', filled('%41A', JSON_BYTES, 'username=')),
    form('"%"', filled('%', JSON_BYTES, 'username=')),
    form('"="', filled('=', JSON_BYTES, 'username=')),
    form('"é" as it is', filled('é', JSON_BYTES, 'username=')),
    form(
      '1,000 long fields',
      filled((at) => `${at}=${'%41+'.repeat(786)}&`, JSON_BYTES, '', 'a=').subarray(0, JSON_BYTES),
    ),
    form('"&"', filled('&', JSON_BYTES)),
    form('a million fields', filled('a=1&', JSON_BYTES)),
    form('a name of "%41"', filled('%41', JSON_BYTES)),
    form('zeros', Buffer.alloc(JSON_BYTES)),
  ]

  const long = 'a'.repeat(7_000)
  const avatar = `${places.express}/avatar`
  const partCases = [
    parts('one file', one(Buffer.alloc(MULTIPART_BYTES - 400, 1), 'Avatar', 'a'), BOUNDARY, avatar),
    parts('one text', one('a', 'username')),
    parts('one text of control characters', one('\u0001', 'username')),
    parts('one text of é', one('é', 'username')),
    parts(
      '100 texts',
      filled((at) => part(`a${at}`, 'a'.repeat(125_600)), MULTIPART_BYTES, '', end).subarray(0),
    ),
    parts('200,000 small parts', filled(part('a'), MULTIPART_BYTES, '', end)),
    parts('a preamble of line breaks', filled('\n', MULTIPART_BYTES, '', end)),
    parts('a preamble of half delimiters', filled(`--${BOUNDARY.slice(0, -1)}\n`, MULTIPART_BYTES, '', end)),
    parts(
      'a file of half delimiters',
      one(`\r\n--${BOUNDARY.slice(0, -1)}`, 'Avatar', 'a'),
      BOUNDARY,
      avatar,
    ),
    parts('a file of carriage returns', one('\r', 'Avatar', 'a'), BOUNDARY, avatar),
    parts(
      'a delimiter of 7,000 letters, a file of the same letter',
      Buffer.concat([
        Buffer.from(`--${long}\r\n${disposition('Avatar', 'a')}\r\n\r\n`),
        Buffer.alloc(MULTIPART_BYTES - 20_000, 'a'),
        Buffer.from(`\r\n--${long}--\r\n`),
      ]),
      long,
      avatar,
    ),
    parts(
      'headers of parts, full of lines',
      filled(
        `--${BOUNDARY}\r\n${disposition('a')}\r\n${'a:b\r\n'.repeat(1_600)}\r\n\r\n`,
        99 * 8_200,
        '',
        end,
      ),
    ),
    parts(
      'headers of parts, full of parameters',
      filled(
        `--${BOUNDARY}\r\n${disposition('a')}${';a="\\'.repeat(1_500)}\r\n\r\n\r\n`,
        99 * 8_200,
        '',
        end,
      ),
    ),
    parts('a header without end', filled('a: b\r\n', MULTIPART_BYTES, `--${BOUNDARY}\r\n`)),
  ]

  const cookie = (name: string, text: string): Case => {
    const ask = (of: string): Sent => ({
      method: 'POST',
      path: `${places.express}/refresh-token`,
      headers: { cookie: of },
    })
    return { reader: 'cookies', name, request: ask(text), small: ask('a=b') }
  }
  const repeated = (unit: string, size: number) => unit.repeat(Math.floor(size / unit.length))
  const cookieCases = [
    cookie('one long', `a=${repeated('b', COOKIE_BYTES)}`),
    cookie('";"', `refreshToken=a${repeated(';', COOKIE_BYTES)}`),
    cookie('many with one letter', `refreshToken=a;${repeated('a=b;', COOKIE_BYTES)}`),
    cookie('the token again and again', repeated('refreshToken=a;', COOKIE_BYTES)),
    cookie('blanks', `refreshToken=a;${repeated(' ', COOKIE_BYTES)}`),
    cookie('"%41"', `refreshToken=${repeated('%41', COOKIE_BYTES)}`),
  ]

  const query = (
    name: string,
    text: string,
    path = '/password/reset',
    headers: Record<string, string> = {},
  ): Case => {
    const ask = (of: string): Sent => ({ method: 'GET', path: `${path}?${of}`, headers })
    return { reader: 'query', name, request: ask(text), small: ask('a=b') }
  }
  const list = [`${places.djoser}/users/`, signedIn] as const
  const queryCases = [
    query('"+"', `uid=${repeated('+', QUERY_BYTES)}`),
    query('"%41"', `uid=${repeated('%41', QUERY_BYTES)}`),
    query('"%"', `uid=${repeated('%', QUERY_BYTES)}`),
    query('"&"', repeated('&', QUERY_BYTES)),
    query('"&", where nothing reads it', repeated('&', QUERY_BYTES), '/healthz'),
    query('many fields', repeated('a=1&', QUERY_BYTES)),
    query(
      'many names',
      Array.from({ length: 3_000 }, (_, at) => at.toString(36))
        .join('&')
        .slice(0, QUERY_BYTES),
    ),
    query(
      'many names, of a list',
      Array.from({ length: 3_000 }, (_, at) => at.toString(36))
        .join('&')
        .slice(0, QUERY_BYTES),
      ...list,
    ),
    query('names that begin alike, one at a time', `%61&${repeated('door1&', QUERY_BYTES)}`, '/docs'),
  ]

  // A registration alone may bring two pictures. The second is refused, and nothing is stored.
  const joining = ([first, second]: [Uint8Array, Uint8Array]): Sent => {
    const texts = {
      fullName: 'Ada Byron',
      email: 'ada@example.com',
      username: 'newcomer',
      password: 'kt9-PwzR-3q',
    }
    const fields = Object.entries(texts).map(([name, value]) => part(name, value))
    const file = (name: string, bytes: Uint8Array) => [
      Buffer.from(`--${BOUNDARY}\r\n${disposition(name, 'a')}\r\n\r\n`),
      bytes,
      Buffer.from('\r\n'),
    ]
    return {
      method: 'POST',
      path: `${places.express}/register`,
      headers: { 'content-type': asParts() },
      body: Buffer.concat([
        Buffer.from(fields.join('')),
        ...file('Avatar', first),
        ...file('CoverImg', second),
        Buffer.from(end),
      ]),
    }
  }
  const packed = packPixels(PICTURE_BYTES)
  const pairCases = picturePairs(packed).map(
    ({ name, pair, small }): Case => ({
      reader: 'pictures',
      name,
      request: joining(pair),
      small: joining(small),
    }),
  )

  const picture = ({ name, bytes }: Made): Case => ({
    ...parts(name, one(bytes, 'Avatar', 'a'), BOUNDARY, avatar),
    reader: 'picture',
  })

  return [
    ...jsonCases,
    ...imageCases,
    ...formCases,
    ...partCases,
    ...cookieCases,
    ...queryCases,
    ...picturesOf(PICTURE_BYTES, packed).map(picture),
    ...pairCases,
  ]
}
