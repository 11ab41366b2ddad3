import type { ApiName } from '../../ports/config.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import { usernameOf } from '../names/username.ts'
import { type Issue, type Likeness, Refusal } from '../refusal.ts'
import { isCommonPassword } from './common-passwords.ts'

/** What a new password has to be: `shortest` in characters. `lengthAlone`: there are no other rules. */
export type PasswordPolicy = { shortest: number; lengthAlone: boolean }

export const STRICT: PasswordPolicy = { shortest: 8, lengthAlone: false }
export const LENIENT: PasswordPolicy = { shortest: 6, lengthAlone: true }

/** The policy of an API: a setting names those that are lenient (decision 18). */
export const policyOf = ({ settings }: Pick<Ports, 'settings'>, api: ApiName): PasswordPolicy =>
  settings.LENIENT_PASSWORD_DOORS.includes(api) ? LENIENT : STRICT

/** The values that a password must not resemble. */
export type Person = Record<Likeness, string>

/** The same of an account. An id in place of a username is none of them. */
export const personOf = (account: Account): Person => ({ ...account, username: usernameOf(account) })

// Django's is 0.7; document 001's own example measures 0.714 and has to be accepted (decision 17).
const MOST_SIMILAR = 0.75

const LIKENESSES: Likeness[] = ['username', 'firstName', 'lastName', 'email']

/**
 * Refuses a new password that breaks a rule of the policy: of Django's four, in Django's order, all that are broken
 * (django/contrib/auth/password_validation.py), or only a length.
 */
export async function refuseWeakPassword(
  ports: Pick<Ports, 'commonPasswords'>,
  { shortest, lengthAlone }: PasswordPolicy,
  { field, password }: { field: string; password: string },
  person?: Person,
): Promise<void> {
  const length = [...password].length
  const issues: Issue[] = []

  if (!lengthAlone) {
    const likeness = person && LIKENESSES.find((each) => isSimilar(password, person[each]))
    if (likeness) issues.push({ field, fault: 'similar', likeness })
  }
  if (length < shortest) issues.push({ field, fault: 'too_short', limit: shortest })
  if (!lengthAlone) {
    if (await isCommonPassword(ports, password)) issues.push({ field, fault: 'common' })
    if (/^\p{Nd}+$/u.test(password)) issues.push({ field, fault: 'numeric' })
  }
  if (issues.length > 0) throw new Refusal('invalid', issues)
}

/** Compares with the whole value and each part between non-word characters, without regard to case. */
function isSimilar(password: string, value: string): boolean {
  const whole = value.toLowerCase()
  const candidate = [...password.toLowerCase()]
  return [...whole.split(/[^\p{L}\p{N}_]+/u), whole].some(
    (part) => part !== '' && commonShare(candidate, [...part]) >= MOST_SIMILAR,
  )
}

/** difflib's quick_ratio: 2 × common characters, in any order, / (length + length). */
function commonShare(one: string[], other: string[]): number {
  const left = new Map<string, number>()
  for (const character of other) left.set(character, (left.get(character) ?? 0) + 1)
  let common = 0
  for (const character of one) {
    const count = left.get(character) ?? 0
    if (count > 0) common += 1
    left.set(character, count - 1)
  }
  return (2 * common) / (one.length + other.length)
}
