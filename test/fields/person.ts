import { formOf, RED } from '../support/express.ts'
import type { AppEnv } from '../support/gatehouse.ts'

let people = 0

/** What a registration needs, new each time. */
export function newcomer() {
  people += 1
  const username = `person${people}x`
  return { username, email: `${username}@example.com`, password: 'Vq7-mountain-Kestrel' }
}

/** Registers at djoser and signs in: the person, the answer and a token. */
export async function member(gatehouse: AppEnv, fields: Record<string, unknown> = {}) {
  const person = newcomer()
  const made = await gatehouse.request('/auth/users/', { method: 'POST', json: { ...person, ...fields } })
  const body = await made.json<Record<string, unknown>>()
  if (made.status !== 201) throw new Error(JSON.stringify(body))
  const { username, password } = person
  const login = await gatehouse.request('/auth/token/login/', {
    method: 'POST',
    json: { username, password },
  })
  const { auth_token: token } = await login.json<{ auth_token: string }>()
  return { ...person, id: String(body.id), token }
}

/** Sends fields and a picture as a multipart form. */
export function sentForm(gatehouse: AppEnv, path: string, fields: Record<string, unknown>) {
  const texts = Object.entries(fields).map(([name, value]) => [name, String(value)])
  return gatehouse.request(path, {
    method: 'POST',
    body: formOf({ ...Object.fromEntries(texts), Avatar: RED }),
  })
}
