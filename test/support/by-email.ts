import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { register } from '../../src/account/sign-in/registration.ts'
import { type DjoserSettings, defineConfig } from '../../src/ports/config.ts'
import { callerOf } from './caller.ts'
import { openGatehouse } from './gatehouse.ts'
import { PASSWORD } from './people.ts'
import { rowsOf } from './rows.ts'

export type SignedUpByEmail = { id: string; email: string; token: string }

let people = 0
export const freshAddress = (name = 'person') => `${name}${people++}@example.com`

/** A server whose accounts have no usernames, and what its tests ask. */
export function openByEmail(own: Partial<Env> = {}, settings: Partial<DjoserSettings> = {}) {
  const config = defineConfig({ loginField: 'email', usernames: false, apis: { djoser: { settings } } })
  const gatehouse = openGatehouse(own, { config })
  const caller = callerOf(gatehouse)
  return {
    gatehouse,
    ...caller,
    /** An account without a username, and a token of it. */
    signUp: async (name?: string): Promise<SignedUpByEmail> => {
      const email = freshAddress(name)
      const { id } = await register(gatehouse.ports, STRICT, { email, password: PASSWORD })
      const { body } = await caller.post('/auth/token/login/', { email, password: PASSWORD })
      return { id, email, token: (body as { auth_token: string }).auth_token }
    },
    canSignIn: async (email: string) =>
      (await caller.post('/auth/jwt/create/', { email, password: PASSWORD })).status === 200,
    emailsTo: async (address: string) => (await gatehouse.emails()).filter(({ to }) => to === address),
  }
}

/** The stored row of an account. */
export const rowOf = async ({ id }: { id: string }) => (await rowsOf('accounts')).find((row) => row.id === id)
