import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Operation } from './operations.ts'
import { type Answer, send } from './send.ts'

/** An account that sends requests, and what it has received. */
export type Person = {
  username: string
  email: string
  password: string
  token: string
  /** Tokens from responses, by the name of their field. */
  known: Record<string, string>
  /** Its own id, and the last ones of responses. */
  ids: string[]
}

const PASSWORD = 'Vq7-mountain-Kestrel'

/** Sends requests where no account can be made. */
export const NOBODY: Person = {
  username: 'nobody',
  email: 'nobody@example.com',
  password: PASSWORD,
  token: 'f'.repeat(40),
  known: {},
  ids: ['11111111-2222-4333-8444-555555555555'],
}
const KEPT = /^(access|refresh|token|auth_token|accessToken|refreshToken|sign_in)$/
const MOST_IDS = 8

/** Where accounts are made and where they sign in, by the ends of paths that only those operations have. */
const COLLECTION = /\/users\/?$/
const REGISTRATION = /\/register\/?$/
const SIGN_IN = /\/(token\/login|jwt\/create|api-token-auth|login)\/?$/

/** How often an account is tried to be made, and after how many milliseconds: a server may be busy, or just reloading. */
const TRIES = 3
const AFTER_MS = 1_000

/** Creates an account at an API that is on, and signs in. Undefined when the server refuses. */
export const signUp = async (origin: string, operations: Operation[]): Promise<Person | undefined> => {
  for (let tries = 1; ; tries++) {
    const person = await signUpOnce(origin, operations)
    if (person || tries === TRIES) return person
    await sleep(AFTER_MS)
  }
}

const signUpOnce = async (origin: string, operations: Operation[]): Promise<Person | undefined> => {
  const username = `f${randomInt(2 ** 31).toString(36)}`
  const wish = { username, email: `${username}@example.com`, password: PASSWORD, re_password: PASSWORD }
  const made = await fillIn(origin, jsonAt(operations, COLLECTION) ?? jsonAt(operations, REGISTRATION), wish)
  if (made === undefined) return undefined
  const signedIn = made.auth_token ? made : await fillIn(origin, jsonAt(operations, SIGN_IN), wish)
  const token = signedIn?.auth_token ?? signedIn?.token ?? signedIn?.access ?? signedIn?.accessToken
  return token === undefined
    ? undefined
    : { ...NOBODY, ...wish, token, known: {}, ids: [String(made.id ?? '')] }
}

/** The last: the users API, which comes after djoser's, answers a registration with a token. */
const jsonAt = (operations: Operation[], path: RegExp) =>
  operations.findLast(
    (each) =>
      each.method === 'POST' && path.test(each.path) && each.bodies['application/json'] && !each.needsLogin,
  )

/** Sends what the operation's document asks for. Undefined when it is refused, or there is no such operation. */
const fillIn = async (
  origin: string,
  operation: Operation | undefined,
  wish: Record<string, string>,
): Promise<Record<string, string> | undefined> => {
  if (!operation) return undefined
  const { properties = {}, required = [] } = operation.bodies['application/json'] ?? {}
  const fields = Object.entries(properties)
    .filter(([name]) => required.includes(name) || name in wish)
    .map(([name, { examples }]) => [name, wish[name] ?? examples?.[0] ?? 'x'])
  const { status, json } = await send(origin, {
    method: 'POST',
    path: operation.path,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(Object.fromEntries(fields))),
    chunked: false,
  })
  const body = Object(json)
  return status >= 200 && status < 300 ? { ...body.data, ...body } : undefined
}

/** Whether the account's token is still good, as the first operation tells that needs one and no id. */
export const isSignedIn = async (
  origin: string,
  operations: Operation[],
  { token }: Person,
): Promise<boolean> => {
  const probe = operations.find(({ name, needsLogin }) => needsLogin && /^GET [^{]*$/.test(name))
  if (!probe) return true
  const headers = { authorization: `Bearer ${token}` }
  const { method, path } = probe
  return (await send(origin, { method, path, headers, body: undefined, chunked: false })).status !== 401
}

/** Keeps the tokens and ids of a response for later requests. */
export const remember = (person: Person, { json }: Answer): void => {
  const look = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 2) return
    for (const [name, each] of Object.entries(value)) {
      if (typeof each === 'string' && KEPT.test(name)) person.known[name] = each
      else if (name === 'id')
        person.ids = [...person.ids.slice(0, 1), String(each), ...person.ids.slice(1, MOST_IDS)]
      else look(each, depth + 1)
    }
  }
  look(json, 0)
}
