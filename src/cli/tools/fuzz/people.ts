import type { Chance } from './chance.ts'
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

/** Creates an account on the server. Undefined when the server refuses. */
export const signUp = async (origin: string, chance: Chance): Promise<Person | undefined> => {
  const username = newName(chance)
  const email = `${username}@example.com`
  const wish = { username, email, password: PASSWORD }
  const { json } = await send(origin, {
    method: 'POST',
    path: '/api/v1/users/',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(wish)),
    chunked: false,
  })
  const body = (json ?? {}) as { id?: string; auth_token?: string }
  if (!body.id || !body.auth_token) return undefined
  return { id: body.id, username, email, password: PASSWORD, token: body.auth_token, known: {} }
}

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
