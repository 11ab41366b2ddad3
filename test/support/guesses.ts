import { answerOf } from './caller.ts'
import type { AppEnv } from './gatehouse.ts'

export const WEAK = { PASSWORD_HASH_LINKS: '1', ACCEPT_WEAK_HASH: 'true' }

export const HOME = '192.0.2.1'

export const WRONG = 'Wrong-harbour-Cormorant'

let addresses = 0

export const elsewhere = () => `198.51.${100 + Math.floor(addresses / 250)}.${(addresses++ % 250) + 1}`

export type Api = [string, (name: string, password: string) => [string, object], number]

export const apis: Api[] = [
  ['profile', (username, password) => ['/api/login/', { username, password }], 401],
  ['djoser, for a token', (username, password) => ['/auth/token/login/', { username, password }], 400],
  ['djoser, for JWTs', (username, password) => ['/auth/jwt/create/', { username, password }], 401],
  ['users', (username, password) => ['/api-token-auth/', { username, password }], 400],
  ['express', (username, password) => ['/api/v1/users/login', { username, password }], 401],
]

export const tryAt = async (at: AppEnv, [, of]: Api, name: string, password = WRONG) => {
  const [path, json] = of(name, password)
  return answerOf(await at.request(path, { method: 'POST', json }))
}

export const refusedAmong = (statuses: number[]) => statuses.filter((status) => status === 429).length

/** Asks from an address. */
export const openFrom =
  (gatehouse: AppEnv) =>
  (address: string, at = gatehouse): AppEnv => ({
    ...at,
    request: (path, init = {}) =>
      at.request(path, { ...init, headers: { ...(init.headers as object), 'cf-connecting-ip': address } }),
  })
