import { zValidator } from '@hono/zod-validator'
import type { Context, Next } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { z } from 'zod'
import { type Fault, type Issue, Refusal } from '../account/refusal.ts'
import { inUploadTurn } from '../account/upload-turn.ts'
import type { House } from './dialect.ts'
import { Mishap } from './mishap.ts'

/** `application/json` of `Application/JSON; charset=utf-8`. */
export const mediaType = (c: Context) =>
  (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

/** Reads a body of at most so many bytes; a longer one is cut off where it passes the limit. */
export async function readBytes(c: Context<House>, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readWithin(c, limit, (request) => request.arrayBuffer()))
}

async function readWithin<Read>(
  c: Context<House>,
  limit: number,
  read: (request: Request) => Promise<Read>,
): Promise<Read> {
  const tooLarge = () => {
    throw new Mishap('too_large')
  }
  const { promise, resolve } = Promise.withResolvers<Read>()
  await bodyLimit({ maxSize: limit, onError: tooLarge })(c, async () => resolve(await read(c.req.raw)))
  return promise
}

/**
 * The same reading, of bodies that may hold a picture, when it is this upload's turn: from before the first byte is read
 * until the handler has answered. `limitOf` tells how many bytes a body may have.
 */
export function inTurn<Reading extends (c: never, next: Next) => Promise<unknown>>(
  limitOf: (c: Context<House>) => number,
  reading: Reading,
): Reading {
  const read = async (context: unknown, next: Next) => {
    const c = context as Context<House>
    const limit = limitOf(c)
    const length = Number(c.req.header('content-length') ?? limit)
    if (length > limit) throw new Mishap('too_large')
    return inUploadTurn(c.env.clock, length, () => reading(context as never, next))
  }
  return read as unknown as Reading
}

/** Parses JSON text in UTF-8. Neither is repaired: what is not well formed is refused. */
export function parseJson(bytes: Uint8Array): { text: string; value: unknown } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return { text, value: JSON.parse(text) }
  } catch {
    throw new Mishap('unreadable', 'JSON')
  }
}

/** Fields of an urlencoded or multipart form of at most so many bytes, in their order; none of an empty body. */
export async function readForm(c: Context<House>, limit: number): Promise<[string, string | File][]> {
  if (c.req.raw.body === null || c.req.header('content-length') === '0') return []
  try {
    // Read by the runtime, piece by piece: a copy of the whole body would only be garbage.
    return [...(await readWithin(c, limit, (request) => request.formData()))]
  } catch (error) {
    if (error instanceof Mishap) throw error
    throw new Mishap('unreadable', mediaType(c) === 'multipart/form-data' ? 'Multipart form' : 'Form')
  }
}

/**
 * Validates what was read as the JSON body of the request, whatever form it came in: past this point every body is JSON.
 * `c.req.valid('json')` is what the shape makes of it.
 */
export function validate<Shape extends z.ZodType>(
  shape: Shape,
  read: (c: Context<House>) => Promise<object>,
) {
  const check = zValidator('json', shape, (result) => {
    if (!result.success) throw new Refusal('invalid', result.error.issues.map(toIssue))
  })
  const body: typeof check = async (c, next) => {
    const value = await read(c as unknown as Context<House>)
    const headers = new Headers(c.req.raw.headers)
    headers.set('content-type', 'application/json')
    headers.delete('content-length')
    c.req.raw = new Request(c.req.raw.url, { method: c.req.method, headers })
    // Hono keeps a promise here, whatever its type says.
    c.req.bodyCache = { text: Promise.resolve(JSON.stringify(value)) as unknown as string }
    return check(c, next)
  }
  return body
}

/** Validates what was read elsewhere. Refuses as `invalid`. */
export function parse<Shape extends z.ZodType>(shape: Shape, value: unknown): z.output<Shape> {
  const result = shape.safeParse(value)
  if (!result.success) throw new Refusal('invalid', result.error.issues.map(toIssue))
  return result.data
}

/** A complaint of zod as the domain's: its message is the fault (words.ts). */
export function toIssue(issue: z.core.$ZodIssue): Issue {
  const field = camelCase(String(issue.path[0] ?? ''))
  const limit = issue.code === 'custom' ? (issue.params?.limit as number | undefined) : undefined
  return { field, fault: issue.message as Fault, ...(limit !== undefined && { limit }) }
}

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

export const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
