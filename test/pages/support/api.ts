import { setTimeout as pause } from 'node:timers/promises'

export const PASSWORD = 'Vq7-mountain-Kestrel'

export type Person = { username: string; email: string; password: string }
export type MailedLetter = { to: string; from: string; subject: string; text: string; html: string }

const LETTER_WITHIN_MS = 5_000
const ASK_AGAIN_MS = 50

let people = 0

/** JSON to a path of the API, and what came back. Throws unless that is a success. */
export const post = async (origin: string, path: string, json: object): Promise<unknown> => {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(origin + path, { method: 'POST', headers, body: JSON.stringify(json) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`POST ${path} was answered with ${answer.status} ${text}`)
  return text && JSON.parse(text)
}

const newPerson = (own: Partial<Person>): Person => {
  people += 1
  // Files share a server, and each counts from one.
  const username = own.username ?? `person-${process.pid}-${people}`
  return { username, email: `${username}@example.com`, password: PASSWORD, ...own }
}

/** Where to register: at the first, the account works at once; at the second, a letter has to activate it. */
const registrations = { users: '/api/v1/users/', djoser: '/auth/users/' }

/** Makes an account. What is not given is made up. */
export const register = async (
  origin: string,
  { door = 'users', ...own }: Partial<Person> & { door?: keyof typeof registrations } = {},
): Promise<Person> => {
  const person = newPerson(own)
  await post(origin, registrations[door], person)
  return person
}

/** Where to sign in, and what in the answer signs requests. */
const logins = {
  profile: { path: '/api/login/', field: 'token' },
  djoser: { path: '/auth/token/login/', field: 'auth_token' },
  jwt: { path: '/auth/jwt/create/', field: 'access' },
  users: { path: '/api-token-auth/', field: 'token' },
  express: { path: '/api/v1/users/login', field: 'accessToken' },
}

export type Door = keyof typeof logins

/** Signs in at a door: what goes behind `Authorization: Bearer`. */
export const logIn = async (
  origin: string,
  door: Door,
  { username, password }: Pick<Person, 'username' | 'password'>,
): Promise<string> => {
  const { path, field } = logins[door]
  const body = (await post(origin, path, { username, password })) as Record<string, string> & {
    data?: typeof body
  }
  const credential = (body.data ?? body)[field]
  if (!credential) throw new Error(`POST ${path} gave no ${field}`)
  return credential
}

const lettersTo = async (origin: string, address: string): Promise<MailedLetter[]> => {
  const answer = await fetch(`${origin}/dev/mailbox`, { headers: { accept: 'application/json' } })
  const letters = (await answer.json()) as MailedLetter[]
  return letters.filter(({ to }) => to === address)
}

/**
 * The newest letter to an address. Letters come a moment after the answer that they follow: where earlier ones may lie
 * in the box already, `atLeast` says how many to wait for.
 */
export const newestLetter = async (
  origin: string,
  address: string,
  { atLeast = 1 } = {},
): Promise<MailedLetter> => {
  const end = Date.now() + LETTER_WITHIN_MS
  while (Date.now() < end) {
    const letters = await lettersTo(origin, address)
    if (letters[0] && letters.length >= atLeast) return letters[0]
    await pause(ASK_AGAIN_MS)
  }
  throw new Error(`No letter came to ${address}`)
}
