import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import type { AppEnv } from './gatehouse.ts'

export const PASSWORD = 'Vq7-mountain-Kestrel'

export type SignedUp = { id: string; username: string; email: string; password: string; token: string }

let users = 0

/** Opens an account at the one API that answers with a token, so that it costs one hash. */
export async function signUp(gatehouse: AppEnv, name = 'person'): Promise<SignedUp> {
  users += 1
  const username = `${name}${users}`
  const email = `${username}@example.com`
  const response = await gatehouse.request('/api/v1/users/', {
    method: 'POST',
    json: { username, email, password: PASSWORD },
  })
  expect(response.status).toBe(201)
  const { id, auth_token } = await response.json<{ id: string; auth_token: string }>()
  return { id, username, email, password: PASSWORD, token: auth_token }
}

/** Another session: its token. */
export async function logIn(gatehouse: AppEnv, { username, password }: SignedUp): Promise<string> {
  const response = await gatehouse.request('/auth/token/login/', {
    method: 'POST',
    json: { username, password },
  })
  expect(response.status).toBe(200)
  return (await response.json<{ auth_token: string }>()).auth_token
}

/** Opens a session of JWTs. */
export async function logInForJwt(gatehouse: AppEnv, { username, password }: SignedUp) {
  const response = await gatehouse.request('/auth/jwt/create/', {
    method: 'POST',
    json: { username, password },
  })
  expect(response.status).toBe(200)
  return response.json<{ access: string; refresh: string }>()
}

/** Whether somebody can sign in with a password. */
export async function canLogIn(
  gatehouse: AppEnv,
  { username }: SignedUp,
  password: string,
): Promise<boolean> {
  const response = await gatehouse.request('/auth/token/login/', {
    method: 'POST',
    json: { username, password },
  })
  return response.status === 200
}

export const makeStaff = ({ id }: Pick<SignedUp, 'id'>) =>
  env.DB.prepare('UPDATE accounts SET is_staff = 1 WHERE id = ?').bind(id).run()

/** Notes that somebody proved their address by mail, which emails with a name need. */
export const proveAddress = ({ id }: Pick<SignedUp, 'id'>) =>
  env.DB.prepare('UPDATE accounts SET email_verified_at = 1 WHERE id = ?').bind(id).run()

export const disable = ({ id }: Pick<SignedUp, 'id'>) =>
  env.DB.prepare('UPDATE accounts SET is_active = 0 WHERE id = ?').bind(id).run()
