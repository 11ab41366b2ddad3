import type { Context } from 'hono'
import * as z from 'zod/mini'
import { described, transformed } from '../account/shapes.ts'
import type { Identity } from '../account/sign-in/login.ts'
import { CodeText, Login, Password } from '../account/words.ts'
import type { LoginField } from '../ports/config.ts'
import { CODE_HEADER, TRUSTED_HEADER } from './code-answers.ts'
import type { AppEnv } from './dialect.ts'

/** A code beside the password: text, a number, or nothing. It is compared after the right password alone. */
export const SentCode = described(z.optional(CodeText), {
  description: 'A code of the authenticator app, or a recovery code, where one is asked for.',
  examples: ['123456'],
})

/** A password with what a client sends beside it. `cookie`: the token of a trusted client, where a cookie has it. */
export const withCode = (c: Context<AppEnv>, password: string, cookie?: string) => ({
  password,
  otp: c.var.fields?.otp,
  header: c.req.header(CODE_HEADER),
  trustedClient: cookie ?? c.req.header(TRUSTED_HEADER),
})

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
  const shape = { [name]: wrap(login), password: wrap(Password), otp: SentCode }
  return transformed(z.object(shape), (form) => ({
    who: { [by === 'either' ? 'identifier' : name]: form[name] },
    password: form.password as string | undefined,
  }))
}
