import * as z from 'zod/mini'
import { utf8 } from '../ports/bytes.ts'
import { asciiDomain } from '../ports/domain.ts'
import { hasUnseen } from '../ports/unseen.ts'
import { LONGEST_NORMALISED, normalised } from './names/name-keys.ts'
import type { Fault, Issue } from './refusal.ts'
import { described } from './shapes.ts'

/*
 * The rule of each field, once. The message of an issue is its Fault, which each API puts into words. White space around
 * a value is trimmed first, except around a password that is only compared (decision 19).
 */

const text = (otherwise: Fault = 'not_text') =>
  z.string({
    error: ({ input }): Fault => (input === undefined ? 'missing' : input === null ? 'null' : otherwise),
  })

/** A rule, and the fault of a value that breaks it. `abort`: no later step is run then. */
type Rule = { isMet: (value: string) => boolean; fault: Fault; limit?: number; abort?: boolean }
type Step = Rule | ((value: string) => string)

/**
 * Text with rules and transformations, applied in order. They are one check, because `refine` makes two schemas of each
 * rule, which would slow down the start of every isolate.
 */
const checked = (shape: z.ZodMiniString, ...steps: Step[]) =>
  shape.check((sent) => {
    for (const step of steps) {
      if (typeof step === 'function') sent.value = step(sent.value)
      else if (!step.isMet(sent.value)) {
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
/** Of Django's EmailValidator. */
const LONGEST_EMAIL = 320
const NAME = 150
const NOTE = 300
const PASSWORD_BYTES = 1024

const notBlank: Rule = { isMet: isFilled, fault: 'blank', abort: true }
const noNull: Rule = { isMet: hasNoNull, fault: 'null_character' }
const wellFormed: Rule = { isMet: isWellFormed, fault: 'surrogate' }
const atMost = (limit: number): Rule => ({ isMet: isNoLongerThan(limit), fault: 'too_long', limit })

const filled = (otherwise: Fault | undefined, ...steps: Step[]) =>
  checked(text(otherwise), notBlank, ...steps)

// Some letters are invisible, such as the Hangul filler. With one a username could look like another.
function isSeen(value: string): boolean {
  if (value.length > LONGEST_NORMALISED) return false
  return /^[\p{L}\p{N}_@.+-]+$/u.test(value) && !/\p{Default_Ignorable_Code_Point}/u.test(value)
}

/** Letters and digits of any script and `@ . + - _`, stored NFKC (decision 3). */
export const usernameText = (maxLength = USERNAME) =>
  described(
    filled(
      undefined,
      { ...wellFormed, abort: true },
      (value) => normalised(value.trim()).trim(),
      // Django asks the model's validator first.
      { isMet: isSeen, fault: 'malformed' },
      atMost(maxLength),
      noNull,
    ),
    { description: 'Letters, digits and `@ . + - _`.', maxLength, examples: ['ada'] },
  )

export const Username = usernameText()

/** A username repeated. Only the first one is checked against the rules, so that a fault is reported once. */
export const RepeatedUsername = described(
  filled(undefined, { ...wellFormed, abort: true }, (value) => normalised(value.trim()).trim()),
  { examples: ['ada'] },
)

/** A username or email address to sign in with: looked up, not validated. */
export const Login = described(filled(undefined, wellFormed, noNull, trim), { examples: ['ada'] })

/** An email address. The domain is stored in lower case, the local part as typed (decision 4). `blank`: or empty. */
export const emailText = (maxLength = EMAIL, blank = false) =>
  described(
    checked(
      text('malformed'),
      ...(blank ? [] : [notBlank]),
      { isMet: isWellFormed, fault: 'malformed', abort: true },
      trim,
      noNull,
      // A field without a length of its own has that of Django's EmailValidator, whose sentence is another one.
      ...(maxLength < LONGEST_EMAIL ? [atMost(maxLength)] : []),
      { isMet: (value) => value === '' || isEmail(value), fault: 'malformed' },
      lowerCaseDomain,
    ),
    { format: 'email', maxLength, examples: ['ada@example.com'] },
  )

export const Email = emailText()

/** An email address repeated: the same for it. */
export const RepeatedEmail = described(filled(undefined, wellFormed, trim, lowerCaseDomain), {
  examples: ['ada@example.com'],
})

/** An email address, or empty. */
export const OptionalEmail = emailText(EMAIL, true)

const secret: Step[] = [
  wellFormed,
  noNull,
  {
    isMet: (value) => utf8(value).length <= PASSWORD_BYTES,
    fault: 'too_many_bytes',
    limit: PASSWORD_BYTES,
  },
]
const PASSWORD = { format: 'password', maxLength: PASSWORD_BYTES, examples: ['Vq7-mountain-Kestrel'] }

/** A code of a second factor, as it is typed. Some clients send it as a number, and null for none. */
export const CodeText = z.union([z.null(), z.number(), checked(text(), wellFormed, noNull)], {
  error: 'not_text',
})

/** A password to be compared: as sent (decision 19). */
export const Password = described(filled(undefined, ...secret), PASSWORD)

/** A password to be set where the original trims what it stores. The rules are password-policy.ts's. */
export const NewPassword = described(filled(undefined, ...secret, trim), PASSWORD)

/** A password repeated. Only the first one is checked against the rules, so that a fault is reported once. */
export const RepeatedPassword = described(filled(undefined, wellFormed, noNull, trim), PASSWORD)

// They would make the stored text look different in a list or a log.
const hasNoControls = (value: string) => !hasUnseen(value)

/** A given name or family name; may be empty. No control characters, no line breaks, none that change the writing direction. */
export const personNameText = (maxLength = NAME, blank = true) =>
  described(
    checked(
      text(),
      ...(blank ? [] : [notBlank]),
      { ...wellFormed, abort: true },
      trim,
      atMost(maxLength),
      { ...noNull, abort: true },
      { isMet: hasNoControls, fault: 'malformed' },
    ),
    { maxLength, examples: ['Ada'] },
  )

export const PersonName = personNameText()

/** A sentence that staff write for staff; may be empty. One line. */
export const noteText = (maxLength = NOTE) => personNameText(maxLength)

const opaque = [wellFormed, noNull, trim]

/** Text that is never shown, or empty. */
export const OptionalOpaque = checked(text(), ...opaque)

/** The same for a field that another one may replace: here null is no text. */
export const LooseOpaque = checked(z.string('not_text'), ...opaque)

/** A credential, a key or a part of a link: text that is compared and never shown. */
export const Opaque = described(filled(undefined, ...opaque), {
  examples: ['k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU'],
})

/**
 * Converts zod's issue about a field to the domain's. Its message is the fault, its parameters are what the sentence
 * needs, and the name of a user field.
 */
export function issueOf(field: string, issue: z.core.$ZodIssue): Issue {
  return { field, fault: issue.message as Fault, ...(issue.code === 'custom' && issue.params) }
}

const LOCAL = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$|^"[\w!#$%&'*+/=?^`{|}~.-]*"$/
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/i

/**
 * Django's EmailValidator (django/core/validators.py), without two forms by which an
 * attacker could add a recipient: IP literals, and `@` or blanks in a quoted local part.
 */
export function isEmail(address: string): boolean {
  if (address.length > LONGEST_EMAIL) return false
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
