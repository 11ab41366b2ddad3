import { randomInt } from 'node:crypto'
import { Refusal } from '../../account/refusal.ts'
import { register } from '../../account/sign-in/registration.ts'
import { promote } from '../../account/staff/administration.ts'
import { issueOf, NewPassword, OptionalEmail, Username } from '../../account/words.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'

/** Without what looks alike. Twenty of them are 116 bits. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const LENGTH = 20

/** One for a person to read and to type: four groups of five. */
export const generatePassword = (): string =>
  Array.from({ length: LENGTH }, (_, index) => {
    const letter = LETTERS.charAt(randomInt(LETTERS.length))
    return index > 0 && index % 5 === 0 ? `-${letter}` : letter
  }).join('')

export type Wanted = { username: string; email: string; password: string }

const WORDS = { username: Username, email: OptionalEmail, password: NewPassword }

/** The words of an account as the APIs read them. Throws Refusal with everything that is wrong. */
export const readWords = (wanted: Wanted): Wanted => {
  const read = (Object.keys(WORDS) as (keyof Wanted)[]).map((field) => {
    const { data = '', error } = WORDS[field].safeParse(wanted[field])
    const issues = (error?.issues ?? []).map((issue) => issueOf(field, issue))
    return { field, data, issues }
  })
  const issues = read.flatMap((each) => each.issues)
  if (issues.length > 0) throw new Refusal('invalid', issues)
  return Object.fromEntries(read.map(({ field, data }) => [field, data])) as Wanted
}

/** Opens an account by the rules of djoser's API, which are the strict ones. */
export const openAccount = async (ports: Ports, wanted: Wanted, isStaff: boolean): Promise<Account> => {
  const account = await register(ports, 'djoser', readWords(wanted))
  if (isStaff) await promote(ports, null, account.id)
  return { ...account, isStaff }
}
