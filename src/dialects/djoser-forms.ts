import * as z from 'zod/mini'
import { confirmPassword } from '../account/passwords/change-password.ts'
import { Refusal } from '../account/refusal.ts'
import { described, otherwise } from '../account/shapes.ts'
import {
  emailText,
  NewPassword,
  Opaque,
  Password,
  RepeatedEmail,
  RepeatedPassword,
  RepeatedUsername,
  usernameText,
} from '../account/words.ts'
import { type Config, type DjoserSettings, usernameFieldOf } from '../ports/config.ts'
import { fields } from './django-request.ts'
import { alsoDeclared } from './person.ts'
import type { Complete } from './reading.ts'

/* The forms of djoser that its settings change: which field is the login, and what has to be repeated. */

/**
 * A field that repeats another one: it has to be sent where a setting says so. Wherever it is sent, it has to agree. Its
 * type is that of a field that may be left out.
 */
export const repeated = <Field extends z.ZodMiniType>(field: Field, isRequired: boolean) =>
  (isRequired ? field : z.optional(field)) as z.ZodMiniOptional<Field>

export const setPassword = ({ SET_PASSWORD_RETYPE }: DjoserSettings) =>
  fields({
    current_password: Password,
    new_password: NewPassword,
    re_new_password: repeated(RepeatedPassword, SET_PASSWORD_RETYPE),
  })

export const setLogin = (config: Config) =>
  fields({
    current_password: Password,
    ...newLogin(config, config.apis.djoser.settings.SET_USERNAME_RETYPE),
  })

const Uid = described(Opaque, {
  description: 'The id of the account in base64url.',
  examples: ['NmQ1ZjliYWUtYTMxYi00YjdiLTgyYzQtMzg1M2VkYTJiMDEx'],
})

export const Link = fields({ uid: Uid, token: Opaque })

export const resetPassword = ({ PASSWORD_RESET_CONFIRM_RETYPE }: DjoserSettings) =>
  fields({
    uid: Uid,
    token: Opaque,
    new_password: NewPassword,
    re_new_password: repeated(RepeatedPassword, PASSWORD_RESET_CONFIRM_RETYPE),
  })

// djoser does not declare these two here: what is no link is answered as a bad one, after the name.
const Loose = described(otherwise(z.string(), ''), { examples: ['x'] })

export const resetLogin = (config: Config) =>
  fields({
    uid: Loose,
    token: Loose,
    ...newLogin(config, config.apis.djoser.settings.USERNAME_RESET_CONFIRM_RETYPE),
  })

type Maybe = z.ZodMiniOptional<z.ZodMiniString>

/** A new username or email address, as long as that field may be: the fields of the other are not there. */
const newLogin = (config: Config, isRepeated: boolean) =>
  (usernameFieldOf(config) === 'username'
    ? {
        new_username: alsoDeclared(config, 'username', usernameText(config.fields.username?.maxLength)),
        re_new_username: repeated(RepeatedUsername, isRepeated),
      }
    : {
        new_email: emailText(config.fields.email?.maxLength),
        re_new_email: repeated(RepeatedEmail, isRepeated),
      }) as unknown as {
    [Name in 'new_username' | 're_new_username' | 'new_email' | 're_new_email']: Maybe
  }

/**
 * Tells of a wrong password beside what else is wrong: Django REST Framework checks every field of a form. The try counts
 * like any other.
 */
export const withPassword: Complete = async (c, refusal) => {
  const sent = Password.safeParse(c.var.fields?.current_password)
  if (!sent.success || refusal.reason !== 'invalid') return refusal
  try {
    await confirmPassword(c.env, c.var.me, sent.data)
  } catch (error) {
    if (!(error instanceof Refusal) || error.reason !== 'invalid') throw error
    return new Refusal('invalid', [...refusal.issues, ...error.issues])
  }
  return refusal
}
