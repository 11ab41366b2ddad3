import type { Context } from 'hono'
import * as z from 'zod/mini'
import type { Fault } from '../account/refusal.ts'
import { described } from '../account/shapes.ts'
import { guardConfirming, readHeader } from './authorization.ts'
import { findCookie, readCookie } from './cookies.ts'
import { describe } from './description.ts'
import { type AppEnv, type Credentials, type Fields, guard, guardReading } from './dialect.ts'
import { HttpError } from './http-error.ts'
import { Upload } from './multipart.ts'
import type { PersonForm } from './person.ts'
import {
  accept,
  type FormField,
  isObject,
  mediaType,
  namesIn,
  parseForm,
  parseJson,
  parseMultipartForm,
  queued,
  readBytes,
  takeAliases,
  type Validator,
  validate,
} from './reading.ts'

/* How the Express back end signs in and reads a body. */

/**
 * Requires a token or a JWT in the cookie or in the header. The cookie is tried first, as in the original, and then the
 * header (decision 16).
 */
export const signedIn = guard(readCredentials)

/** The same, for a body with the password of the account. */
export const signedInWith = guardConfirming(readCredentials)

/** The same, for a verb that authenticates by itself. */
export const withCredential = guardReading(readCredentials)

function readCredentials(c: Context<AppEnv>): Credentials {
  const header = c.req.header('authorization')
  if (!header) return [readCookie(c, 'accessToken')]
  const cookie = findCookie(c, 'accessToken')
  if (cookie === undefined) return [readAnyHeader(header)]
  try {
    return [cookie, readAnyHeader(header)]
  } catch (error) {
    if (error instanceof HttpError) return [cookie]
    throw error
  }
}

/** The original takes the token from the header with or without a keyword. */
function readAnyHeader(header: string): string {
  const trimmed = header.trim()
  return /[ \t]/.test(trimmed) ? readHeader(trimmed) : trimmed
}

/** `aliases`: second names of fields. `fromForm`: as a PersonForm has it. */
type BodyOptions = {
  aliases?: Record<string, string>
  fromForm?: PersonForm<unknown>['fromForm']
}

const [JSON_MEDIA, URLENCODED, MULTIPART] = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
]

/**
 * A body in JSON or as a form. Any other media type counts as an empty body, as with Express's parsers.
 */
export const body = <Shape extends z.ZodMiniType>(shape: Shape, options: BodyOptions = {}) =>
  describe(
    validate('json', shape, async (c) =>
      readFields(c, await readBytes(c, c.env.settings.JSON_BODY_BYTES), options),
    ),
    { body: { shape, media: [JSON_MEDIA, URLENCODED] } },
  )

function readFields(
  c: Context,
  bytes: Uint8Array,
  { aliases = {}, fromForm = (fields) => fields }: BodyOptions,
): Fields {
  const type = mediaType(c)
  if (type === URLENCODED) return takeAliases(fromForm(Object.fromEntries(parseForm(bytes))), aliases)
  return bytes.length > 0 && type === JSON_MEDIA ? takeAliases(readObject(bytes), aliases) : {}
}

function readObject(bytes: Uint8Array): Fields {
  const { value } = parseJson(bytes)
  if (!isObject(value)) throw new HttpError('not_an_object')
  return value
}

/** A file of a form. */
export const Picture = described(z.instanceof(Upload, { error: (): Fault => 'not_a_file' }), {
  description: 'A JPEG, PNG, GIF or WebP picture.',
  override: { type: 'string', format: 'binary' },
})

/** `filesAreOptional`: it may also be JSON or urlencoded, as the API document then says. */
type FormOptions = BodyOptions & { aliases: Record<string, string>; filesAreOptional?: boolean }

/**
 * A multipart form with files. A file under another name, or twice under its own, is refused as multer refuses it. What
 * is sent in JSON or urlencoded is read as well, without files.
 */
export const form = <Shape extends z.ZodMiniType>(shape: Shape, options: FormOptions) => {
  const { aliases, fromForm = (fields) => fields, filesAreOptional = false } = options
  const names = new Map(Object.entries(aliases))
  const nameOf = (field: string) => names.get(field) ?? field
  const own = namesIn(shape)
  // Pages send `undefined` where no file was chosen, and multer looks for a file among files only.
  const isNoStrayText = ([name, value]: [string, unknown]) =>
    value instanceof Upload || !FILES.has(nameOf(name))
  const refuseUnexpected = (fields: FormField[]) => {
    const unexpected = fields.find(([name, value], at) => {
      const first = fields.findIndex(([other]) => nameOf(other) === nameOf(name))
      return value instanceof Upload && (first !== at || !own.includes(nameOf(name)))
    })
    if (unexpected) throw new HttpError('unexpected_file', unexpected[0])
  }
  const readMultipart = (c: Context, body: Uint8Array<ArrayBuffer>) => {
    const fields = parseMultipartForm(body, c.req.header('content-type')).filter(isNoStrayText)
    refuseUnexpected(fields)
    return fromForm(takeAliases(Object.fromEntries(fields), aliases))
  }
  const readOther = (c: Context, body: Uint8Array) =>
    Object.fromEntries(Object.entries(readFields(c, body, options)).filter(isNoStrayText))
  const reading: Validator<'form', Shape> = async (c, next) => {
    const body = await readBytes(c, limitOf(c))
    try {
      accept(c, 'form', shape, isMultipart(c) ? readMultipart(c, body) : readOther(c, body))
      await next()
    } finally {
      // Released at once: megabytes that wait for the garbage collector are memory that no other request has.
      body.buffer.transfer(0)
    }
  }
  const media = filesAreOptional ? [JSON_MEDIA, URLENCODED, MULTIPART] : [MULTIPART]
  return describe(queued(limitOf, reading), { body: { shape, media } })
}

/** The fields of forms that hold files. */
const FILES = new Set(['Avatar', 'CoverImg'])

const isMultipart = (c: Context) => mediaType(c) === MULTIPART

function limitOf(c: Context<AppEnv>): number {
  const { MULTIPART_BODY_BYTES, JSON_BODY_BYTES } = c.env.settings
  return isMultipart(c) ? MULTIPART_BODY_BYTES : JSON_BODY_BYTES
}
