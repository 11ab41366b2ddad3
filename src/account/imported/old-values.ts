/** How an old system counts its people. `text`: ids of no such form, such as `usr_1a2b`. `name`: there are no ids (`dumpdata --natural-primary`). */
export type OldIdKind = 'integer' | 'uuid' | 'objectid' | 'text' | 'name'

const TRUE = new Set(['true', 't', '1', 'yes', 'y', 'on'])
const FALSE = new Set(['false', 'f', '0', 'no', 'n', 'off'])

/** A boolean of any format: SQLite's 0 and 1, Postgres' t and f, JSON's. Undefined for anything else. */
export const readFlag = (value: unknown): boolean | undefined => {
  const text = String(value ?? '').toLowerCase()
  return TRUE.has(text) ? true : FALSE.has(text) ? false : undefined
}

export const readText = (value: unknown): string =>
  value === null || value === undefined || typeof value === 'object' ? '' : String(value)

const BARE_UUID = /^([\da-f]{8})([\da-f]{4})([\da-f]{4})([\da-f]{4})([\da-f]{12})$/i
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** SQLite stores UUIDs without dashes. */
export const withDashes = (text: string): string => text.replace(BARE_UUID, '$1-$2-$3-$4-$5')

/** An id in one form, and of which kind it is. */
export const readOldId = (stored: string): { oldId: string; idKind: OldIdKind } => {
  if (/^-?\d{1,20}$/.test(stored)) return { oldId: stored, idKind: 'integer' }
  const dashed = withDashes(stored)
  if (UUID.test(dashed)) return { oldId: dashed.toLowerCase(), idKind: 'uuid' }
  return /^[\da-f]{24}$/i.test(stored)
    ? { oldId: stored.toLowerCase(), idKind: 'objectid' }
    : { oldId: stored, idKind: 'text' }
}

const SHOWN_NUMBER = /^\d{1,15}$/

/** The id of the old system as the accounts have it here, if the APIs can show it. */
export const givenIds = ({ oldId, idKind }: { oldId: string; idKind: OldIdKind }) => ({
  id: idKind === 'uuid' ? oldId : undefined,
  number: idKind === 'integer' && SHOWN_NUMBER.test(oldId) ? Number(oldId) : null,
  objectId: idKind === 'objectid' ? oldId : null,
})
