import * as z from 'zod'
import type { Identity } from '../account/sign-in/login.ts'
import { Login, Password } from '../account/words.ts'
import type { LoginField } from '../ports/config.ts'

const Address = Login.meta({ examples: ['ada@example.com'] })

/**
 * The form of a sign-in at a Django API: the password, and `email` where people sign in by address, otherwise `username`,
 * which may be either where the API says so. Handlers see `who` and `password`.
 */
export const loginForm = (by: LoginField) =>
  z
    .object({ ...(by === 'email' ? { email: Address } : { username: Login }), password: Password })
    .transform(({ password, ...who }) => ({ who: identityOf(by, who as Identity), password }))

/** The same where a missing field is no fault of the form: then there is no `who`, or no `password`. */
export const looseLoginForm = (by: LoginField) =>
  z
    .object({
      ...(by === 'email' ? { email: Address.optional() } : { username: Login.optional() }),
      password: Password.optional(),
    })
    .transform(({ password, ...sent }) => {
      const isThere = Object.keys(sent).length > 0
      return { who: isThere ? identityOf(by, sent as Identity) : undefined, password }
    })

const identityOf = (by: LoginField, { username, email }: Identity): Identity =>
  by === 'either' ? { identifier: username } : { username, email }
