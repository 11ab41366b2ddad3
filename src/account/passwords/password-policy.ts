import type { ApiName } from '../../ports/config.ts'
import { LIKENESSES, type PasswordRule } from '../../ports/password-rule.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import { usernameOf } from '../names/shown-name.ts'
import { type Issue, type Likeness, Refusal } from '../refusal.ts'
import { isCommonPassword } from './common-passwords.ts'

/** What a new password has to be. All rules that are broken are told, in this order. */
export type PasswordPolicy = readonly PasswordRule[]

// Django's is 0.7; the example of djoser's documentation measures 0.714 and has to be accepted (decision 17).
const MOST_SIMILAR = 0.75

export const STRICT: PasswordPolicy = [
  { rule: 'similar' },
  { rule: 'length', least: 8 },
  { rule: 'common' },
  { rule: 'numeric' },
]
export const LENIENT: PasswordPolicy = [{ rule: 'length', least: 6 }]

/** The policy of an API: a setting names those that are lenient (decision 18), the configuration that of the others. */
export const policyOf = (
  { settings, config }: Pick<Ports, 'settings' | 'config'>,
  api: ApiName,
): PasswordPolicy =>
  settings.LENIENT_PASSWORD_DOORS.includes(api) ? LENIENT : (config.passwordRules ?? STRICT)

/** The values that a password must not resemble. */
export type Person = Record<Likeness, string>

/** The same of an account. An id in place of a username is none of them. */
export const personOf = (account: Account): Person => ({ ...account, username: usernameOf(account) })

/** Refuses a new password that breaks a rule (django/contrib/auth/password_validation.py). */
export async function refuseWeakPassword(
  ports: Pick<Ports, 'commonPasswords'>,
  policy: PasswordPolicy,
  { field, password }: { field: string; password: string },
  person?: Person,
): Promise<void> {
  const issues: Issue[] = []
  for (const rule of policy) {
    const broken = await breaks(ports, rule, password, person)
    if (broken) issues.push({ field, ...broken })
  }
  if (issues.length > 0) throw new Refusal('invalid', issues)
}

/** How a password breaks a rule; undefined if it does not. */
async function breaks(
  ports: Pick<Ports, 'commonPasswords'>,
  rule: PasswordRule,
  password: string,
  person: Person | undefined,
): Promise<Omit<Issue, 'field'> | undefined> {
  switch (rule.rule) {
    case 'similar': {
      const { most = MOST_SIMILAR, to = LIKENESSES } = rule
      const likeness =
        person && to.map((name) => BY_NAME[name]).find((each) => isSimilar(password, person[each], most))
      return likeness && { fault: 'similar', likeness }
    }
    case 'length':
      return [...password].length < rule.least ? { fault: 'too_short', limit: rule.least } : undefined
    case 'common':
      return (await isCommonPassword(ports, password)) ? { fault: 'common' } : undefined
    case 'numeric':
      return /^\p{Nd}+$/u.test(password) ? { fault: 'numeric' } : undefined
  }
}

const BY_NAME = {
  username: 'username',
  first_name: 'firstName',
  last_name: 'lastName',
  email: 'email',
} as const

/** Compares with the whole value and each part between non-word characters, without regard to case. */
function isSimilar(password: string, value: string, most: number): boolean {
  const whole = value.toLowerCase()
  const candidate = [...password.toLowerCase()]
  return [...whole.split(/[^\p{L}\p{N}_]+/u), whole].some(
    (part) => part !== '' && commonShare(candidate, [...part]) >= most,
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
