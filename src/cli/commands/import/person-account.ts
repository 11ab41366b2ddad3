import { fieldValues } from '../../../account/imported/field-values.ts'
import { namesOf } from '../../../account/imported/old-names.ts'
import { foreignHash } from '../../../account/passwords/foreign/foreign-hash.ts'
import { UNUSABLE } from '../../../account/passwords/password-hash.ts'
import { newAccount } from '../../../account/sign-in/new-account.ts'
import { toBase64 } from '../../../ports/bytes.ts'
import type { Ports } from '../../../ports/ports.ts'
import type { Account, FieldValues } from '../../../ports/schema.ts'
import { openWayBack } from '../../../ports/way-back.ts'
import type { PersonPlan } from '../../import/names/person-plan.ts'
import type { OldPerson } from '../../import/source.ts'
import type { ImportContext } from './import-context.ts'

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
 * verified or asked about, and with what is kept for a way back: each is a change if it was added to the configuration.
 * Keyed, because the old hash is in it.
 */
export const fingerprintText = (
  { ports, verifiers }: Pick<ImportContext, 'ports' | 'verifiers'>,
  person: OldPerson,
  { refused: _, ...values }: Values,
): string => {
  const asked = verifiers.askedAs(person)
  return JSON.stringify([
    ...[values, person.password, verifiers.canVerify(person.password)],
    ...(asked === undefined ? [] : [asked]),
    ...(openWayBack(ports) ? [person.rows] : []),
    ...(person.factor ? [{ ...person.factor, secret: toBase64(person.factor.totp.secret) }] : []),
  ])
}

type Ids = Pick<Account, 'id' | 'number' | 'objectId'>

/**
 * What is stored of a person's password; behind it the old hash itself, sealed, while there is a way back. Reading an MD5
 * or SHA-1 hash takes as long as hashing a password.
 */
export const passwordOf = async (
  { ports, verifiers }: Pick<ImportContext, 'ports' | 'verifiers'>,
  accountId: string,
  person: OldPerson,
): Promise<string> => {
  if (person.password === '') return UNUSABLE
  const { password } = person
  // What cannot be verified there either, such as a hash without salt, is not stored as if it could.
  const hash = verifiers.canVerify(password) ? await foreignHash(ports, accountId, password) : undefined
  const stored = verifiers.askedAs(person) ?? hash ?? UNUSABLE
  const sealed = await openWayBack(ports)?.seal(ports, accountId, password)
  return sealed === undefined ? stored : `${stored}$${sealed}`
}

/** The account of a person. No time in it is later than `now`. */
export const accountOf = (values: Values, ids: Ids, passwordHash: string, now: number): Account => {
  const { username, email, firstName, lastName, fields, isActive, isStaff } = values
  const createdAt = Math.min(values.dateJoined ?? now, now)
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
