import { createHmac } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { fromBase32 } from '../../support/base32.ts'

export const PASSWORD = 'Vq7-mountain-Kestrel'

export type Person = { username: string; email: string; password: string }
export type MailedEmail = { to: string; from: string; subject: string; text: string; html: string }

const LETTER_WITHIN_MS = 15_000
const ASK_AGAIN_MS = 50

let users = 0

type Sent = { method?: 'GET' | 'POST' | 'PUT'; json?: object; token?: string }

/** A request to the API, and what came back, whatever that is. */
export const ask = async (
  origin: string,
  path: string,
  { method = 'GET', json, token }: Sent = {},
): Promise<{ status: number; text: string }> => {
  const headers = {
    ...(json && { 'content-type': 'application/json' }),
    ...(token && { authorization: `Bearer ${token}` }),
  }
  const answer = await fetch(origin + path, { method, headers, ...(json && { body: JSON.stringify(json) }) })
  return { status: answer.status, text: await answer.text() }
}

const askForSuccess = async (origin: string, path: string, sent: Sent): Promise<unknown> => {
  const { status, text } = await ask(origin, path, sent)
  if (status >= 300) throw new Error(`${sent.method} ${path} was answered with ${status} ${text}`)
  return text && JSON.parse(text)
}

/** JSON to a path of the API, and what came back. Throws unless that is a success. */
export const post = (origin: string, path: string, json: object, token = ''): Promise<unknown> =>
  askForSuccess(origin, path, { method: 'POST', json, token })

/** The same, to change something of one's own. */
export const put = (origin: string, path: string, json: object, token: string): Promise<unknown> =>
  askForSuccess(origin, path, { method: 'PUT', json, token })

const newPerson = (own: Partial<Person>): Person => {
  users += 1
  // Files share a server, and each counts from one.
  const username = own.username ?? `person-${process.pid}-${users}`
  return { username, email: `${username}@example.com`, password: PASSWORD, ...own }
}

/** Where to register: at the first, the account works at once; at the second, an email has to activate it. */
const registrations = { users: '/api/v1/users/', djoser: '/auth/users/' }

/** Makes an account. What is not given is made up. */
export const register = async (
  origin: string,
  { api = 'users', ...own }: Partial<Person> & { api?: keyof typeof registrations } = {},
): Promise<Person> => {
  const person = newPerson(own)
  await post(origin, registrations[api], person)
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

export type Api = keyof typeof logins

/** Signs in at an API: what goes behind `Authorization: Bearer`. */
export const logIn = async (
  origin: string,
  api: Api,
  { username, password }: Pick<Person, 'username' | 'password'>,
): Promise<string> => {
  const { path, field } = logins[api]
  const body = (await post(origin, path, { username, password })) as Record<string, string> & {
    data?: typeof body
  }
  const credential = (body.data ?? body)[field]
  if (!credential) throw new Error(`POST ${path} gave no ${field}`)
  return credential
}

/** Whether an API lets somebody in. */
export const canLogIn = async (
  origin: string,
  api: Api,
  { username, password }: Pick<Person, 'username' | 'password'>,
): Promise<boolean> => {
  const { status } = await ask(origin, logins[api].path, { method: 'POST', json: { username, password } })
  return status < 300
}

/** The link of an email, and the code in it. */
const LINK = /https?:\/\/\S+/
const CODE = /type this code: (\w+)/

export const linkIn = ({ text }: MailedEmail): URL => new URL(LINK.exec(text)?.[0] ?? '')
export const codeIn = ({ text }: MailedEmail): string => CODE.exec(text)?.[1] ?? ''

const newestEmail = async (origin: string, address: string, leadsTo: string) => {
  const answer = await fetch(`${origin}/dev/mailbox`, { headers: { accept: 'application/json' } })
  const emails = (await answer.json()) as MailedEmail[]
  return emails.find((message) => message.to === address && linkIn(message).pathname === leadsTo)
}

/** The newest email to an address whose link leads to a page. It comes a moment after the answer that it follows. */
export const waitForEmail = async (
  origin: string,
  address: string,
  leadsTo: string,
): Promise<MailedEmail> => {
  const end = Date.now() + LETTER_WITHIN_MS
  while (Date.now() < end) {
    const message = await newestEmail(origin, address, leadsTo)
    if (message) return message
    await pause(ASK_AGAIN_MS)
  }
  throw new Error(`No email with a link to ${leadsTo} came to ${address}`)
}

/** Turns a second factor on, for who signs in with a token. */
export const setUpFactor = async (origin: string, token: string): Promise<void> => {
  const begun = await post(origin, '/account/second-factor/totp', {}, token)
  const code = codeOfNow(fromBase32((begun as { secret: string }).secret))
  await post(origin, '/account/second-factor/totp/confirm', { code }, token)
}

/** The code that an authenticator app shows (RFC 6238). */
function codeOfNow(secret: Uint8Array): string {
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const mac = createHmac('sha1', secret).update(step).digest()
  const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}
