import { availableParallelism } from 'node:os'
import { newObjectId } from '../../../account/ids.ts'
import { givenIds } from '../../../account/imported/old-values.ts'
import { settlePictures } from '../../../account/pictures/picture.ts'
import { importedFactor } from '../../../account/second-factor/imported-factor.ts'
import { commitNamed, isRefusedByIndex, isTooLong } from '../../../ports/database.ts'
import type { ImportedRow } from '../../../ports/imported-accounts.ts'
import type { FieldValues } from '../../../ports/schema.ts'
import { openWayBack } from '../../../ports/way-back.ts'
import { type PictureCount, storeAll } from './bring-pictures.ts'
import type { Decision } from './decide.ts'
import { type HeldLease, keepingAlive } from './hold-lease.ts'
import type { ImportContext } from './import-context.ts'
import { sealOldRow } from './old-row.ts'
import { accountOf, passwordOf } from './person-account.ts'

/** Who is added or changed. */
type Written = Extract<Decision, { kind: 'add' | 'change' }>

/**
 * What was written. `kept`: somebody signed in since it was decided. `withoutId`: their old id is another account's.
 * `withoutValue`: values of unique fields that somebody else has. `withoutRow`: rows that are too long to be kept for a
 * way back. `pictures`: how many were stored, `withoutPicture`: how many could not be. `failed`: old ids of people whom
 * an index refused, `tooLong`: of those with more than a row of D1 holds.
 */
export type BatchResult = {
  added: number
  changed: number
  kept: number
  withoutId: number
  withoutValue: number
  withoutRow: number
  pictures: number
  withoutPicture: number
  failed: string[]
  tooLong: string[]
}

/** How many passwords are read at once: enough for every core. */
const HASHES_AT_ONCE = Math.max(16, 2 * availableParallelism())

const idsTaken = ({ imported }: ImportContext, people: Written[]) => {
  const ids = people.filter(({ kind }) => kind === 'add').map(({ planned }) => givenIds(planned.person))
  const given = <Id>(list: (Id | null | undefined)[]) => list.filter((id) => id !== null && id !== undefined)
  return imported.findIds({
    id: given(ids.map(({ id }) => id)),
    number: given(ids.map(({ number }) => number)),
    objectId: given(ids.map(({ objectId }) => objectId)),
  })
}

/** The ids of a new account: those of the old system, unless another account has one already. */
const newIds = (
  { ports }: ImportContext,
  { planned: { person } }: Written,
  taken: Set<unknown>,
  createdAt: number,
) => {
  const { id, number, objectId } = givenIds(person)
  const free = <Id>(given: Id) => (taken.has(given) ? null : given)
  const ids = {
    id: free(id) ?? ports.random.uuid(),
    number: free(number),
    objectId: free(objectId) ?? newObjectId(ports, createdAt),
  }
  return { ids, isWithoutId: [id, number, objectId].some((each) => each != null && taken.has(each)) }
}

const rowOf = async (
  context: ImportContext,
  decision: Written,
  taken: Set<unknown>,
): Promise<{ row: ImportedRow; isWithoutId: boolean }> => {
  const { ports } = context
  const { planned, values, text } = decision
  const now = ports.clock.now()
  const { ids, isWithoutId } =
    decision.kind === 'add'
      ? newIds(context, decision, taken, values.dateJoined ?? now)
      : { ids: { id: decision.known.accountId, number: null, objectId: null }, isWithoutId: false }
  const account = accountOf(values, ids, await passwordOf(context, ids.id, planned.person), now)
  const fingerprint = await ports.keys.tag('import', text)
  const { oldId, factor } = planned.person
  const row = { account, oldId, fingerprint, importedAt: now }
  return {
    row: factor ? { ...row, factor: await importedFactor(ports, ids.id, factor) } : row,
    isWithoutId,
  }
}

const uniqueFields = ({ ports }: ImportContext): string[] =>
  Object.entries(ports.config.fields).flatMap(([name, { unique }]) => (unique ? [name] : []))

const key = (field: string, value: string) => JSON.stringify([field, value])

/** Takes values of unique fields away that somebody else has. Returns how many. */
const dropHeldValues = async (context: ImportContext, rows: ImportedRow[]): Promise<number> => {
  const unique = uniqueFields(context)
  const valuesOf = (fields: FieldValues) =>
    unique.flatMap((field): [string, string][] => {
      const value = fields[field]
      return value === null || value === undefined || value === '' ? [] : [[field, String(value)]]
    })
  const values = rows.flatMap(({ account }) => valuesOf(account.fields))
  if (values.length === 0) return 0
  const found = await context.imported.findHeld(values)
  const holders = new Map(found.map(({ field, value, accountId }) => [key(field, value), accountId]))
  let dropped = 0
  for (const { account } of rows) {
    for (const [field, value] of valuesOf(account.fields)) {
      const holder = holders.get(key(field, value))
      if (holder === undefined || holder === account.id) holders.set(key(field, value), account.id)
      else {
        delete account.fields[field]
        dropped++
      }
    }
  }
  return dropped
}

export const changesOf = (result: unknown) => (result as D1Result).meta.changes

type Rows = { added: ImportedRow[]; changed: ImportedRow[] }

/** Stores the pictures of those who are added. */
const bringPictures = async (
  context: ImportContext,
  lease: HeldLease,
  rows: ImportedRow[],
  people: Written[],
): Promise<PictureCount> => {
  const planned = new Map(people.map((each) => [each.planned.person.oldId, each.planned.person]))
  const wanted = rows.flatMap(({ oldId, account }) => {
    const person = planned.get(oldId)
    return person && Object.keys(person.pictures).length > 0 ? [{ oldId, account, person }] : []
  })
  const { stored, ...count } = await storeAll(context, lease, wanted)
  const brought = new Map(wanted.map(({ oldId }, at) => [oldId, stored[at]]))
  for (const row of rows) row.account = { ...row.account, ...brought.get(row.oldId) }
  return count
}

/** Puts to each row what is kept for a way back. Returns how many are too long for that. */
const keepOldRows = async (
  { ports }: ImportContext,
  rows: ImportedRow[],
  people: Written[],
): Promise<number> => {
  if (!openWayBack(ports)) return 0
  const persons = new Map(people.map(({ planned: { person } }) => [person.oldId, person]))
  let without = 0
  for (const row of rows) {
    const person = persons.get(row.oldId)
    const sealed = person && (await sealOldRow(ports, person, row.account))
    if (sealed === undefined) without++
    else row.oldRow = sealed
  }
  return without
}

/** Writes people in one transaction. Returns how many were added and changed. */
const commitRows = async (context: ImportContext, lease: HeldLease, { added, changed }: Rows) => {
  const { ports, imported, name, commit } = context
  const { renew, condition, keep } = lease.forBatch()
  const unique = uniqueFields(context)
  const results = await commitNamed(commit, {
    renew,
    ...(added.length > 0 && imported.insert(name, added, unique, condition)),
    ...(changed.length > 0 && imported.update(name, changed, unique, condition)),
    pictures: added.flatMap(({ account }) => settlePictures(ports, account.id, account)),
  })
  keep(changesOf(results.renew))
  return {
    added: results.added ? changesOf(results.added) : 0,
    changed: results.changed ? changesOf(results.changed) : 0,
  }
}

/** Whether the others could be written without somebody. */
const isRefused = (error: unknown) => isRefusedByIndex(error) || isTooLong(error)

/**
 * Writes the people of a batch, all or none; if somebody is refused, because a name was taken meanwhile or there is more
 * of them than a row of D1 holds, each person by themselves.
 */
export const writeBatch = async (
  context: ImportContext,
  lease: HeldLease,
  people: Written[],
): Promise<BatchResult> => {
  const result: BatchResult = {
    ...{ added: 0, changed: 0, kept: 0, withoutId: 0, withoutValue: 0, withoutRow: 0 },
    ...{ pictures: 0, withoutPicture: 0, failed: [], tooLong: [] },
  }
  if (people.length === 0) return result
  const taken = await idsTaken(context, people)
  const rows: Rows = { added: [], changed: [] }
  for (let at = 0; at < people.length; at += HASHES_AT_ONCE) {
    const some = people.slice(at, at + HASHES_AT_ONCE)
    const made = await keepingAlive(
      lease,
      Promise.all(some.map((decision) => rowOf(context, decision, taken))),
    )
    for (const [index, { row, isWithoutId }] of made.entries()) {
      rows[some[index]?.kind === 'add' ? 'added' : 'changed'].push(row)
      if (isWithoutId) result.withoutId++
    }
  }
  result.withoutValue = await dropHeldValues(context, [...rows.added, ...rows.changed])

  Object.assign(result, await bringPictures(context, lease, rows.added, people))
  result.withoutRow = await keepOldRows(context, [...rows.added, ...rows.changed], people)

  const write = async (some: Rows) => {
    const { added, changed } = await commitRows(context, lease, some)
    result.added += added
    result.changed += changed
    result.kept += some.changed.length - changed
  }
  const writeOne = async (some: Rows) => {
    try {
      await write(some)
    } catch (error) {
      if (!isRefused(error)) throw error
      const people = [...some.added, ...some.changed].map(({ oldId }) => oldId)
      result[isTooLong(error) ? 'tooLong' : 'failed'].push(...people)
    }
  }
  try {
    await write(rows)
  } catch (error) {
    if (!isRefused(error)) throw error
    for (const row of rows.added) await writeOne({ added: [row], changed: [] })
    for (const row of rows.changed) await writeOne({ added: [], changed: [row] })
  }
  return result
}
