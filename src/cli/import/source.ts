import type { OldIdKind } from '../../account/imported/old-values.ts'
import type { Totp } from '../../account/second-factor/totp.ts'
import type { ColumnKind } from './django/table.ts'

/** An authenticator app and recovery codes. `lastStep`: the step of the last code that was used, 0 if none is known. */
export type OldFactor = { totp: Totp; lastStep: number; codes: string[] }

/** A person of the old system, alike for all formats. Times are in milliseconds since 1970, in UTC. */
export type OldPerson = {
  /** A number's digits, a UUID with dashes, 24 hexadecimal digits, or the name by which the file refers to people. */
  oldId: string
  idKind: OldIdKind
  username: string
  email: string
  firstName: string
  lastName: string
  fullName: string
  /** The stored hash as it is; empty if there is none. */
  password: string
  isActive: boolean
  /** Columns for which they are disabled although `isActive` does not say so: `is_deleted`. */
  disabledBy?: string[]
  isStaff: boolean
  isSuperuser: boolean
  dateJoined: number | null
  lastLogin: number | null
  updatedAt: number | null
  /** Undefined if the source does not say. */
  emailVerified: boolean | undefined
  /** Other columns of the user table and of profile tables, by the names in the mapping. */
  fields: Record<string, unknown>
  /** Paths or URLs as stored. */
  pictures: { avatar?: string; cover?: string }
  /** DRF tokens. */
  tokens: string[]
  /** Of django-rest-passwordreset. */
  resetTokens: { key: string; createdAt: number | null }[]
  groups: string[]
  /** As Django writes them: `auth.change_user`. */
  permissions: string[]
  /** The refresh tokens in an Express document: one, unless the project keeps one for each device. */
  refreshTokens: string[]
  /** What guards their sign-in beside the password. Secrets in clear. */
  factor: OldFactor | null
  /** What of a second factor cannot be brought, a sentence each. */
  factorFaults: string[]
  /** Columns whose values could not be read. They count as empty. */
  unread: string[]
  /** The rows of which all this was read, by table, as they are stored there. */
  rows: Record<string, Record<string, unknown>>
}

/** A refresh token that simplejwt has recorded. `token` is a secret. */
export type OutstandingToken = {
  jti: string
  oldId: string | null
  token: string
  createdAt: number | null
  expiresAt: number | null
  isBlacklisted: boolean
}

/** What becomes of a column. `field` is where it goes, in `fields` or by itself; `left_out` says why it goes nowhere. */
export type Mapping = { table: string; column: string; kind: ColumnKind } & (
  | { field: string }
  | { leftOut: string }
)

/**
 * A table that has rows of people. `model`: Django's name for it. `link`: the column of a profile table with the id of
 * its person. `isKind`: a model that inherits from that of the people, and that not all of them are of, such as customers.
 */
export type OldTable = { name: string; model: string; key: string; link?: string; isKind?: true }

export type SourceFormat = 'django-sqlite' | 'django-json' | 'postgres' | 'mysql' | 'csv' | 'mongo'

export type SourceOptions = {
  /** The zone of times that name none: of sites with `USE_TZ = False`. UTC if not given. */
  timeZone?: string
  /** The table of the people, if several could be. */
  userTable?: string
  /** Tables that hold a row for each person, beyond those that are found. */
  profileTables?: string[]
  /** The column by which people sign in, if it is not `username` and was not found. */
  usernameField?: string
}

/** A file that was read once from its beginning to its end, so that it is known to be whole. */
export type Source = {
  format: SourceFormat
  idKind: OldIdKind
  /** The table or collection of the people. */
  userTable: string
  /** How many people there are. */
  count: number
  /** The column or field by which people sign in. Undefined if it is the address. */
  usernameField?: string
  mapping: Mapping[]
  /** The table of the people, and then those of their profiles. */
  tables: OldTable[]
  /** What is in the source and is not read, a sentence each. */
  notes: string[]
  /** May be called again, and gives the same people in the same order. */
  people(): AsyncIterable<OldPerson>
  /** The `jti` of every token that simplejwt has blacklisted. */
  blacklist(): Iterable<string>
  /** The `jti` of every token that simplejwt refuses since its person has another password (`CHECK_REVOKE_TOKEN`). */
  ofOldPasswords(): Iterable<string>
  outstanding(): Iterable<OutstandingToken>
  /** Deletes what was kept on disk. */
  close(): void
}
