import { type OldIdKind, readFlag, readOldId, readText } from '../../account/imported/old-values.ts'
import { Refused } from '../refused.ts'
import { factorOfFields, holdsFactor } from './factor-fields.ts'
import { putFactor } from './old-factor.ts'
import { readObjects } from './read-objects.ts'
import type { Mapping, OldPerson, Source } from './source.ts'
import { readTime } from './times.ts'
import { isSecret, nobody, pictureOf, readPicture } from './values.ts'

type Document = Record<string, unknown>

/** Names of fields, whose case and underscores do not matter. */
const MEANINGS = {
  username: ['username'],
  email: ['email'],
  fullName: ['fullname', 'name'],
  firstName: ['firstname'],
  lastName: ['lastname'],
  password: ['password'],
  refreshToken: ['refreshtoken'],
  isActive: ['isactive'],
  isStaff: ['isstaff', 'isadmin'],
  emailVerified: ['isemailverified', 'emailverified'],
  dateJoined: ['createdat'],
  updatedAt: ['updatedat'],
  lastLogin: ['lastlogin', 'lastloginat'],
} as const

const COLLECTION = 'users'

type Meaning = keyof typeof MEANINGS

const plainName = (name: string) => name.replaceAll('_', '').toLowerCase()

const meanings = new Map(
  (Object.keys(MEANINGS) as Meaning[]).flatMap((meaning) =>
    MEANINGS[meaning].map((name) => [name as string, meaning] as const),
  ),
)

/** Values of extended JSON that are wrapped in an object, relaxed or canonical. */
const WRAPPED: Record<string, (value: unknown) => unknown> = {
  $oid: readText,
  $uuid: readText,
  $numberInt: Number,
  $numberDouble: Number,
  $numberLong: (value) => (Number.isSafeInteger(Number(value)) ? Number(value) : readText(value)),
  $numberDecimal: readText,
  $date: (value) => {
    const at = readTime(unwrap(value))
    return typeof at === 'number' ? new Date(at).toISOString() : null
  },
  $binary: (value) => {
    const { base64, subType } = (value ?? {}) as { base64?: string; subType?: string }
    return subType === '04' && base64 ? Buffer.from(base64, 'base64').toString('hex') : null
  },
}

/** A value of extended JSON as JSON: ids, long numbers and times are text. */
const unwrap = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(unwrap)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [name = '', inner] = entries[0] ?? []
  if (entries.length === 1 && Object.hasOwn(WRAPPED, name)) return WRAPPED[name]?.(inner)
  return Object.fromEntries(entries.map(([key, each]) => [key, unwrap(each)]))
}

/** Cloudinary's answer is sometimes stored whole. */
const pictureUrl = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? ((value as Document).secure_url ?? (value as Document).url)
    : value

const TEXTS = ['username', 'email', 'fullName', 'firstName', 'lastName', 'password'] as const
const TIMES = ['dateJoined', 'updatedAt', 'lastLogin'] as const
const FLAGS = ['isActive', 'isStaff'] as const

const isOneOf = <Name extends string>(names: readonly Name[], name: string): name is Name =>
  (names as readonly string[]).includes(name)

/** Puts what a field means into a person. Returns false if it cannot be read. */
const put = (person: OldPerson, meaning: Meaning, value: unknown): boolean => {
  if (isOneOf(TEXTS, meaning)) person[meaning] = readText(value)
  else if (isOneOf(TIMES, meaning)) {
    const at = readTime(value)
    person[meaning] = at ?? null
    return at !== undefined
  } else if (isOneOf(FLAGS, meaning)) {
    const flag = readFlag(value)
    person[meaning] = flag ?? person[meaning]
    return flag !== undefined
  } else if (meaning === 'emailVerified') person.emailVerified = readFlag(value)
  else if (readText(value) !== '') person.refreshToken = readText(value)
  return true
}

const personOf = (document: Document): OldPerson => {
  const { oldId, idKind } = readOldId(readText(unwrap(document._id)))
  const person = { ...nobody(oldId, idKind), rows: { [COLLECTION]: document } }
  for (const [name, wrapped] of Object.entries(document)) {
    const value = unwrap(wrapped)
    const meaning = meanings.get(plainName(name))
    const picture = pictureOf(name)
    const path = picture && readPicture(pictureUrl(value))
    if (meaning) {
      if (!put(person, meaning, value)) person.unread.push(name)
    } else if (picture) {
      if (path !== undefined) person.pictures[picture] = path
    } else if (name !== '_id' && name !== '__v' && !isSecret(name) && !holdsFactor(name, value))
      person.fields[name] = value
  }
  const factor = factorOfFields(unwrap(document) as Document)
  if (factor) putFactor(person, factor)
  return person
}

const mappingOf = (table: string, name: string, isFactor: boolean): Mapping => {
  const column = { table, column: name, kind: 'unknown' } as const
  if (name === '_id') return { ...column, field: 'oldId' }
  if (name === '__v') return { ...column, leftOut: 'a counter of Mongoose' }
  const field = meanings.get(plainName(name)) ?? pictureOf(name) ?? (isFactor ? 'factor' : undefined)
  if (field) return { ...column, field }
  return isSecret(name)
    ? { ...column, leftOut: 'it may hold a secret of the old system' }
    : { ...column, field: name }
}

/** Reads the file once: how many people are in it, their fields, and that it is whole. */
const survey = async (path: string) => {
  /** Whether each holds a second factor. */
  const names = new Map<string, boolean>()
  let count = 0
  let passwords = 0
  let idKind: OldIdKind | undefined
  for await (const document of readObjects(path)) {
    count++
    for (const [name, value] of Object.entries(document))
      names.set(name, names.get(name) === true || holdsFactor(name, value))
    const { oldId, idKind: kind, password } = personOf(document)
    if (oldId === '') throw new Refused(`${path}: Record ${count} has no _id`)
    idKind ??= kind
    if (password !== '') passwords++
  }
  if (passwords === 0 || idKind === undefined) {
    throw new Refused(`${path} has no people: no record has a password. Export the collection of users`)
  }
  return { names, count, idKind }
}

/** What mongoexport wrote of an Express back end's users: lines or an array, relaxed or canonical. */
export const openExpress = async (path: string): Promise<Source> => {
  const { names, count, idKind } = await survey(path)
  return {
    format: 'mongo',
    idKind,
    userTable: COLLECTION,
    count,
    mapping: [...names].map(([name, isFactor]) => mappingOf(COLLECTION, name, isFactor)),
    tables: [{ name: COLLECTION, model: COLLECTION, key: '_id' }],
    notes: [],
    async *people() {
      for await (const document of readObjects(path)) yield personOf(document)
    },
    blacklist: () => [],
    outstanding: () => [],
    close: () => {},
  }
}
