import { readFlag, readText } from '../../account/imported/old-values.ts'
import type { Totp } from '../../account/second-factor/totp.ts'
import { FAULTS, type FoundFactor, found, secretOf, totpOf, totpOfUrl } from './old-factor.ts'

/* Fields of a document, or columns of a table of people, that hold a second factor, by their names. */

const plain = (name: string) => name.replace(/[_-]/g, '').toLowerCase()
const WHAT = '(twofactor(auth(entication)?)?|twofa|2fa|mfa|totp|otp|authenticator|googleauth(enticator)?)'
const SECRET = new RegExp(`^${WHAT}(secret|key|seed)?(key|base32|hex|ascii)?$`)
const NAMED_SECRET = /secret|key|seed|base32|hex|ascii/
const SWITCH = new RegExp(`^(is|has|use)?${WHAT}(is)?(enabled|active|activated|on)?$`)
const CONFIRMED = new RegExp(`^(is)?${WHAT}(is)?(verified|confirmed)$`)
const CODES = new RegExp(`^${WHAT}?(recovery|backup)codes?$`)

type Values = Record<string, unknown>

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether a field holds a secret or codes of a second factor, by its name. An object may hold them under `twoFactor`. */
export const holdsFactor = (name: string, value?: unknown): boolean => {
  const bare = plain(name)
  return CODES.test(bare) || (SECRET.test(bare) && (NAMED_SECRET.test(bare) || isObject(value)))
}

/** Whether a field says that a second factor is on, or was confirmed. */
const isFlag = (name: string, value: unknown): boolean =>
  (SWITCH.test(plain(name)) || CONFIRMED.test(plain(name))) && readFlag(value) !== undefined

/** The code of an entry of a list, if it was not used. */
const codeOf = (entry: unknown): string[] => {
  if (!isObject(entry)) return [readText(entry)]
  const isUsed = readFlag(entry.used ?? entry.isUsed ?? false) !== false || Boolean(entry.usedAt)
  return isUsed ? [] : [readText(entry.code ?? entry.value)]
}

/** A list, or the text of one with commas or bars between. */
const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : readText(value).split(/[|,\s]+/)

/** speakeasy's answer stored whole, or the settings of otplib. */
const totpOfObject = (value: Values): Totp | undefined => {
  const url = totpOfUrl(readText(value.otpauth_url ?? value.otpauthUrl ?? value.url ?? value.uri))
  if (url) return url
  const text = readText(value.base32 ?? value.hex ?? value.ascii ?? value.secret ?? value.key)
  const { algorithm, digits, period = value.step } = value
  return totpOf(secretOf(text), { algorithm, digits, period })
}

const totpOfValue = (value: unknown, beside: Values): Totp | undefined => {
  if (isObject(value)) return totpOfObject(isObject(value.secret) ? { ...value, ...value.secret } : value)
  const { algorithm, digits, period = beside.step } = beside
  const text = readText(value)
  return totpOfUrl(text) ?? totpOf(secretOf(text), { algorithm, digits, period })
}

/** Whether flags say that the factor is on; what is only confirmed counts where nothing says more. */
const isOn = (entries: [string, unknown][]): boolean => {
  const flags = (pattern: RegExp) =>
    entries.flatMap(([name, value]) => {
      const flag = pattern.test(name) && !isObject(value) ? readFlag(value) : undefined
      return flag === undefined ? [] : [flag]
    })
  const [switches, confirmed] = [flags(SWITCH), flags(CONFIRMED)]
  return (switches.length > 0 ? switches : confirmed).every(Boolean)
}

/** A factor in the fields of a person, such as `twoFactorSecret` and `twoFactorEnabled`. Undefined if it is not on. */
export const factorOfFields = (values: Values): FoundFactor | undefined => {
  const entries = Object.entries(values)
    .filter(([name, value]) => holdsFactor(name, value) || isFlag(name, value))
    // What is nested is read as if it were beside it: `mfa: { enabled, secret }`.
    .flatMap(([name, value]): [string, unknown][] =>
      isObject(value) && !NAMED_SECRET.test(plain(name))
        ? [
            [plain(name), value],
            ...Object.entries(value).map(([inner, each]): [string, unknown] => [plain(name + inner), each]),
          ]
        : [[plain(name), value]],
    )
  const isEmpty = (value: unknown) => value === null || value === undefined || value === ''
  const secrets = entries.filter(
    ([name, value]) => SECRET.test(name) && NAMED_SECRET.test(name) && !isEmpty(value),
  )
  const codes = entries
    .flatMap(([name, value]) => (CODES.test(name) ? listOf(value).flatMap(codeOf) : []))
    .filter(Boolean)
  const [secret] = secrets
  if (!isOn(entries) || (!secret && codes.length === 0)) return undefined
  if (!secret) return found(undefined, codes)
  const parent = entries.find(
    ([name, value]) => isObject(value) && secret[0].startsWith(name) && secret[0] !== name,
  )
  const totp = totpOfValue(secret[1], (parent?.[1] ?? {}) as Values)
  return totp ? found(totp, codes) : { factor: null, faults: [FAULTS.unreadable] }
}
