import { randomInt } from 'node:crypto'
import { policyOf } from '../../../account/passwords/password-policy.ts'
import { Refusal } from '../../../account/refusal.ts'
import { register } from '../../../account/sign-in/registration.ts'
import { promote } from '../../../account/staff/administration.ts'
import { issueOf, NewPassword, OptionalEmail, PersonName, Username } from '../../../account/words.ts'
import type { Ports } from '../../../ports/ports.ts'
import type { Account } from '../../../ports/schema.ts'

/** Without letters that look alike. Twenty of them are 116 bits. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const LENGTH = 20

/** Four groups of five characters, easy to read and to type. */
export const generatePassword = (): string =>
  Array.from({ length: LENGTH }, (_, index) => {
    const letter = LETTERS.charAt(randomInt(LETTERS.length))
    return index > 0 && index % 5 === 0 ? `-${letter}` : letter
  }).join('')

/** `username` is left out where accounts have none. */
export type NewAccount = { username?: string; email: string; password: string }

const FIELDS = {
  username: Username,
  email: OptionalEmail,
  password: NewPassword,
  firstName: PersonName,
  lastName: PersonName,
}

/** Validates the fields as the APIs do. Throws Refusal with every error. */
export const readFields = <Fields extends { [Name in keyof typeof FIELDS]?: string }>(
  fields: Fields,
): Fields => {
  const read = (Object.keys(fields) as (keyof typeof FIELDS)[]).map((field) => {
    const { data = '', error } = FIELDS[field].safeParse(fields[field])
    const issues = (error?.issues ?? []).map((issue) => issueOf(field, issue))
    return { field, data, issues }
  })
  const issues = read.flatMap((each) => each.issues)
  if (issues.length > 0) throw new Refusal('invalid', issues)
  return Object.fromEntries(read.map(({ field, data }) => [field, data])) as Fields
}

/** Creates an account by the rules of djoser's API, which are the strict ones. */
export const createAccount = async (ports: Ports, fields: NewAccount, isStaff: boolean): Promise<Account> => {
  const account = await register(ports, policyOf(ports, 'djoser'), readFields(fields))
  if (isStaff) await promote(ports, null, account.id)
  return { ...account, isStaff }
}
