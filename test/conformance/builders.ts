import { toBase64, toBase64url, utf8 } from './encoding.ts'
import { png } from './png.ts'
import type { Json, JsonObject } from './scenario.ts'
import { fillIn, type Variables } from './variables.ts'

/** What a request may refer to: the variables, and the server's time in milliseconds. */
export type Scope = { variables: Variables; now: number }

type Builder = (argument: Json, scope: Scope) => Promise<Json> | Json

const builders: Record<string, Builder> = {
  async $repeat(argument, scope) {
    const [what, times] = argument as [Json, number]
    return (await buildText(what, scope)).repeat(times)
  },
  async $number(argument, scope) {
    return Number(await buildText(argument, scope))
  },
  $now(argument, scope) {
    return Math.trunc(scope.now / 1000) + (argument as number)
  },
  async $concat(argument, scope) {
    const parts = (argument as Json[]).map((part) => buildText(part, scope))
    return (await Promise.all(parts)).join('')
  },
  async $tamper(argument, scope) {
    return tamper(await buildText(argument, scope))
  },
  $png(argument) {
    const [width, height] = argument as [number, number]
    return toBase64(png(width, height))
  },
  $forge(argument, scope) {
    return forge(argument as Forgery, scope)
  },
}

/** Makes a value of a request: fills in the variables and runs the builders. */
export async function build(value: Json, scope: Scope): Promise<Json> {
  if (typeof value === 'string') return fillIn(value, scope.variables)
  if (Array.isArray(value)) return Promise.all(value.map((item) => build(item, scope)))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [name = '', argument = null] = entries[0] ?? []
  const builder = entries.length === 1 && Object.hasOwn(builders, name) ? builders[name] : undefined
  if (builder) return builder(argument, scope)
  const built = entries.map(async ([key, item]) => [key, await build(item, scope)] as const)
  return Object.fromEntries(await Promise.all(built))
}

export async function buildText(value: Json, scope: Scope): Promise<string> {
  const built = await build(value, scope)
  return typeof built === 'string' ? built : JSON.stringify(built)
}

/** Changes one character in the middle of the last part. */
function tamper(text: string): string {
  const start = text.lastIndexOf('.') + 1
  const at = start + Math.floor((text.length - start) / 2)
  return text.slice(0, at) + (text[at] === '0' ? '1' : '0') + text.slice(at + 1)
}

type Forgery = { claims: JsonObject; header?: JsonObject; key?: string }

/** A JWT that the server did not make. */
async function forge(forgery: Forgery, scope: Scope): Promise<string> {
  const header = (await build(forgery.header ?? { alg: 'HS256', typ: 'JWT' }, scope)) as JsonObject
  const claims = await build(forgery.claims, scope)
  const signed = [header, claims].map((part) => toBase64url(utf8(JSON.stringify(part)))).join('.')
  if (header.alg === 'none') return `${signed}.`
  if (forgery.key === undefined) throw new Error('$forge needs a key')
  const secret = utf8(await buildText(forgery.key, scope))
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const signature = await crypto.subtle.sign('HMAC', key, utf8(signed))
  return `${signed}.${toBase64url(new Uint8Array(signature))}`
}
