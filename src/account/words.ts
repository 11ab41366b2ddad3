import * as z from 'zod'
import { utf8 } from '../ports/bytes.ts'
import { asciiDomain } from '../ports/domain.ts'
import type { Fault, Issue } from './refusal.ts'

/*
 * Each word's rule, once. The message of a complaint is its Fault: a voice makes the sentence. White space around a
 * value is dropped first, except around a password that is only compared (decision 19).
 */

const text = (otherwise: Fault = 'not_text') =>
  z.string({
    error: ({ input }): Fault => (input === undefined ? 'missing' : input === null ? 'null' : otherwise),
  })

/** What a value has to keep, or is a fault. `abort`: nothing after it is looked at then. */
type Rule = { rowExists: (value: string) => boolean; fault: Fault; limit?: number; abort?: boolean }
type Step = Rule | ((value: string) => string)

/**
 * The same text, led through rules and changes in their order. They are one check: `refine` makes two schemas of each rule,
 * and every isolate would wait for them when it starts.
 */
const checked = (shape: z.ZodString, ...steps: Step[]) =>
  shape.check((sent) => {
    for (const step of steps) {
      if (typeof step === 'function') sent.value = step(sent.value)
      else if (!step.rowExists(sent.value)) {
        const { fault, limit, abort = false } = step
        const params = limit === undefined ? undefined : { limit }
        sent.issues.push({ code: 'custom', input: sent.value, message: fault, params, continue: !abort })
        if (abort) return
      }
    }
  })

const trim = (value: string) => value.trim()
const isFilled = (value: string) => value.trim() !== ''
const isWellFormed = (value: string) => value.isWellFormed()
const hasNoNull = (value: string) => !value.includes('\0')

// Counted in code points, as the originals count.
const isNoLongerThan = (limit: number) => (value: string) =>
  value.length <= limit || (value.length <= 2 * limit && [...value].length <= limit)

const USERNAME = 150
const EMAIL = 254
const NAME = 150
const PASSWORD_BYTES = 1024

/** Of how many units of UTF-16 a normal form is made. It takes minutes for a megabyte of accents in the wrong order. */
const LONGEST_NORMALISED = 4096

/** Text in NFKC. What is too long to become a name, an address or a code stays as it is. */
export const normalised = (value: string) =>
  value.length > LONGEST_NORMALISED ? value : value.normalize('NFKC')

const notBlank: Rule = { rowExists: isFilled, fault: 'blank', abort: true }
const noNull: Rule = { rowExists: hasNoNull, fault: 'null_character' }
const wellFormed: Rule = { rowExists: isWellFormed, fault: 'surrogate' }
const atMost = (limit: number): Rule => ({ rowExists: isNoLongerThan(limit), fault: 'too_long', limit })

const filled = (otherwise: Fault | undefined, ...steps: Step[]) =>
  checked(text(otherwise), notBlank, ...steps)

// Some letters show nothing, as the Hangul filler, and a name with one looks like another's.
function isSeen(value: string): boolean {
  if (value.length > LONGEST_NORMALISED) return false
  return /^[\p{L}\p{N}_@.+-]+$/u.test(value) && !/\p{Default_Ignorable_Code_Point}/u.test(value)
}

/** Letters and digits of any script and `@ . + - _`, stored NFKC (decision 3). */
export const Username = filled(
  undefined,
  { ...wellFormed, abort: true },
  (value) => normalised(value.trim()).trim(),
  atMost(USERNAME),
  noNull,
  { rowExists: isSeen, fault: 'malformed' },
).meta({ description: 'Letters, digits and `@ . + - _`.', maxLength: USERNAME, examples: ['ada'] })

/** What a person types to sign in: looked up, not judged. */
export const Login = filled(undefined, wellFormed, noNull, trim).meta({ examples: ['ada'] })

const address: Step[] = [
  { rowExists: isWellFormed, fault: 'malformed', abort: true },
  trim,
  noNull,
  atMost(EMAIL),
  { rowExists: (value) => value === '' || isEmail(value), fault: 'malformed' },
  lowerCaseDomain,
]
const ADDRESS = { format: 'email', maxLength: EMAIL, examples: ['ada@example.com'] }

/** An address. The domain is stored in lower case, the local part as typed (decision 4). */
export const Email = filled('malformed', ...address).meta(ADDRESS)

/** An address, or nothing. */
export const OptionalEmail = checked(text('malformed'), ...address).meta(ADDRESS)

const secret: Step[] = [
  wellFormed,
  noNull,
  {
    rowExists: (value) => utf8(value).length <= PASSWORD_BYTES,
    fault: 'too_many_bytes',
    limit: PASSWORD_BYTES,
  },
]
const PASSWORD = { format: 'password', maxLength: PASSWORD_BYTES, examples: ['Vq7-mountain-Kestrel'] }

/** A password to be compared: as sent (decision 19). */
export const Password = filled(undefined, ...secret).meta(PASSWORD)

/** A password to be set where the original trims what it stores. The rules are password-policy.ts's. */
export const NewPassword = filled(undefined, ...secret, trim).meta(PASSWORD)

/** The same typed again. What it is compared with keeps the rules, so that a fault is told once. */
export const RepeatedPassword = filled(undefined, wellFormed, noNull, trim).meta(PASSWORD)

// They would show another text than is stored, in a list or in a log.
const hasNoControls = (value: string) => !/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u.test(value)

/** A given name or family name; may be empty. No control characters, none that turn the direction of writing. */
export const PersonName = checked(
  text(),
  { ...wellFormed, abort: true },
  trim,
  atMost(NAME),
  { ...noNull, abort: true },
  { rowExists: hasNoControls, fault: 'malformed' },
).meta({ maxLength: NAME, examples: ['Ada'] })

const opaque = [wellFormed, noNull, trim]

/** Text that is read by something else and never shown, or nothing. */
export const OptionalOpaque = checked(text(), ...opaque)

/** The same where another field may stand in its place: not even null is nothing. */
export const LooseOpaque = checked(z.string('not_text'), ...opaque)

/** A credential, a key or a part of a link: text that is compared and never shown. */
export const Opaque = filled(undefined, ...opaque).meta({
  examples: ['k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU'],
})

/** A complaint of zod about a field as the domain's: its message is the fault. */
export function issueOf(field: string, issue: z.core.$ZodIssue): Issue {
  const limit = issue.code === 'custom' ? (issue.params?.limit as number | undefined) : undefined
  return { field, fault: issue.message as Fault, ...(limit !== undefined && { limit }) }
}

/** The id of an account, in the form in which it is stored. */
export const ACCOUNT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The name as it is compared: NFKC and full case folding, so that ς is σ, and ß is ss (decision 3). */
export function usernameKey(username: string): string {
  const name = username.trim()
  if (name.length > LONGEST_NORMALISED) return name.toLowerCase()
  return [...name.normalize('NFKC')].map(fold).join('').normalize('NFKC')
}

// What has no lower case may have an upper one, as ß: both are folded alike. Not so the dotless i, whose upper case is
// another letter's. Letter by letter, for the lower case of a whole text knows a final sigma.
const fold = (letter: string) => (letter === 'ı' ? letter : letter.toLowerCase().toUpperCase().toLowerCase())

/**
 * Under what keys a name may be found, the first before the second. Whom another one's key was in the way when names were
 * folded (migration 0009) kept the key that the name had before; nobody gets such a one any more.
 */
export function usernameKeys(username: string): string[] {
  const [before, now] = [normalised(username.trim()).toLowerCase(), usernameKey(username)]
  return before === now ? [now] : [before, now]
}

/** The key with which somebody gets a name: their own, if it is one of the name's. */
export const newUsernameKey = ({ usernameKey: own }: { usernameKey: string }, username: string): string =>
  usernameKeys(username).includes(own) ? own : usernameKey(username)

/** The address as it is compared: in lower case, the domain as ASCII; null for what has no `@` (decision 4). */
export function emailKey(address: string): string | null {
  const trimmed = address.trim()
  const at = trimmed.lastIndexOf('@')
  if (at < 0) return null
  const domain = trimmed.slice(at + 1)
  return `${trimmed.slice(0, at).toLowerCase()}@${asciiDomain(domain) ?? domain.toLowerCase()}`
}

/** How the key of an address begins that begins so. Of a domain in other emails only the whole can be compared. */
export function emailKeyBeginning(text: string): string {
  const isWhole = text.includes('@') && /[^\0-\x7f]/.test(text.slice(text.lastIndexOf('@')))
  return (isWhole && emailKey(text)) || text.trim().toLowerCase()
}

const LOCAL = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$|^"[\w!#$%&'*+/=?^`{|}~.-]*"$/
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/i

/**
 * Django's EmailValidator (django/core/validators.py), without the two forms that mail to oneself or to a second
 * recipient can be smuggled in with: IP literals, and `@` or blanks in a quoted local part.
 */
function isEmail(address: string): boolean {
  if (address.length > LONGEST_NORMALISED) return false
  // Look-alikes that normalisation would turn into another address (CVE-2019-19844).
  if (normalised(address) !== address) return false
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  if (at < 1 || !LOCAL.test(address.slice(0, at))) return false
  return domain.toLowerCase() === 'localhost' || DOMAIN.test(asciiDomain(domain) ?? '')
}

function lowerCaseDomain(address: string): string {
  const at = address.lastIndexOf('@')
  return address.slice(0, at) + address.slice(at).toLowerCase()
}
