import { attribute as attributeType } from './account/fields/attribute.ts'
import { boolean as booleanType } from './account/fields/boolean.ts'
import { byRules } from './account/fields/by-rules.ts'
import { choice as choiceType } from './account/fields/choice.ts'
import { date as dateType } from './account/fields/date.ts'
import { dateTime as dateTimeType } from './account/fields/date-time.ts'
import { decimal as decimalType } from './account/fields/decimal.ts'
import { email as emailType } from './account/fields/email.ts'
import { float as floatType } from './account/fields/float.ts'
import { integer as integerType } from './account/fields/integer.ts'
import { json as jsonType } from './account/fields/json.ts'
import { slug as slugType } from './account/fields/slug.ts'
import { text as textType } from './account/fields/text.ts'
import { time as timeType } from './account/fields/time.ts'
import { url as urlType } from './account/fields/url.ts'
import { fieldSupport } from './dialects/declared-fields.ts'
import type { FieldOptions, UserField } from './ports/user-field.ts'

/*
 * What gatehouse.config.ts is written with. Types that it does not import are not in the bundle, and what serves user
 * fields is in it only with one of them.
 */

export { arabic } from './account/emails/languages/arabic.ts'
export { french } from './account/emails/languages/french.ts'
export { german } from './account/emails/languages/german.ts'
export { hindi } from './account/emails/languages/hindi.ts'
export { portuguese } from './account/emails/languages/portuguese.ts'
export { spanish } from './account/emails/languages/spanish.ts'
export { ownEmails } from './account/emails/own-emails.ts'
export { argon2 } from './account/passwords/foreign/argon2.ts'
export { bcrypt } from './account/passwords/foreign/bcrypt.ts'
export { digests } from './account/passwords/foreign/digests.ts'
export { pbkdf2Sha1, pbkdf2Sha256, pbkdf2Sha512 } from './account/passwords/foreign/pbkdf2.ts'
export { scrypt } from './account/passwords/foreign/scrypt.ts'
export { wayBack } from './account/passwords/way-back.ts'
export { drfTokens } from './account/sessions/imported/drf-tokens.ts'
export { expressJwt } from './account/sessions/imported/express-jwt.ts'
export { simpleJwt } from './account/sessions/imported/simple-jwt.ts'
export { oldLogin } from './account/sign-in/old-login/old-login.ts'
export { defineConfig } from './ports/config.ts'

type Options<Make extends (options: never) => UserField> = NonNullable<Parameters<Make>[0]>

const served = <Given extends FieldOptions>(
  make: (options: Given) => UserField,
  options: Given,
): UserField => ({
  ...byRules(make, options),
  support: fieldSupport,
})

/** Text, of 10,000 characters at most unless `maxLength` says otherwise. */
export const text = (options: Options<typeof textType> = {}) => served(textType, options)

/** Letters, digits, `-` and `_`, 50 at most unless `maxLength` says otherwise. */
export const slug = (options: Options<typeof slugType> = {}) => served(slugType, options)

/** A whole number. */
export const integer = (options: Options<typeof integerType> = {}) => served(integerType, options)

/** A number with a fixed point, answered as text. */
export const decimal = (options: Options<typeof decimalType>) => served(decimalType, options)

/** A number with a floating point. */
export const float = (options: Options<typeof floatType> = {}) => served(floatType, options)

/** True or false. */
export const boolean = (options: Options<typeof booleanType> = {}) => served(booleanType, options)

/** A day as `YYYY-MM-DD`. */
export const date = (options: Options<typeof dateType> = {}) => served(dateType, options)

/** A time of day as `HH:MM:SS`. */
export const time = (options: Options<typeof timeType> = {}) => served(timeType, options)

/** A moment in ISO 8601, answered in the configuration's time zone. */
export const dateTime = (options: Options<typeof dateTimeType> = {}) => served(dateTimeType, options)

/** One of a few texts. */
export const choice = (values: Parameters<typeof choiceType>[0], options: FieldOptions = {}) =>
  served((own: FieldOptions) => choiceType(values, own), options)

/** An address of the web, of 200 characters at most unless `maxLength` says otherwise. */
export const url = (options: Options<typeof urlType> = {}) => served(urlType, options)

/** An email address besides the account's own; as `email`, the account's own. */
export const email = (options: Options<typeof emailType> = {}) => served(emailType, options)

/** What every account has by itself, as Django's own user has it: shown, and never written. */
export const attribute = (...options: Parameters<typeof attributeType>) => ({
  ...attributeType(...options),
  support: fieldSupport,
})

/** Any JSON, of 16 KiB at most. */
export const json = (options: Options<typeof jsonType> = {}) => served(jsonType, options)
