import { declaredFor } from '../../../account/imported/field-values.ts'
import { readFlag, withDashes } from '../../../account/imported/old-values.ts'
import type { Config } from '../../../ports/config.ts'
import type { Account } from '../../../ports/schema.ts'
import type { Shape, ShapeColumn } from '../../import/shape.ts'
import { isFullName } from '../import/field-values.ts'
import { type Going, NO_PASSWORD } from './going.ts'

/** How a format writes a time, and a value as it was stored in the old system. */
export type Spelling = {
  time: (ms: number) => unknown
  stored: (value: unknown, column: ShapeColumn) => unknown
}

type Given = keyof NonNullable<Going['kept']>['given']

/** What a column is made of, and its value: `undefined` if it cannot be told from the account. */
type Made = { from: Given[]; value: (going: Going, spelling: Spelling, column: ShapeColumn) => unknown }

const plain = (name: Given & keyof Account): Made => ({ from: [name], value: ({ account }) => account[name] })

const time = (name: 'lastLoginAt' | 'updatedAt'): Made => ({
  from: [name],
  value: ({ account }, { time }) => {
    const at = account[name]
    return at === null ? null : time(at)
  },
})

/** As many as a number in JSON can hold. */
const DIGITS = /^\d{1,15}$/

/** By what the import made of a column. */
const MADE_BY_NAME: Record<string, Made> = {
  username: {
    from: ['username'],
    value: ({ username }, _, { kind }) =>
      kind === 'integer' && DIGITS.test(username) ? Number(username) : username,
  },
  // Who came from there keeps theirs. It may have to be unique there.
  otherUsername: { from: [], value: ({ username }) => username },
  email: plain('email'),
  firstName: plain('firstName'),
  lastName: plain('lastName'),
  fullName: {
    from: ['firstName', 'lastName'],
    value: ({ account }) => `${account.firstName} ${account.lastName}`.trim(),
  },
  isActive: plain('isActive'),
  isStaff: plain('isStaff'),
  // Nobody becomes one here.
  isSuperuser: { from: [], value: () => false },
  dateJoined: { from: [], value: ({ account }, { time }) => time(account.createdAt) },
  lastLogin: time('lastLoginAt'),
  updatedAt: time('updatedAt'),
  emailVerified: {
    from: ['emailVerifiedAt'],
    value: ({ account: { emailVerifiedAt: at } }, { time }, { kind }) =>
      kind === 'datetime' ? at && time(at) : at !== null,
  },
}

/** A column may be called `constructor`. */
const MADE = new Map(Object.entries(MADE_BY_NAME))

/** What is known of a column by what the import made of it: CSV says nothing of kinds. */
const KINDS = new Map<string, ShapeColumn['kind']>(
  Object.entries({
    ...{ isActive: 'boolean', isStaff: 'boolean', isSuperuser: 'boolean' },
    ...{ dateJoined: 'datetime', lastLogin: 'datetime', updatedAt: 'datetime' },
  }),
)

const withKind = (column: ShapeColumn): ShapeColumn => ({
  ...column,
  kind: column.kind === 'unknown' ? (KINDS.get(column.field ?? '') ?? column.kind) : column.kind,
})

/** Columns of which the account says nothing. */
const UNTOLD = new Set(['avatar', 'cover', 'refreshToken', 'disabled'])

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

const passwordText = ({ password }: Going) => (password.kind === 'none' ? NO_PASSWORD : password.text)

/** The value of a declared field, and whether it was changed here. */
const declared = (config: Pick<Config, 'fields'>, { account, kept }: Going, column: string) => {
  const name = declaredFor(config, column)
  if (name === undefined) return undefined
  const value = account.fields[name]
  const isChanged = kept === undefined || !same(value, kept.given.fields[name])
  return value === undefined ? undefined : { value, isChanged }
}

/**
 * A column of a person, as JSON has it: as the old system stored it, unless it was changed here. Undefined for what
 * nobody knows: the old system's default.
 */
export const columnOut = (
  config: Pick<Config, 'fields'>,
  spelling: Spelling,
  going: Going,
  { table, column }: { table: string; column: ShapeColumn },
): { value: unknown; isChanged: boolean } | undefined => {
  const { kept } = going
  const row = kept?.rows[table]
  const old =
    row && Object.hasOwn(row, column.name)
      ? { value: spelling.stored(row[column.name], withKind(column)), isChanged: false }
      : undefined
  if (column.field === undefined || UNTOLD.has(column.field)) return old
  if (column.field === 'password') return { value: passwordText(going), isChanged: true }
  const isName = isFullName(column.field) && declaredFor(config, column.field) === undefined
  const made = MADE.get(isName ? 'fullName' : column.field)
  if (!made) {
    const own = declared(config, going, column.field)
    return own?.isChanged === false && old ? old : (own ?? old)
  }
  const isChanged = !kept || made.from.some((name) => !same(going.account[name], kept.given[name]))
  // A document may have no such field, and an empty address could be another one's there.
  return isChanged ? { value: made.value(going, spelling, column), isChanged } : old
}

const TIME_OFFSET = /(Z|[+-]\d\d(:?\d\d)?)$/i

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** A clock of the zone, as a database without zones has it. */
const clockTime = (ms: number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
    .format(ms)
    .replace(/^\d+/, (year) => year.padStart(4, '0'))
    .replace(' ', 'T')

/** How Django's serialised data has values. */
export const djangoSpelling = ({ timeZone }: Pick<Shape, 'timeZone'>): Spelling => ({
  time: (ms) => (timeZone === undefined ? new Date(ms).toISOString() : clockTime(ms, timeZone)),
  stored: (value, { kind }) => {
    if (typeof value !== 'string') return value
    if (kind === 'boolean') return readFlag(value) ?? value
    if (kind === 'json') return parsed(value)
    if (kind === 'uuid') return withDashes(value).toLowerCase()
    if (kind === 'integer' || kind === 'real') {
      const number = Number(value)
      return value !== '' && (kind === 'real' || Number.isSafeInteger(number)) ? number : value
    }
    if (kind !== 'datetime' || timeZone !== undefined || TIME_OFFSET.test(value)) return value
    // A time without an offset is UTC there.
    return `${value.replace(' ', 'T')}Z`
  },
})
