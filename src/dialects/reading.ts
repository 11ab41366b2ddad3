import type { Context, Input, MiddlewareHandler } from 'hono'
import type * as z from 'zod/mini'
import { SMALL } from '../account/pictures/upload-memory.ts'
import { inUploadQueue } from '../account/pictures/upload-queue.ts'
import { type Issue, Refusal } from '../account/refusal.ts'
import { issueOf } from '../account/words.ts'
import { decodeUtf8 } from '../ports/bytes.ts'
import type { Config } from '../ports/config.ts'
import type { AppEnv, Fields } from './dialect.ts'
import { HttpError } from './http-error.ts'
import { checkStructure } from './json-structure.ts'
import { parseParts, type Upload } from './multipart.ts'
import { join, receive } from './receive.ts'
import { parseUrlencoded } from './urlencoded.ts'

/** `application/json` of `Application/JSON; charset=utf-8`. */
export const mediaType = (c: Context) =>
  (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

/** Reads a body of at most so many bytes, unless it was received before (`queued`). */
export async function readBytes(c: Context<AppEnv>, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const received = c.get('received') ?? (await receive(c, limit))
  received.leave()
  return join(received)
}

/**
 * A middleware that reads a body which may hold a picture: it waits for its place in the queue of uploads once the whole
 * body has been received, and keeps it until the handler has answered. A small body does not wait. `limitOf`: how many
 * bytes a body may have.
 */
export const queued = <I extends Input>(
  limitOf: (c: Context<AppEnv>) => number,
  reading: MiddlewareHandler<AppEnv, string, I>,
): MiddlewareHandler<AppEnv, string, I> =>
  async function queuedReading(c, next) {
    const received = await receive(c, limitOf(c))
    c.set('received', received)
    const work = () => reading(c, next)
    try {
      return await (received.size > SMALL
        ? inUploadQueue(c.env.clock, { weight: received.size }, work)
        : work())
    } finally {
      received.leave()
    }
  }

/**
 * Parses JSON text in UTF-8. Neither is repaired: what is not well formed is refused. `numbers`: those of the outermost
 * object, as they are written.
 */
export const parseJson = (bytes: Uint8Array): { value: unknown; numbers: Map<string, string> } =>
  readable('JSON', () => {
    const text = decodeUtf8(bytes)
    const numbers = checkStructure(text)
    const value: unknown = JSON.parse(text)
    // 1e400 is larger than any number.
    if (Object.values(value ?? {}).some((each) => each === Infinity || each === -Infinity))
      throw new HttpError('unreadable', 'JSON')
    return { value, numbers }
  })

export const isObject = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

export type FormField = [name: string, value: string | Upload]

/** Fields of an urlencoded form in UTF-8, in their order. */
export const parseForm = (bytes: Uint8Array): FormField[] => readable('Form', () => parseUrlencoded(bytes))

/** Fields of a multipart form, in their order; none of an empty body. Files lie in the bytes. */
export const parseMultipartForm = (bytes: Uint8Array<ArrayBuffer>, contentType = ''): FormField[] =>
  readable('Multipart form', () => (bytes.length === 0 ? [] : parseParts(bytes, contentType)))

/** Reads a form of either kind, of at most so many bytes. */
export async function readForm(c: Context<AppEnv>, limit: number): Promise<FormField[]> {
  const bytes = await readBytes(c, limit)
  if (mediaType(c) === 'multipart/form-data') return parseMultipartForm(bytes, c.req.header('content-type'))
  if (bytes.length > 0 && mediaType(c) !== 'application/x-www-form-urlencoded')
    throw new HttpError('unreadable', 'Form')
  return parseForm(bytes)
}

/** Throws an HttpError that names what could not be parsed. */
function readable<Parsed>(what: string, parse: () => Parsed): Parsed {
  try {
    return parse()
  } catch (error) {
    throw error instanceof HttpError ? error : new HttpError('unreadable', what)
  }
}

/** No address that is asked for has more than a few. */
const MOST_QUERY_FIELDS = 50

/** The first fields of the query, by their names; the first of two that have the same one. */
export function readQuery(c: Context<AppEnv>): Record<string, string> {
  const { url } = c.req
  const begin = url.indexOf('?')
  let end = begin
  for (let fields = 0; end !== -1 && fields < MOST_QUERY_FIELDS; fields++) end = url.indexOf('&', end + 1)
  const text = begin === -1 ? '' : url.slice(begin + 1, end === -1 ? url.length : end)
  return Object.fromEntries([...new URLSearchParams(text)].reverse())
}

type Target = 'json' | 'form'

/** A middleware that reads a body into an object and validates it. */
export const validate = <T extends Target, Shape extends z.ZodMiniType>(
  target: T,
  shape: Shape | ((c: Context<AppEnv>) => Shape),
  read: (c: Context<AppEnv>) => Promise<Fields>,
  complete: Complete = (_, refusal) => refusal,
): Validator<T, Shape> =>
  async function validated(c, next) {
    const fields = await read(c)
    try {
      accept(c, target, typeof shape === 'function' ? shape(c) : shape, fields)
    } catch (error) {
      throw error instanceof Refusal ? await complete(c, error) : error
    }
    await next()
  }

/** Adds to the refusal of a form, whose fields are in `c.var.fields`. */
export type Complete = (c: Context<AppEnv>, refusal: Refusal) => Refusal | Promise<Refusal>

/**
 * Validates fields: `c.req.valid(target)` is what the shape makes of them. The fields themselves are kept as
 * `c.var.fields`, with those that the shape does not have.
 */
export function accept(c: Context<AppEnv>, target: Target, shape: z.ZodMiniType, fields: Fields): void {
  c.set('fields', fields)
  c.req.addValidatedData(target, parse(shape, fields, unknownFields(c.env, shape, fields)) as object)
}

export type Validator<T extends Target, Shape extends z.ZodMiniType> = MiddlewareHandler<
  AppEnv,
  string,
  { in: { [Name in T]: z.input<Shape> }; out: { [Name in T]: z.output<Shape> } }
>

/** Validates a value. Refuses as `invalid`, also for what is wrong besides. */
export function parse<Shape extends z.ZodMiniType>(
  shape: Shape,
  value: unknown,
  besides: Issue[] = [],
): z.output<Shape> {
  const { success, data, error } = shape.safeParse(value)
  if (!success || besides.length > 0)
    throw new Refusal('invalid', [...(error?.issues.map(toIssue) ?? []), ...besides])
  return data
}

/** The names of the fields of a shape, which may transform them. */
export function namesIn({ def }: z.ZodMiniType): string[] {
  const { shape = {} } = ('in' in def ? (def.in as z.ZodMiniType).def : def) as { shape?: object }
  return Object.keys(shape)
}

/** What answers have: a client may send back what it was given, though it cannot write it. And Turnstile's field. */
const SHOWN = ['id', '_id', 'username', 'email', 'first_name', 'last_name', 'cf-turnstile-response']

/** The fields that a form does not have and that no answer shows, where the configuration refuses them. */
function unknownFields({ config }: { config: Config }, shape: z.ZodMiniType, fields: Fields): Issue[] {
  if (!config.refuseUnknownFields) return []
  const declared = Object.entries(config.fields).flatMap(([name, { names = {} }]) => [
    name,
    ...Object.values(names),
  ])
  const known = new Set<unknown>([...namesIn(shape), ...SHOWN, ...declared])
  return Object.keys(fields)
    .filter((name) => !known.has(name))
    .map((field) => ({ field, fault: 'unknown' }))
}

/** A complaint of zod as the domain's, about a field that is spelled as on the wire. */
const toIssue = (issue: z.core.$ZodIssue): Issue => issueOf(camelCase(String(issue.path[0] ?? '')), issue)

/** A field that may be spelled in two ways counts under its first name. Both at once must agree. */
export function takeAliases<Fields extends Record<string, unknown>>(
  fields: Fields,
  aliases: Record<string, string>,
): Fields {
  const taken: Record<string, unknown> = { ...fields }
  for (const [alias, name] of Object.entries(aliases)) {
    if (!Object.hasOwn(taken, alias)) continue
    if (Object.hasOwn(taken, name) && taken[name] !== taken[alias])
      throw Refusal.of(camelCase(name), 'different')
    taken[name] = taken[alias]
    delete taken[alias]
  }
  return taken as Fields
}

export const camelCase = (name: string) =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
