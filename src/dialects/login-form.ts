import * as z from 'zod'
import type { Identity } from '../account/sign-in/login.ts'
import { Login, Password } from '../account/words.ts'
import type { LoginField } from '../ports/config.ts'

type Form<Text> = z.ZodType<{ who: Identity; password: Text }>

/**
 * The form of a sign-in at a Django API: the password, and `email` where people sign in by address, otherwise `username`,
 * which may be either where the API says so. Handlers see `who` and `password`.
 */
export const loginForm = (by: LoginField) => formOf(by, (field) => field) as Form<string>

/** The same where a missing field is no fault of the form: it is undefined, in `who` too. */
export const looseLoginForm = (by: LoginField) =>
  formOf(by, (field) => field.optional()) as Form<string | undefined>

function formOf(by: LoginField, wrap: (field: z.ZodString) => z.ZodType) {
  const name = by === 'email' ? by : 'username'
  const login = by === 'email' ? Login.meta({ examples: ['ada@example.com'] }) : Login
  return z.object({ [name]: wrap(login), password: wrap(Password) }).transform((form) => ({
    who: { [by === 'either' ? 'identifier' : name]: form[name] },
    password: form.password,
  }))
}
