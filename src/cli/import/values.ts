import type { OldIdKind, OldPerson } from './source.ts'

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
export const readId = (stored: string): { oldId: string; idKind: OldIdKind } => {
  if (/^\d{1,20}$/.test(stored)) return { oldId: stored, idKind: 'integer' }
  const dashed = withDashes(stored)
  if (UUID.test(dashed)) return { oldId: dashed.toLowerCase(), idKind: 'uuid' }
  return /^[\da-f]{24}$/i.test(stored)
    ? { oldId: stored.toLowerCase(), idKind: 'objectid' }
    : { oldId: stored, idKind: 'name' }
}

const AVATAR =
  /^(avatar|image|picture|photo|profile_?(pic|image|picture|photo|img)|user_?(image|avatar|photo))$/i
const COVER = /^(cover|cover_?(image|img|photo|pic|picture)|banner(_?image)?)$/i

/** Which picture a column holds, by its name. */
export const pictureOf = (column: string): 'avatar' | 'cover' | undefined =>
  AVATAR.test(column) ? 'avatar' : COVER.test(column) ? 'cover' : undefined

// With other letters after it, it is somebody's own file, which Django gave a name that was free.
const NO_PICTURE = /^default([-_]?(avatar|profile|user|pic|picture|image|img|photo))*\.\w+$/i

/** The path or URL of a picture. Undefined for none, and for the one that Django gives to all who have none. */
export const readPicture = (value: unknown): string | undefined => {
  const path = readText(value).trim()
  return path === '' || NO_PICTURE.test(path.slice(path.lastIndexOf('/') + 1)) ? undefined : path
}

const SECRET = /token|secret|passw|(^|_)otp(_|$)|api_?key|private_?key|recovery|hash$/i

/** Whether a column would put a secret of the old system into a profile, by its name. */
export const isSecret = (column: string): boolean => SECRET.test(column)

/** Somebody of whom nothing but the id is known. */
export const nobody = (oldId: string, idKind: OldIdKind): OldPerson => ({
  oldId,
  idKind,
  username: '',
  email: '',
  firstName: '',
  lastName: '',
  fullName: '',
  password: '',
  isActive: true,
  isStaff: false,
  isSuperuser: false,
  dateJoined: null,
  lastLogin: null,
  updatedAt: null,
  emailVerified: undefined,
  fields: {},
  pictures: {},
  tokens: [],
  resetTokens: [],
  groups: [],
  permissions: [],
  unread: [],
  rows: {},
})
