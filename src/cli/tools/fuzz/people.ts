import type { Chance } from './chance.ts'
import type { Operation, Schema } from './operations.ts'
import { type Answer, send } from './send.ts'

/** An account that sends requests, and the tokens that it has received. */
export type Person = {
  id: string
  username: string
  email: string
  password: string
  token: string
  /** Tokens from responses, by the name of their field. */
  known: Record<string, string>
}

const PASSWORD = 'Vq7-mountain-Kestrel'
const KEPT = /^(access|refresh|token|auth_token|accessToken|refreshToken)$/

export const newName = (chance: Chance): string => `f${chance.below(2 ** 31).toString(36)}`

type Wish = Pick<Person, 'username' | 'email' | 'password'>
type Answered = {
  id?: string | number
  auth_token?: string
  token?: string
  access?: string
  accessToken?: string
}

/** Where accounts are made and where they sign in, by the ends of paths that only those operations have. */
const COLLECTION = /\/users\/?$/
const REGISTRATION = /\/register\/?$/
const SIGN_IN = /\/(token\/login|jwt\/create|api-token-auth|login)\/?$/

/** Creates an account at an API that is on, and signs in. Undefined when the server refuses. */
export const signUp = async (
  origin: string,
  operations: Operation[],
  chance: Chance,
): Promise<Person | undefined> => {
  const username = newName(chance)
  const wish = { username, email: `${username}@example.com`, password: PASSWORD }
  const made = await fillIn(origin, jsonAt(operations, COLLECTION) ?? jsonAt(operations, REGISTRATION), wish)
  if (made === undefined) return undefined
  const signedIn = made.auth_token ? made : await fillIn(origin, jsonAt(operations, SIGN_IN), wish)
  const token = signedIn?.auth_token ?? signedIn?.token ?? signedIn?.access ?? signedIn?.accessToken
  return token === undefined ? undefined : { ...wish, id: String(made.id ?? ''), token, known: {} }
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
  wish: Wish,
): Promise<Answered | undefined> => {
  if (!operation) return undefined
  const { properties = {}, required = [] } = operation.bodies['application/json'] ?? {}
  const names = Object.keys(properties).filter((name) => required.includes(name) || name in wish)
  const { status, json } = await send(origin, {
    method: 'POST',
    path: operation.path,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(
      JSON.stringify(Object.fromEntries(names.map((name) => [name, valueFor(name, properties, wish)]))),
    ),
    chunked: false,
  })
  const { data, ...body } = Object(json) as Answered & { data?: Answered }
  return status >= 200 && status < 300 ? { ...data, ...body } : undefined
}

const valueFor = (name: string, properties: Record<string, Schema>, wish: Wish): unknown =>
  name === 're_password'
    ? wish.password
    : (wish[name as keyof Wish] ?? properties[name]?.examples?.[0] ?? 'x')

/** Keeps the tokens of a response for later requests. */
export const remember = ({ known }: Person, { json }: Answer): void => {
  const look = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 2) return
    for (const [name, each] of Object.entries(value)) {
      if (typeof each === 'string' && KEPT.test(name)) known[name] = each
      else look(each, depth + 1)
    }
  }
  look(json, 0)
}
