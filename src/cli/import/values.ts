import { type OldIdKind, readText } from '../../account/imported/old-values.ts'
import { Refused } from '../refused.ts'
import type { OldPerson } from './source.ts'

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

/** Throws Refused for a column of secrets that is to be the usernames: everybody may see those. */
export const refuseSecretNames = (column: string): void => {
  if (isSecret(column)) throw new Refused(`${column} may hold secrets, and everybody may see a username`)
}

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
  refreshTokens: [],
  groups: [],
  permissions: [],
  factor: null,
  factorFaults: [],
  unread: [],
  rows: {},
})
