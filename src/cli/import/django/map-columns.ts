import { readFlag, readText, withDashes } from '../../../account/imported/old-values.ts'
import { holdsFactor } from '../factor-fields.ts'
import { maySayShutOut } from '../shut-out.ts'
import type { Mapping, OldPerson } from '../source.ts'
import { readTime } from '../times.ts'
import { isSecret, pictureOf, readPicture } from '../values.ts'
import type { Profile } from './find-profiles.ts'
import { type ColumnKind, keyColumn, type Table } from './table.ts'

/** Puts a stored value into a person. Returns false if it cannot be read. */
type Put = (person: OldPerson, value: string | null) => boolean

/** A column, what becomes of it, and how. */
export type MappedColumn = { mapping: Mapping; put?: Put }

/** The fields of exactly this type. */
type Keys<Type> = {
  [Key in keyof OldPerson]-?: [OldPerson[Key], Type] extends [Type, OldPerson[Key]] ? Key : never
}[keyof OldPerson]

const text =
  (field: Keys<string>): Put =>
  (person, value) => {
    person[field] = readText(value)
    return true
  }

const flag =
  (field: Keys<boolean>): Put =>
  (person, value) => {
    const read = value === null || value === '' ? false : readFlag(value)
    // NULL is not true there either: somebody with such an `is_active` has no token and no session.
    if (read !== undefined) person[field] = read
    return read !== undefined
  }

/** The site's own word that an address is verified: a boolean, or the time of it. */
const verified =
  (timeZone?: string): Put =>
  (person, value) => {
    person.emailVerified = readFlag(value) ?? Number.isFinite(readTime(value, timeZone))
    return true
  }

const time =
  (field: Keys<number | null>, timeZone?: string): Put =>
  (person, value) => {
    const read = readTime(value, timeZone)
    person[field] = read ?? null
    return read !== undefined
  }

/** What the columns of a user table mean, the likeliest name first. `of` takes the zone of times. */
const MEANINGS: { field: keyof OldPerson; names: string[]; of: (timeZone?: string) => Put }[] = [
  { field: 'username', names: ['username'], of: () => text('username') },
  { field: 'email', names: ['email'], of: () => text('email') },
  { field: 'firstName', names: ['first_name'], of: () => text('firstName') },
  { field: 'lastName', names: ['last_name'], of: () => text('lastName') },
  { field: 'password', names: ['password'], of: () => text('password') },
  { field: 'isActive', names: ['is_active', 'active'], of: () => flag('isActive') },
  { field: 'isStaff', names: ['is_staff', 'is_admin'], of: () => flag('isStaff') },
  { field: 'isSuperuser', names: ['is_superuser'], of: () => flag('isSuperuser') },
  {
    field: 'dateJoined',
    names: ['date_joined', 'created_at', 'created', 'joined_at', 'date_created'],
    of: (timeZone) => time('dateJoined', timeZone),
  },
  { field: 'lastLogin', names: ['last_login'], of: (timeZone) => time('lastLogin', timeZone) },
  {
    field: 'updatedAt',
    names: ['updated_at', 'updated', 'modified', 'modified_at', 'last_modified'],
    of: (timeZone) => time('updatedAt', timeZone),
  },
  {
    field: 'emailVerified',
    names: [
      'email_verified',
      'is_email_verified',
      'email_confirmed',
      'is_email_confirmed',
      'email_verified_at',
      'is_verified',
      'verified',
    ],
    of: verified,
  },
]

const FULL_NAMES = ['name', 'full_name', 'fullname']

/** The value of another column as JSON has it. Undefined if it cannot be read. */
const fieldValue = (value: string | null, kind: ColumnKind, timeZone?: string): unknown => {
  if (value === null) return null
  if (kind === 'boolean') return readFlag(value)
  if (kind === 'uuid') return withDashes(value).toLowerCase()
  if (kind === 'datetime') {
    const at = readTime(value, timeZone)
    return typeof at === 'number' ? new Date(at).toISOString() : (at ?? undefined)
  }
  if (kind === 'integer' || kind === 'real') {
    const number = Number(value)
    return kind === 'integer' && !Number.isSafeInteger(number) ? value : number
  }
  return kind === 'json' ? parseJson(value) : value
}

const parseJson = (value: string): unknown => {
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

const field =
  (name: string, kind: ColumnKind, timeZone?: string): Put =>
  (person, value) => {
    const read = fieldValue(value, kind, timeZone)
    if (FULL_NAMES.includes(name) && person.fullName === '') person.fullName = readText(value)
    person.fields[name] = read ?? null
    return read !== undefined
  }

const picture =
  (name: 'avatar' | 'cover'): Put =>
  (person, value) => {
    const path = readPicture(value)
    if (path !== undefined) person.pictures[name] ??= path
    return true
  }

/** Columns that are no field by themselves: pictures, secrets, bytes. */
const special = (
  column: string,
  kind: ColumnKind,
): { field: string; put: Put } | { leftOut: string } | undefined => {
  if (kind === 'binary') return { leftOut: 'it holds bytes' }
  // All of a row is read for it at once.
  if (holdsFactor(column)) return { field: 'factor', put: () => true }
  const name = pictureOf(column)
  if (name !== undefined) return { field: name, put: picture(name) }
  return isSecret(column) ? { leftOut: 'it may hold a secret of the old system' } : undefined
}

const mapped = (
  table: string,
  column: string,
  kind: ColumnKind,
  to: ReturnType<typeof special>,
): MappedColumn => {
  if (to === undefined || 'leftOut' in to) {
    return { mapping: { table, column, kind, leftOut: to?.leftOut ?? '' } }
  }
  return { mapping: { table, column, kind, field: to.field }, put: to.put }
}

/**
 * What becomes of each column of the user table and of the profile tables, in the order of their columns.
 * `usernameField`: the column by which people sign in.
 */
export const mapColumns = (
  users: Table,
  profiles: Profile[],
  { timeZone, usernameField }: { timeZone?: string | undefined; usernameField?: string | undefined },
) => {
  const taken = new Set<string>()
  const meaningOf = (column: string) =>
    MEANINGS.find(
      ({ names }) => names.find((name) => users.columns.some((known) => known.name === name)) === column,
    )
  const isOther = usernameField !== undefined && usernameField !== 'username'
  const asField = (table: string, column: string, kind: ColumnKind) => {
    const name = taken.has(column) ? `${table}_${column}` : column
    taken.add(name)
    return { field: name, put: field(name, kind, timeZone) }
  }
  const map = (table: string, column: string, kind: ColumnKind) =>
    mapped(table, column, kind, special(column, kind) ?? asField(table, column, kind))

  /** A column with a meaning that a user field may be declared for, too. */
  const alsoField = (table: string, column: string, kind: ColumnKind, to: { field: string; put: Put }) => {
    const own = asField(table, column, kind)
    const put: Put = (person, value) => own.put(person, value) && to.put(person, value)
    return mapped(table, column, kind, { field: to.field, put })
  }

  const ofUsers = users.columns.map(({ name, kind }) => {
    const meaning = meaningOf(name)
    if (name === keyColumn(users)) return mapped(users.name, name, kind, { field: 'oldId', put: () => true })
    if (isOther && name === usernameField)
      return alsoField(users.name, name, kind, { field: 'username', put: text('username') })
    if (isOther && name === 'username')
      return mapped(users.name, name, kind, { field: 'otherUsername', put: () => true })
    if (maySayShutOut(name)) return alsoField(users.name, name, kind, { field: 'disabled', put: () => true })
    if (meaning === undefined) return map(users.name, name, kind)
    if (meaning.field === 'emailVerified')
      return alsoField(users.name, name, kind, { field: meaning.field, put: meaning.of(timeZone) })
    return mapped(users.name, name, kind, { field: meaning.field, put: meaning.of(timeZone) })
  })
  const ofProfiles = profiles.map(({ table, link, isUsed }) =>
    table.columns.map(({ name, kind }) => {
      if (name === link) return mapped(table.name, name, kind, { field: 'oldId', put: () => true })
      if (name === keyColumn(table)) return mapped(table.name, name, kind, { leftOut: 'the id of the row' })
      if (!isUsed) {
        return mapped(table.name, name, kind, { leftOut: `to use it, add --profile-table ${table.name}` })
      }
      return map(table.name, name, kind)
    }),
  )
  return { ofUsers, ofProfiles }
}
