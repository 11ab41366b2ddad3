import type { KnownPerson } from '../../../ports/imported-accounts.ts'
import type { PersonPlan } from '../../import/names/person-plan.ts'
import type { OldPerson } from '../../import/source.ts'
import type { ImportContext } from './import-context.ts'
import { fingerprintText, type Values, valuesOf } from './person-account.ts'

export type Planned = { person: OldPerson; plan: PersonPlan }

/**
 * What a run does with a person. `kept`: signed in here or changed here since, so nothing is written. `deleted`: was
 * imported, and the account was deleted here. `stranger`: the id is of somebody else who was imported under this name.
 */
export type Decision =
  | { kind: 'add'; planned: Planned; values: Values; text: string }
  | { kind: 'change'; planned: Planned; values: Values; text: string; known: KnownPerson }
  | { kind: 'same' | 'kept'; planned: Planned; known: KnownPerson }
  | { kind: 'deleted' | 'stranger' | 'cannot'; planned: Planned }

/** A person of the old system is another one if neither the username nor the day of joining is the same. */
const isStranger = ({ person }: Planned, { account }: KnownPerson): boolean =>
  account !== null &&
  person.dateJoined !== null &&
  person.dateJoined !== account.createdAt &&
  person.username.trim().toLowerCase() !== account.username.toLowerCase()

/** An address that is shared belongs to no account at first; anyone who has one here keeps it. */
const keepingAddress = (values: Values, { person }: Planned, { account }: KnownPerson): Values =>
  values.email === '' && person.email.trim() !== '' && account !== null
    ? { ...values, email: account.email }
    : values

const decideOne = async (
  context: ImportContext,
  planned: Planned,
  known: KnownPerson | undefined,
): Promise<Decision> => {
  const { ports, withStaff } = context
  const { person, plan } = planned
  if (plan.cannot !== undefined) return { kind: 'cannot', planned }
  const values = valuesOf(ports, person, plan, withStaff)
  if (!known) return { kind: 'add', planned, values, text: fingerprintText(context, person, values) }
  if (known.account === null) return { kind: 'deleted', planned }
  const kept = keepingAddress(values, planned, known)
  const text = fingerprintText(context, person, kept)
  if ((await ports.keys.tags('import', text)).includes(known.fingerprint))
    return { kind: 'same', planned, known }
  if (!known.isUntouched) return { kind: 'kept', planned, known }
  if (isStranger(planned, known)) return { kind: 'stranger', planned }
  return { kind: 'change', planned, values: kept, text, known }
}

/** Decides for some people, in their order. One read of the database. */
export const decide = async (context: ImportContext, people: Planned[]): Promise<Decision[]> => {
  const { imported, name } = context
  const found = await imported.find(
    name,
    people.map(({ person }) => person.oldId),
  )
  const known = new Map(found.map((each) => [each.oldId, each]))
  return Promise.all(people.map((each) => decideOne(context, each, known.get(each.person.oldId))))
}
