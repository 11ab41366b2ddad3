import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import { defineConfig, type OwnConfig } from '../../src/ports/config.ts'
import { openGatehouse } from './gatehouse.ts'
import { PASSWORD } from './people.ts'

export const FORMS = {
  integer: expect.any(Number),
  objectid: expect.stringMatching(/^[0-9a-f]{24}$/),
} as const

let users = 0

export const wish = () => {
  const username = `somebody${users++}`
  return { username, email: `${username}@example.com`, password: PASSWORD }
}

export type Wish = ReturnType<typeof wish>

export type Known = string | number

/** An API with a configuration of its own, asked as clients do: answers are read as JSON. */
export const openWith = (own: OwnConfig) => {
  const gatehouse = openGatehouse({}, { config: defineConfig(own) })
  const ask = async (method: string, path: string, init: { json?: unknown; token?: string } = {}) => {
    const response = await gatehouse.request(path, { method, ...init })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text && JSON.parse(text) }
  }
  const get = (path: string, token?: string) => ask('GET', path, token === undefined ? {} : { token })
  const post = (path: string, json: unknown, token?: string) =>
    ask('POST', path, { json, ...(token !== undefined && { token }) })
  const register = async (person: Wish): Promise<Known> => (await post('/auth/users/', person)).body.id
  const logIn = async ({ username, password }: Wish) =>
    (await post('/auth/token/login/', { username, password })).body.auth_token as string
  return { ...gatehouse, ask, get, post, register, logIn }
}

export const uuidOf = async ({ username }: Wish) =>
  (await env.DB.prepare('select id from accounts where username = ?').bind(username).first<string>('id')) ??
  ''
