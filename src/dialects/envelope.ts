import { zValidator } from '@hono/zod-validator'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { z } from 'zod'
import { type Fault, type Issue, Refusal } from '../account/refusal.ts'
import { guard, type House, type Said, type Voice } from './dialect.ts'
import { readHeader } from './django.ts'
import { describe } from './doc.ts'
import { Mishap } from './mishap.ts'
import { mediaType, parseForm, parseJson, readBytes, takeAliases, toIssue, validate } from './reading.ts'

/* The Express voice: `{statusCode, data, message, success}`, and its ways of reading and of signing in. */

/** An answer of these doors. */
export const envelope = <Data extends z.ZodType>(statusCode: number, data: Data) =>
  z.object({ statusCode: z.literal(statusCode), data, message: z.string(), success: z.literal(true) })

/** A refusal of these doors. */
export const Failure = z
  .object({
    statusCode: z.int(),
    data: z.null(),
    message: z.string(),
    success: z.literal(false),
    errors: z.array(z.object({ field: z.string(), message: z.string() })),
  })
  .meta({
    examples: [{ statusCode: 401, data: null, message: 'Unauthorized request', success: false, errors: [] }],
  })

export const refusals = { 400: Failure, 401: Failure, 413: Failure }

export const security = {
  token: { type: 'http', scheme: 'bearer', description: 'A token or an access JWT.' },
  cookie: { type: 'apiKey', in: 'cookie', name: 'accessToken', description: 'The cookie that a login sets.' },
} as const

const JSON_UTF8 = { 'Content-Type': 'application/json; charset=utf-8' }

/** Good news in the envelope. */
export const tell = <Data>(c: Context<House>, data: Data, message: string, status: 200 | 201 = 200) =>
  c.json({ statusCode: status, data, message, success: true }, status, JSON_UTF8)

const failure = (
  status: number,
  message: string,
  errors: { field: string; message: string }[] = [],
  headers: Record<string, string> = {},
): Said => [
  status,
  { statusCode: status, data: null, message, success: false, errors },
  { ...JSON_UTF8, ...headers },
]

const plain = (status: number, message: string) => () => failure(status, message)

const badToken = plain(401, 'Invalid Access Token')
const noAddress = plain(404, 'Not found')

export const express: Voice = {
  invalid: ({ issues }) => sayIssues(issues),
  wrong_credentials: plain(401, 'Invalid user credentials'),
  token_invalid: badToken,
  jwt_invalid: badToken,
  jwt_wrong_kind: badToken,
  jwt_ended: badToken,
  not_yours: plain(403, 'Forbidden'),
  not_found: plain(404, 'User does not exist'),
  unknown_uid: plain(400, 'Invalid link'),
  dead_link: plain(400, 'Invalid link'),
  used_link: plain(403, 'Invalid link'),
  activation_off: plain(400, 'Activation is not in use'),
  unchanged: plain(400, 'All fields are required'),
  bad_picture: plain(400, 'The file is no picture that is taken here: JPEG, PNG, GIF or WebP'),
  picture_too_large: plain(413, 'The picture is too large'),
  unreadable: ({ detail }) => failure(400, `The body is not well formed: ${detail}`),
  not_an_object: plain(400, 'The body is not an object'),
  unsupported_media: ({ detail }) => failure(415, `Unsupported media type ${detail}`),
  too_large: plain(413, 'The request body is too large'),
  unexpected_file: ({ detail }) => failure(400, `Unexpected field: ${detail}`),
  not_signed_in: plain(401, 'Unauthorized request'),
  header_empty: plain(401, 'Unauthorized request'),
  header_spaces: badToken,
  header_characters: badToken,
  cross_site: plain(403, 'Cross-site request refused'),
  not_allowed: noAddress,
  no_such_address: noAddress,
  unavailable: () => failure(503, 'Service temporarily unavailable', [], { 'Retry-After': '60' }),
  broken: plain(500, 'Internal server error'),
}

function sayIssues(issues: readonly Issue[]): Said {
  const errors = issues.map((issue) => ({ field: issue.field, message: sentence(issue) }))
  if (issues.some(({ fault }) => fault === 'taken'))
    return failure(409, 'User with email or username already exists', errors)
  const lacking = issues.filter(({ fault }) => fault === 'missing' || fault === 'blank')
  return failure(
    400,
    lacking.length > 1 ? 'All fields are required' : (errors[0]?.message ?? 'Invalid'),
    errors,
  )
}

function sentence({ field, fault, limit, likeness = 'username' }: Issue): string {
  switch (fault) {
    case 'missing':
    case 'null':
    case 'blank':
      return `${field} is required`
    case 'not_text':
      return `${field} must be text`
    case 'not_a_file':
      return `${field} file is required`
    case 'malformed':
    case 'null_character':
    case 'surrogate':
      return `${field} is not valid`
    case 'too_short':
      return `${field} must have at least ${limit} characters`
    case 'too_long':
      return `${field} must have at most ${limit} characters`
    case 'too_many_bytes':
      return `${field} must have at most ${limit} bytes`
    case 'taken':
      return `${field} belongs to another user`
    case 'wrong':
      return 'Invalid old password'
    case 'different':
      return `${field} was sent twice and differs`
    case 'similar':
      return `${field} is too similar to the ${likeness}`
    case 'common':
      return `${field} is too common`
    case 'numeric':
      return `${field} is entirely numeric`
  }
}

/** Lets in who presents a token or a JWT in the header or, without a header, in the cookie (decision 16). */
export const signedIn = guard((c) => {
  const header = c.req.header('authorization')?.trim()
  // The original took the token off the header wherever it stood, with a keyword or without.
  if (header) return /\s/.test(header) ? readHeader(header) : header
  const cookie = getCookie(c, 'accessToken')
  if (!cookie) throw new Mishap('not_signed_in')
  refuseCrossSite(c)
  return cookie
})

/** What a cookie vouches for is refused when another site asks for it (decision 16). */
export function refuseCrossSite(c: Context<House>): void {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return
  const origin = c.req.header('origin')
  const ours = [new URL(c.env.settings.PUBLIC_URL).origin, new URL(c.req.url).origin]
  const foreign =
    origin === undefined ? c.req.header('sec-fetch-site') === 'cross-site' : !ours.includes(origin)
  if (foreign) throw new Mishap('cross_site')
}

/** A body in JSON or as a form. Any other media type is an empty one, as Express's parsers leave it. */
export const body = <Shape extends z.ZodType>(shape: Shape) =>
  describe(
    validate(shape, async (c) => {
      const bytes = await readBytes(c, c.env.settings.JSON_BODY_BYTES)
      const type = mediaType(c)
      if (bytes.length > 0 && type === 'application/json') return readObject(bytes)
      return type === 'application/x-www-form-urlencoded' ? Object.fromEntries(await parseForm(c, bytes)) : {}
    }),
    { body: { shape, media: ['application/json', 'application/x-www-form-urlencoded'] } },
  )

function readObject(bytes: Uint8Array): object {
  const { value } = parseJson(bytes)
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Mishap('not_an_object')
  return value
}

/** A file of a form, as its bytes. */
export const Upload = z
  .instanceof(File, { error: (): Fault => 'not_a_file' })
  .meta({ description: 'A JPEG, PNG, GIF or WebP picture.', override: { type: 'string', format: 'binary' } })

/** A multipart form with files. A file under another name, or twice under its own, is refused as multer refuses it. */
export const form = <Fields extends z.ZodRawShape>(
  shape: z.ZodObject<Fields>,
  aliases: Record<string, string>,
) => {
  const check = zValidator('form', shape, (result) => {
    if (!result.success) throw new Refusal('invalid', result.error.issues.map(toIssue))
  })
  const read: typeof check = async (c, next) => {
    const fields = await readForm(c as unknown as Context<House>)
    const unexpected = fields.find(([name, value], at) => value instanceof File && !isExpected(name, at))
    if (unexpected) throw new Mishap('unexpected_file', unexpected[0])

    const headers = new Headers(c.req.raw.headers)
    headers.delete('content-type')
    headers.delete('content-length')
    const form = new FormData()
    for (const [name, value] of Object.entries(takeAliases(Object.fromEntries(fields), aliases)))
      form.set(name, value)
    c.req.raw = new Request(c.req.raw.url, { method: c.req.method, headers, body: form })
    c.req.bodyCache = { formData: form }
    return check(c, next)

    function isExpected(name: string, at: number): boolean {
      const own = aliases[name] ?? name
      const first = fields.findIndex(([other]) => (aliases[other] ?? other) === own)
      return own in shape.shape && first === at
    }
  }
  return describe(read, { body: { shape, media: ['multipart/form-data'] } })
}

async function readForm(c: Context<House>): Promise<[string, string | File][]> {
  const { MULTIPART_BODY_BYTES, JSON_BODY_BYTES } = c.env.settings
  const multipart = mediaType(c) === 'multipart/form-data'
  const bytes = await readBytes(c, multipart ? MULTIPART_BODY_BYTES : JSON_BODY_BYTES)
  return multipart ? parseForm(c, bytes) : []
}
