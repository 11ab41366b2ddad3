import { givenIds } from '../../../account/imported/old-values.ts'
import type { HashClass } from '../classify-hash.ts'
import type { Clash, PersonPlan } from '../names/person-plan.ts'
import type { OldPerson } from '../source.ts'

/** What does not come along. `unread` are columns whose values could not be read. */
export type Without =
  | 'address'
  | 'password'
  | 'old_id'
  | 'staff'
  | 'superuser'
  | 'groups'
  | 'permissions'
  | 'second_factor'
  | 'part_of_factor'
  | 'unread'

export type Verdict =
  | { verdict: 'ready' }
  | { verdict: 'ready_without'; without: Without[] }
  | { verdict: 'clash'; clashes: Clash[]; without: Without[] }
  | { verdict: 'cannot'; why: string }

const losses = (person: OldPerson, plan: PersonPlan, hash: HashClass, withStaff: boolean): Without[] => {
  const missing: [Without, boolean][] = [
    ['address', plan.email === ''],
    // An unusable one is none: nobody could sign in with it before.
    ['password', hash.verdict === 'callback' || hash.verdict === 'unknown'],
    ['old_id', Object.values(givenIds(person)).every((id) => id == null)],
    ['staff', person.isStaff && !withStaff],
    ['superuser', person.isSuperuser],
    ['groups', person.groups.length > 0],
    ['permissions', person.permissions.length > 0],
    ['second_factor', person.factor === null && person.factorFaults.length > 0],
    ['part_of_factor', person.factor !== null && person.factorFaults.length > 0],
    ['unread', person.unread.length > 0],
  ]
  return missing.filter(([, isMissing]) => isMissing).map(([what]) => what)
}

/** What becomes of a person. */
export const verdictOn = (
  person: OldPerson,
  plan: PersonPlan,
  hash: HashClass,
  withStaff: boolean,
): Verdict => {
  if (plan.cannot !== undefined) return { verdict: 'cannot', why: plan.cannot }
  const without = losses(person, plan, hash, withStaff)
  if (plan.clashes.length > 0) return { verdict: 'clash', clashes: plan.clashes, without }
  return without.length > 0 ? { verdict: 'ready_without', without } : { verdict: 'ready' }
}
