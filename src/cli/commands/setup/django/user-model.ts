import type { PythonClass } from '../python/module.ts'
import type { Project } from '../python/project.ts'
import { textsOf, type Value } from '../python/value.ts'
import { type ModelField, modelFieldOf } from './model-fields.ts'

/** The project's user model. `fields` are in their order, without the key and the relations to groups. */
export type UserModel = {
  path: string
  isFound: boolean
  usernameField: string
  requiredFields: string[]
  key: { name: string; kind: string }
  fields: Map<string, ModelField>
  /** What Django calls an account in sentences. */
  verboseName: string
}

const field = (kind: string, own: Partial<ModelField> = {}): ModelField => ({
  kind,
  null: false,
  blank: false,
  unique: false,
  isPrimaryKey: false,
  validators: {},
  hasDefault: false,
  ...own,
})

const PASSWORD = {
  password: field('CharField', { maxLength: 128 }),
  last_login: field('DateTimeField', { null: true, blank: true }),
}
const SUPERUSER = { is_superuser: field('BooleanField', { hasDefault: true, default: false }) }

/** The fields of Django's own classes. */
const DJANGO: Record<string, Record<string, ModelField>> = {
  AbstractBaseUser: PASSWORD,
  PermissionsMixin: SUPERUSER,
  AbstractUser: {
    ...PASSWORD,
    ...SUPERUSER,
    username: field('CharField', {
      maxLength: 150,
      unique: true,
      taken: 'A user with that username already exists.',
      validators: { isUsername: true },
    }),
    first_name: field('CharField', { maxLength: 150, blank: true }),
    last_name: field('CharField', { maxLength: 150, blank: true }),
    email: field('EmailField', { blank: true, label: 'email address' }),
    is_staff: field('BooleanField', { hasDefault: true, default: false }),
    is_active: field('BooleanField', { hasDefault: true, default: true }),
    date_joined: field('DateTimeField', { hasDefault: true }),
  },
}

type Read = {
  fields: Map<string, ModelField>
  usernameField?: string | undefined
  requiredFields?: string[] | undefined
  verboseName?: string | undefined
}

/** Reads the class that AUTH_USER_MODEL names: `auth.User` is Django's, every other one is the project's. */
export function readUserModel(project: Project, setting: Value | undefined): UserModel {
  const path = typeof setting === 'string' ? setting : 'auth.User'
  const [app = '', name = ''] = path.split('.')
  const found = path === 'auth.User' ? undefined : project.findClass(`${app}.models.${name}`)
  const read = found ? readClass(project, found, new Set()) : ofDjango('AbstractUser')
  const key = [...read.fields].find(([, each]) => each.isPrimaryKey)
  if (key) read.fields.delete(key[0])
  return {
    path,
    isFound: path === 'auth.User' || found !== undefined,
    usernameField: read.usernameField ?? 'username',
    requiredFields: read.requiredFields ?? [],
    key: key ? { name: key[0], kind: key[1].kind } : { name: 'id', kind: 'AutoField' },
    fields: read.fields,
    verboseName: read.verboseName ?? spaced(name),
  }
}

/** `UserAccount` as Django calls it: `user account`. */
const spaced = (name: string) =>
  name.replace(/([a-z])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2 ').toLowerCase()

const ofDjango = (name: string): Read => ({
  fields: new Map(Object.entries(DJANGO[name] ?? {})),
  ...(name === 'AbstractUser' && {
    usernameField: 'username',
    requiredFields: ['email'],
    verboseName: 'user',
  }),
})

/** A class with what it inherits: the first base counts more than the next, and its own statements most. */
function readClass(project: Project, found: PythonClass, seen: Set<PythonClass>): Read {
  seen.add(found)
  const read: Read = { fields: new Map() }
  for (const base of found.bases.toReversed()) {
    const name = base.split('.').at(-1) ?? ''
    const theirs = Object.hasOwn(DJANGO, name) ? undefined : project.findClass(base)
    const above = theirs && !seen.has(theirs) ? readClass(project, theirs, seen) : ofDjango(name)
    for (const [each, its] of above.fields) read.fields.set(each, its)
    read.usernameField = above.usernameField ?? read.usernameField
    read.requiredFields = above.requiredFields ?? read.requiredFields
    read.verboseName = above.verboseName ?? read.verboseName
  }
  read.verboseName = verboseNameOf(found, read)
  for (const [name, value] of found.values) {
    const its = modelFieldOf(value, project, found)
    if (its) read.fields.set(name, its)
    // `username = None` takes an inherited field away.
    else if (value === null) read.fields.delete(name)
  }
  const { values } = found
  const usernameField = values.get('USERNAME_FIELD')
  if (typeof usernameField === 'string') read.usernameField = usernameField
  if (values.has('REQUIRED_FIELDS')) read.requiredFields = textsOf(values.get('REQUIRED_FIELDS'))
  return read
}

/** A class without a Meta has that of the abstract class above it. A Meta that follows another one has what that has. */
function verboseNameOf({ classes }: PythonClass, { verboseName }: Read): string | undefined {
  const meta = classes.get('Meta')
  if (!meta) return verboseName
  const own = meta.values.get('verbose_name')
  if (typeof own === 'string') return own
  return meta.bases.some((base) => base.endsWith('.Meta')) ? verboseName : undefined
}
