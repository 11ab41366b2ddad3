import { foreignHash } from '../../../account/passwords/foreign/foreign-hash.ts'
import { UNUSABLE } from '../../../account/passwords/password-hash.ts'
import { newAccount } from '../../../account/sign-in/new-account.ts'
import { PersonName } from '../../../account/words.ts'
import type { Ports } from '../../../ports/ports.ts'
import type { Account, FieldValues } from '../../../ports/schema.ts'
import { openWayBack } from '../../../ports/way-back.ts'
import type { PersonPlan } from '../../import/names/person-plan.ts'
import type { OldPerson } from '../../import/source.ts'
import { fieldValues } from './field-values.ts'
import type { ImportContext } from './import-context.ts'

const LONGEST_NAME = 150

/** A given or family name as it would be stored: without what the rule of names refuses. */
const personName = (text: string): string => {
  const seen = [...text.replaceAll(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, ' ').trim()]
  return PersonName.safeParse(seen.slice(0, LONGEST_NAME).join('')).data ?? ''
}

/** The first word of a full name is the first name, as in the Express API. */
const namesOf = ({ firstName, lastName, fullName }: OldPerson): [string, string] => {
  if (firstName !== '' || lastName !== '') return [personName(firstName), personName(lastName)]
  const [first = '', ...rest] = fullName.trim().split(/\s+/)
  return [personName(first), personName(rest.join(' '))]
}

/** What is imported of a person, before there is an account. */
export type Values = Omit<ReturnType<typeof valuesOf>, 'fields'> & { fields: FieldValues }

/** Values of a person by the plan. `withStaff`: whether staff stays staff. */
export const valuesOf = (
  { config }: Pick<Ports, 'config'>,
  person: OldPerson,
  plan: PersonPlan,
  withStaff: boolean,
) => {
  const [firstName, lastName] = namesOf(person)
  const { fields, refused } = fieldValues(config, person.fields)
  return {
    username: plan.username,
    email: plan.email,
    isVerified: person.emailVerified === true && plan.email !== '',
    firstName,
    lastName,
    isActive: person.isActive,
    isStaff: withStaff && person.isStaff,
    dateJoined: person.dateJoined,
    updatedAt: person.updatedAt,
    lastLogin: person.lastLogin,
    fields,
    refused,
  }
}

/**
 * A keyed hash of what is imported of a person, so that a later run knows who has changed. With whether the password is
 * verified, and with what is kept for a way back: either is a change if it was added to the configuration. Keyed, because
 * the old hash is in it.
 */
export const fingerprintText = async (
  { ports, verifiers }: Pick<ImportContext, 'ports' | 'verifiers'>,
  person: OldPerson,
  { refused: _, ...values }: Values,
): Promise<string> =>
  JSON.stringify([
    ...[values, person.password, await verifiers.canVerify(person.password)],
    ...(openWayBack(ports) ? [person.rows] : []),
  ])

const MOST_DIGITS = 15

/** The id of the old system as the accounts have it here, if they can have it. */
export const givenIds = ({ oldId, idKind }: OldPerson) => ({
  id: idKind === 'uuid' ? oldId : undefined,
  number: idKind === 'integer' && oldId.length <= MOST_DIGITS ? Number(oldId) : null,
  objectId: idKind === 'objectid' ? oldId : null,
})

/** What is stored of an old hash; behind it the hash itself, sealed, while there is a way back. */
const storedPassword = async (
  ports: Pick<Ports, 'config' | 'keys' | 'clock' | 'random'>,
  accountId: string,
  password: string,
): Promise<string> => {
  if (password === '') return UNUSABLE
  const stored = (await foreignHash(ports, accountId, password)) ?? UNUSABLE
  const sealed = await openWayBack(ports)?.seal(ports, accountId, password)
  return sealed === undefined ? stored : `${stored}$${sealed}`
}

type Ids = Pick<Account, 'id' | 'number' | 'objectId'>

/** The account of a person. No time in it is later than `now`. Reading an MD5 or SHA-1 hash takes as long as hashing a password. */
export const accountOf = async (
  ports: Pick<Ports, 'config' | 'keys' | 'clock' | 'random'>,
  person: OldPerson,
  values: Values,
  { now, ...ids }: Ids & { now: number },
): Promise<Account> => {
  const { username, email, firstName, lastName, fields, isActive, isStaff } = values
  const createdAt = Math.min(values.dateJoined ?? now, now)
  const passwordHash = await storedPassword(ports, ids.id, person.password)
  const known = { id: ids.id, username: username || ids.id, email, firstName, lastName, fields }
  return {
    ...newAccount({ ...known, passwordHash, createdAt }),
    ...ids,
    emailVerifiedAt: values.isVerified ? now : null,
    isActive,
    isStaff,
    lastLoginAt: values.lastLogin === null ? null : Math.min(values.lastLogin, now),
    updatedAt: Math.min(values.updatedAt ?? createdAt, now),
  }
}
