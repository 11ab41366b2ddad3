import * as z from 'zod/mini'
import { described, transformed } from '../account/shapes.ts'
import type { Identity } from '../account/sign-in/login.ts'
import { Login, Password } from '../account/words.ts'
import type { LoginField } from '../ports/config.ts'

type Form<Text> = z.ZodMiniType<{ who: Identity; password: Text }>

/**
 * The form of a sign-in at a Django API: the password, and `email` where people sign in by address, otherwise `username`,
 * which may be either where the API says so. Handlers see `who` and `password`.
 */
export const loginForm = (by: LoginField) => formOf(by, (field) => field) as Form<string>

/** The same where a missing field is no fault of the form: it is undefined, in `who` too. */
export const looseLoginForm = (by: LoginField) =>
  formOf(by, (field) => z.optional(field)) as Form<string | undefined>

function formOf(by: LoginField, wrap: (field: z.ZodMiniString) => z.ZodMiniType) {
  const name = by === 'email' ? by : 'username'
  const login = by === 'email' ? described(Login, { examples: ['ada@example.com'] }) : Login
  return transformed(z.object({ [name]: wrap(login), password: wrap(Password) }), (form) => ({
    who: { [by === 'either' ? 'identifier' : name]: form[name] },
    password: form.password,
  }))
}
