import type { Context, MiddlewareHandler } from 'hono'
import * as z from 'zod/mini'
import { ID_FORMS, readId } from '../account/ids.ts'
import { refuseOthers } from '../account/profile/profile.ts'
import { transformed } from '../account/shapes.ts'
import { Email, NewPassword, Password } from '../account/words.ts'
import type { IdKind } from '../ports/config.ts'
import { describe } from './description.ts'
import type { AppEnv, Fields } from './dialect.ts'
import { HttpError } from './http-error.ts'
import type { ChangeForms, PersonForm } from './person.ts'
import {
  type Complete,
  camelCase,
  isObject,
  mediaType,
  parseForm,
  parseJson,
  parseMultipartForm,
  queued,
  readBytes,
  takeAliases,
  validate,
} from './reading.ts'

/* How Django REST Framework reads a body. */

/** The path of an account in a collection; a UUID has been brought to one form before (http/routes.ts). */
export const accountPath = (ids: IdKind) => `/:id{${ID_FORMS[ids].source.slice(1, -1)}}` as '/:id'

/** Requires the caller's own account. Comes before the body, so that nothing is told about other accounts (decision 23). */
export const ownId: MiddlewareHandler<AppEnv, '/:id'> = async function ownId(c, next) {
  refuseOthers(c.var.me, readId(c.req.param('id')))
  await next()
}

export type CamelCase<Name> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name
type CamelKeys<Fields> = { [Name in keyof Fields as CamelCase<Name>]: Fields[Name] }

/** The fields of a form, in the snake_case of the wire; handlers see them in camelCase. */
export const fields = <Shape extends z.core.$ZodShape>(shape: Shape) =>
  transformed(
    z.object(shape),
    (form) =>
      Object.fromEntries(Object.entries(form).map(([name, value]) => [camelCase(name), value])) as CamelKeys<
        typeof form
      >,
  )

export const PasswordChange = fields({ old_password: Password, new_password: NewPassword })
export const Address = fields({ email: Email })

type BodyOptions = {
  picture?: boolean
  aliases?: Record<string, string>
  /** Chooses how a request is read, if not by the shape alone. */
  formOf?: (c: Context<AppEnv>) => PersonForm<unknown>
  /** Adds to the refusal of a form, where the shape alone decides how it is read. */
  complete?: Complete
  /** The shape of a PUT, where it is another one. */
  whole?: z.ZodMiniType | undefined
}

/** A body in JSON, as a form or as multipart, all with the same meaning. `picture`: one in base64 may be in it. */
export const body = <Shape extends z.ZodMiniType>(
  shape: Shape,
  { picture = false, aliases = {}, formOf, complete, whole }: BodyOptions = {},
) => {
  const limitOf = picture ? pictureLimitOf : limitOfText
  const reading = validate(
    'json',
    formOf ? (c) => formOf(c).shape as Shape : shape,
    (c) => readFields(c, limitOf(c), aliases, formOf?.(c)),
    (c, refusal) => (complete ?? formOf?.(c).complete)?.(c, refusal) ?? refusal,
  )
  return describe(picture ? queued(limitOf, reading) : reading, {
    body: {
      shape,
      ...(whole && { whole }),
      media: ['application/json', ...FORMS],
    },
  })
}

/** The body of a form of a person. */
export const personBody = <Out>(form: PersonForm<Out>, options: BodyOptions = {}) =>
  body(form.shape, { ...options, formOf: () => form })

/** The body of a change. */
export const changeBody = <Out>(
  { PATCH, PUT, choose = () => PATCH }: ChangeForms<Out>,
  options: BodyOptions = {},
) => body(PATCH.shape, { ...options, whole: PUT?.shape, formOf: choose })

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data']

const limitOfText = (c: Context<AppEnv>) => c.env.settings.JSON_BODY_BYTES

function pictureLimitOf(c: Context<AppEnv>): number {
  const { PICTURE_JSON_BODY_BYTES, MULTIPART_BODY_BYTES } = c.env.settings
  return mediaType(c) === 'multipart/form-data' ? MULTIPART_BODY_BYTES : PICTURE_JSON_BODY_BYTES
}

async function readFields(
  c: Context<AppEnv>,
  limit: number,
  aliases: Record<string, string>,
  { fromForm = (fields) => fields, kept }: Partial<PersonForm<unknown>> = {},
): Promise<Fields> {
  const bytes = await readBytes(c, limit)
  const type = mediaType(c)
  // An empty form is a form, too: none of its boxes is ticked.
  const isForm = FORMS.includes(type)
  const sent = bytes.length === 0 ? {} : parseFields(bytes, type, c.req.header('content-type'), kept)
  const object = isForm ? fromForm(sent) : sent
  // It may have held a picture: the memory is released at once.
  bytes.buffer.transfer(0)
  return takeAliases(object, aliases)
}

function parseFields(
  bytes: Uint8Array<ArrayBuffer>,
  type: string,
  contentType: string | undefined,
  kept?: ReadonlySet<string>,
): Fields {
  if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(parseForm(bytes))
  if (type === 'multipart/form-data') return Object.fromEntries(parseMultipartForm(bytes, contentType))
  if (type !== 'application/json') throw new HttpError('unsupported_media', type)
  return readObject(bytes, kept)
}

/** An object whose numbers have become their decimal text, as DRF's text fields take them. */
function readObject(bytes: Uint8Array, kept?: ReadonlySet<string>): Fields {
  const { value, numbers } = parseJson(bytes)
  if (!isObject(value)) throw new HttpError('not_an_object', pythonType(value))
  for (const [name, written] of numbers) if (!kept?.has(name)) value[name] = pythonNumber(written)
  return value
}

/** A number as Python writes it. Whole ones keep every digit that was sent, which a JavaScript number would not. */
function pythonNumber(written: string): string {
  if (/^-?\d+$/.test(written)) return written === '-0' ? '0' : written
  return pythonFloat(Number(written))
}

/** `repr` of a float: the digits are JavaScript's, the exponent begins elsewhere and has two digits at least. */
function pythonFloat(float: number): string {
  const [digits = '', power = ''] = float.toExponential().split('e')
  const exponent = Number(power)
  if (exponent < -4 || exponent >= 16)
    return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  // Python tells 1.0 from 1, and -0.0 from 0.0.
  const text = Object.is(float, -0) ? '-0' : String(float)
  return text.includes('.') ? text : `${text}.0`
}

function pythonType(value: unknown): string {
  if (value === null) return ''
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'string') return 'str'
  if (typeof value === 'boolean') return 'bool'
  return Number.isInteger(value) ? 'int' : 'float'
}
