import { type OldIdKind, readFlag, readOldId, readText } from '../../account/imported/old-values.ts'
import { Refused } from '../refused.ts'
import { factorOfFields, holdsFactor } from './factor-fields.ts'
import { isLoginName, loginRank, usernameNotes } from './login-names.ts'
import { putFactor } from './old-factor.ts'
import { readObjects } from './read-objects.ts'
import { disableShutOut, maySayShutOut } from './shut-out.ts'
import type { Mapping, OldPerson, Source, SourceOptions } from './source.ts'
import { readTime } from './times.ts'
import { isSecret, nobody, pictureOf, readPicture, refuseSecretNames } from './values.ts'

type Document = Record<string, unknown>

/** Names of fields, whose case and underscores do not matter, the likeliest first: the first that is not empty counts. */
const MEANINGS = {
  username: ['username', 'handle', 'login', 'nickname'],
  email: ['email', 'emailaddress', 'mail', 'useremail'],
  fullName: ['fullname', 'name', 'displayname'],
  firstName: ['firstname'],
  lastName: ['lastname'],
  password: ['password', 'passwordhash', 'hashedpassword', 'passwd'],
  refreshToken: ['refreshtoken', 'refreshtokens'],
  isActive: ['isactive', 'active', 'enabled', 'isenabled'],
  isStaff: ['isstaff', 'isadmin'],
  emailVerified: [
    ...['isemailverified', 'emailverified', 'emailverifiedat', 'isemailconfirmed', 'emailconfirmed'],
    ...['isverified', 'verified'],
  ],
  dateJoined: ['createdat', 'created', 'joinedat', 'registeredat'],
  updatedAt: ['updatedat', 'modifiedat'],
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
    const inner = unwrap(value)
    const at = typeof inner === 'number' ? inner : readTime(inner)
    return typeof at === 'number' && Number.isFinite(new Date(at).getTime())
      ? new Date(at).toISOString()
      : null
  },
  $timestamp: (value) => new Date(Number((value as Document | null)?.t) * 1_000).toISOString(),
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

const isObject = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `name: { first, last }` */
const putNames = (person: OldPerson, names: Document) => {
  const named = (pattern: RegExp) =>
    readText(Object.entries(names).find(([name]) => pattern.test(plainName(name)))?.[1])
  person.firstName ||= named(/^(first|given)(name)?$/)
  person.lastName ||= named(/^(last|family)(name)?$/)
}

/** One token, or those of several devices: `['…']`, `[{ token: '…' }]`. */
const tokensIn = (value: unknown): string[] =>
  [value]
    .flat()
    .map((each) => readText(isObject(each) ? each.token : each))
    .filter((token) => token !== '')

/** Puts what a field means into a person. Returns false if it cannot be read. */
const put = (person: OldPerson, meaning: Meaning, value: unknown): boolean => {
  if (meaning === 'fullName' && isObject(value)) putNames(person, value)
  else if (isOneOf(TEXTS, meaning)) person[meaning] = readText(value)
  else if (isOneOf(TIMES, meaning)) {
    const at = readTime(value)
    person[meaning] = at ?? null
    return at !== undefined
  } else if (isOneOf(FLAGS, meaning)) {
    const flag = readFlag(value)
    person[meaning] = flag ?? person[meaning]
    return flag !== undefined
  } else if (meaning === 'emailVerified')
    person.emailVerified = readFlag(value) ?? typeof readTime(value) === 'number'
  else person.refreshTokens = tokensIn(value)
  return true
}

const isEmpty = (value: unknown) => value === null || value === undefined || value === ''

/** For each meaning the likeliest field that is not empty, or else the likeliest. */
const fieldsByMeaning = (fields: [name: string, value: unknown][], usernameField?: string) =>
  (Object.keys(MEANINGS) as Meaning[]).flatMap((meaning) => {
    const isOther = meaning === 'username' && usernameField !== undefined
    const names: readonly string[] = isOther ? [plainName(usernameField)] : MEANINGS[meaning]
    const known = fields
      .filter(([name]) => names.includes(plainName(name)))
      .toSorted(([one], [other]) => names.indexOf(plainName(one)) - names.indexOf(plainName(other)))
    const [name, value] = known.find(([, value]) => !isEmpty(value)) ?? known[0] ?? []
    return name === undefined ? [] : [{ meaning, name, value }]
  })

const ROLES = /^(roles?|usertype|userrole|accounttype)$/

/** Who is an administrator by a role: `role: 'admin'`. */
const putRoles = (person: OldPerson, fields: [name: string, value: unknown][]) => {
  const roles = fields
    .filter(([name]) => ROLES.test(plainName(name)))
    .flatMap(([, value]) => value)
    .map((role) => plainName(readText(role)))
  const isSuperuser = roles.some((role) => ['superadmin', 'superuser'].includes(role))
  person.isSuperuser ||= isSuperuser
  person.isStaff ||= isSuperuser || roles.some((role) => ['admin', 'administrator'].includes(role))
}

const personOf = (document: Document, usernameField?: string): OldPerson => {
  const { oldId, idKind } = readOldId(readText(unwrap(document._id)))
  const person = { ...nobody(oldId, idKind), rows: { [COLLECTION]: document } }
  const fields = Object.entries(unwrap(document) as Document)
  for (const { meaning, name, value } of fieldsByMeaning(fields, usernameField))
    if (!put(person, meaning, value)) person.unread.push(name)
  for (const [name, value] of fields) {
    const picture = pictureOf(name)
    const path = picture && readPicture(pictureUrl(value))
    if (picture && path !== undefined) person.pictures[picture] ??= path
    if (isField(name) && !holdsFactor(name, value)) person.fields[name] = value
  }
  putRoles(person, fields)
  disableShutOut(person, fields)
  const factor = factorOfFields(Object.fromEntries(fields))
  if (factor) putFactor(person, factor)
  return person
}

/** Whether a field may become a declared one: it is nothing else, or says more than it is read for. */
const isField = (name: string): boolean =>
  name !== '_id' &&
  name !== '__v' &&
  !pictureOf(name) &&
  !isSecret(name) &&
  [undefined, 'emailVerified'].includes(meanings.get(plainName(name)))

const mappingOf = (name: string, isFactor: boolean, usernameField: string | undefined): Mapping => {
  const column = { table: COLLECTION, column: name, kind: 'unknown' } as const
  if (name === usernameField) return { ...column, field: 'username' }
  if (usernameField !== undefined && meanings.get(plainName(name)) === 'username')
    return { ...column, field: 'otherUsername' }
  if (name === '_id') return { ...column, field: 'oldId' }
  if (name === '__v') return { ...column, leftOut: 'a counter of Mongoose' }
  const field =
    meanings.get(plainName(name)) ??
    pictureOf(name) ??
    (isFactor ? 'factor' : maySayShutOut(name) ? 'disabled' : undefined)
  if (field) return { ...column, field }
  return isSecret(name)
    ? { ...column, leftOut: 'it may hold a secret of the old system' }
    : { ...column, field: name }
}

/** Counts how many people have a value in what they may sign in by. */
const openLogins = () => {
  const counts = new Map<string, number>()
  const add = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)
  return {
    count: ({ username, email }: OldPerson, document: Document) => {
      if (username !== '') add('username')
      if (email !== '') add('email')
      for (const [name, value] of Object.entries(document))
        if (isLoginName(name) && !meanings.has(plainName(name)) && !isEmpty(value)) add(name)
    },

    /** The field that is the username of most, where nobody has one. */
    field: (): string | undefined => {
      if (counts.has('username')) return undefined
      const most = Math.max(...counts.values())
      if (counts.get('email') === most) return undefined
      const names = [...counts].flatMap(([name, count]) => (count === most ? [name] : []))
      return names.toSorted((one, other) => (loginRank(one) ?? 0) - (loginRank(other) ?? 0))[0]
    },
  }
}

/** The path of a password within another field, as Passport's `local.password`. */
const passwordWithin = (document: Document): string | undefined => {
  const isPassword = (name: string) => meanings.get(plainName(name)) === 'password'
  for (const [outer, value] of Object.entries(document)) {
    const inner = isObject(value) ? Object.keys(value).find(isPassword) : undefined
    if (inner !== undefined) return `${outer}.${inner}`
  }
  return undefined
}

const nobodyIn = (path: string, within: string | undefined) =>
  within === undefined
    ? new Refused(`${path} has no people: no record has a password. Export the collection of users`)
    : new Refused(`${path} has passwords in ${within}, and only fields of the document itself are read. Type in mongosh:
  db.createView('people', 'users', [{ $set: { password: '$${within}' } }])
  with all other fields that are within, such as the address, and export the collection people`)

/** Reads the file once: how many people are in it, their fields, and that it is whole. */
const survey = async (path: string, wanted: string | undefined) => {
  if (wanted !== undefined) refuseSecretNames(wanted)
  const logins = openLogins()
  /** Whether each holds a second factor. */
  const names = new Map<string, boolean>()
  let count = 0
  let passwords = 0
  let within: string | undefined
  let idKind: OldIdKind | undefined
  for await (const document of readObjects(path)) {
    count++
    for (const [name, value] of Object.entries(document))
      names.set(name, names.get(name) === true || holdsFactor(name, value))
    const person = personOf(document)
    const { oldId, idKind: kind, password } = person
    logins.count(person, document)
    if (oldId === '') throw new Refused(`${path}: Record ${count} has no _id`)
    idKind ??= kind
    if (password !== '') passwords++
    within ??= passwordWithin(document)
  }
  if (passwords === 0 || idKind === undefined) throw nobodyIn(path, within)
  if (wanted !== undefined && !names.has(wanted))
    throw new Refused(`${path} has no field ${wanted}. It has ${[...names.keys()].join(', ')}`)
  return { names, count, idKind, usernameField: wanted ?? logins.field() }
}

/** What mongoexport wrote of an Express back end's users: lines or an array, relaxed or canonical. */
export const openExpress = async (path: string, options: SourceOptions = {}): Promise<Source> => {
  const { names, count, idKind, usernameField } = await survey(path, options.usernameField)
  return {
    format: 'mongo',
    idKind,
    userTable: COLLECTION,
    count,
    mapping: [...names].map(([name, isFactor]) => mappingOf(name, isFactor, usernameField)),
    tables: [{ name: COLLECTION, model: COLLECTION, key: '_id' }],
    ...(usernameField !== undefined && { usernameField }),
    notes: usernameField === undefined ? [] : usernameNotes(usernameField, []),
    async *people() {
      for await (const document of readObjects(path)) yield personOf(document, usernameField)
    },
    blacklist: () => [],
    ofOldPasswords: () => [],
    outstanding: () => [],
    close: () => {},
  }
}
