import type { PythonClass } from '../python/module.ts'
import type { Project } from '../python/project.ts'
import { isCall, isName, textsOf, type Value } from '../python/value.ts'
import { type DeclaredField, declaredFieldOf } from './model-fields.ts'
import type { UserModel } from './user-model.ts'

/**
 * What a serializer of users has. `isOwn`: it is the project's, and not djoser's. `code`: methods that are not read.
 * `worded`: fields with sentences of their own for what is wrong with them.
 */
export type Serializer = {
  isOwn: boolean
  isFound: boolean
  fields: string[]
  readOnly: Set<string>
  writeOnly: Set<string>
  optional: Set<string>
  required: Set<string>
  /** The options of fields in `extra_kwargs`. */
  extra: Map<string, Map<string, Value>>
  declared: Map<string, DeclaredField>
  code: string[]
  worded: Set<string>
}

/** What serializers are read with: `loginField` and `idField` are djoser's settings. */
export type Context = { project: Project; model: UserModel; loginField: string; idField: string }

type Meta = {
  fields?: string[] | undefined
  exclude?: string[] | undefined
  readOnly?: string[] | undefined
  extra?: Map<string, Value> | undefined
}

/** Methods of a serializer that change what clients see. */
const TELLING =
  /^(validate(?!_email$)|to_representation|to_internal_value|create|update|save|get_fields|perform_create)/

/** The serializer that a setting names, such as `'accounts.serializers.UserSerializer'`. */
export function readSerializer(path: string, context: Context): Serializer {
  const djosers = ofDjoser(path.split('.').at(-1) ?? '', context)
  const found = path.startsWith('djoser.') ? undefined : context.project.findClass(path)
  const { meta, declared, code } = found
    ? readClass(found, context, new Set())
    : { meta: djosers ?? {}, declared: new Map<string, DeclaredField>(), code: [] }
  const { model } = context
  // What is declared is a field in any case, unless `fields` names others.
  const ofIts = [...declared].filter(([, { kind }]) => /(Field|Serializer)$/.test(kind)).map(([name]) => name)
  const all = [...ofIts, ...model.fields.keys(), model.key.name]
  const fields = meta.fields ?? all.filter((name) => !meta.exclude?.includes(name) || ofIts.includes(name))
  const options = [...(meta.extra ?? [])].filter(
    (each): each is [string, Map<string, Value>] => each[1] instanceof Map,
  )
  const withOption = (option: string, value: Value) =>
    options.filter(([, given]) => given.get(option) === value).map(([name]) => name)
  const declaredAs = (is: (field: DeclaredField) => boolean) =>
    [...declared].filter(([, each]) => is(each)).map(([name]) => name)
  return {
    isOwn: found !== undefined,
    isFound: found !== undefined || path.startsWith('djoser.'),
    fields: [...new Set(fields.flatMap((name) => (name === '__all__' ? all : [name])))],
    readOnly: new Set([
      // A declared field is as it is declared.
      ...(meta.readOnly ?? []).filter((name) => !declared.has(name)),
      ...withOption('read_only', true),
      ...declaredAs((each) => each.readOnly),
    ]),
    writeOnly: new Set([...withOption('write_only', true), ...declaredAs((each) => each.writeOnly)]),
    optional: new Set(withOption('required', false)),
    required: new Set(withOption('required', true)),
    extra: new Map(options),
    declared,
    code: [...new Set(code)],
    worded: new Set([
      ...options.filter(([, given]) => given.has('error_messages')).map(([name]) => name),
      ...declaredAs((each) => each.hasOwnWords),
    ]),
  }
}

/** The first serializer with the fields that only the other has. */
export const both = (one: Serializer, other: Serializer): Serializer => {
  const more = other.fields.filter((name) => !one.fields.includes(name))
  const onlyTheirs = (names: Set<string>) => more.filter((name) => names.has(name))
  return {
    ...one,
    fields: [...one.fields, ...more],
    readOnly: new Set([...one.readOnly, ...onlyTheirs(other.readOnly)]),
    writeOnly: new Set([...one.writeOnly, ...onlyTheirs(other.writeOnly)]),
    extra: new Map([...other.extra, ...one.extra]),
    declared: new Map([...other.declared, ...one.declared]),
  }
}

type Read = { meta: Meta; declared: Map<string, DeclaredField>; code: string[] }

/** `above`: the classes that this one is read for, so that none is read within itself. */
function readClass(found: PythonClass, context: Context, above: Set<PythonClass>): Read {
  const seen = new Set(above).add(found)
  const read: Read = { meta: {}, declared: new Map(), code: [] }
  for (const base of found.bases.toReversed()) {
    const theirs = base.startsWith('djoser.') ? undefined : context.project.findClass(base)
    const inherited = theirs && !seen.has(theirs) ? readClass(theirs, context, seen) : undefined
    if (inherited) {
      read.meta = inherited.meta
      for (const [name, each] of inherited.declared) read.declared.set(name, each)
      read.code.push(...inherited.code)
    } else read.meta = ofDjoser(base.split('.').at(-1) ?? '', context) ?? read.meta
  }
  for (const [name, value] of found.values) if (isCall(value)) read.declared.set(name, declaredFieldOf(value))
  read.code.push(...[...found.methods.keys()].filter((name) => TELLING.test(name)))
  const meta = found.classes.get('Meta')
  // A Meta may follow that of another class, which is no base.
  const metaOf = (path: string): Meta => {
    const name = path.replace(/\.Meta\b.*$/, '')
    const owner = name.includes('.') ? name : `${found.module}.${name}`
    const theirs = owner.startsWith('djoser.') ? undefined : context.project.findClass(owner)
    if (theirs && !seen.has(theirs)) return readClass(theirs, context, seen).meta
    return ofDjoser(owner.split('.').at(-1) ?? '', context) ?? read.meta
  }
  if (meta) read.meta = readMeta(meta, metaOf, context)
  return read
}

/** `metaOf`: the Meta of a class by its path, which `class Meta(Base.Meta)` inherits. */
function readMeta(meta: PythonClass, metaOf: (path: string) => Meta, context: Context): Meta {
  const base = meta.bases.find((each) => each.endsWith('.Meta'))
  const inherited = base === undefined ? {} : metaOf(base)
  const names = (key: string, of: 'fields' | 'exclude' | 'readOnly') => {
    const value = meta.values.get(key)
    return value === undefined ? undefined : spell(value, (path) => metaOf(path)[of] ?? [], context)
  }
  const extra = meta.values.get('extra_kwargs')
  return {
    fields: names('fields', 'fields') ?? inherited.fields,
    exclude: names('exclude', 'exclude') ?? inherited.exclude,
    readOnly: names('read_only_fields', 'readOnly') ?? inherited.readOnly,
    extra: extra instanceof Map ? extra : inherited.extra,
  }
}

/** The names of a list that may refer to other lists: `Base.Meta.fields + ('phone',)`. */
function spell(
  value: Value,
  above: (path: string) => string[],
  { model, loginField, idField }: Context,
): string[] {
  if (typeof value === 'string') return [value]
  const items = Array.isArray(value) ? value : [value]
  return items.flatMap((each) => {
    if (typeof each === 'string') return [each]
    if (!isName(each)) return textsOf(each)
    if (/\.Meta\.\w+$/.test(each.name)) return above(each.name)
    if (each.name.endsWith('REQUIRED_FIELDS')) return model.requiredFields
    if (each.name.endsWith('LOGIN_FIELD')) return [loginField]
    if (each.name.endsWith('USERNAME_FIELD')) return [model.usernameField]
    if (each.name.endsWith('USER_ID_FIELD') || each.name.endsWith('pk.name')) return [idField]
    return []
  })
}

/** The Meta of djoser's own serializers. */
function ofDjoser(name: string, { model, loginField, idField }: Context): Meta | undefined {
  const fields = [...new Set([...model.requiredFields, loginField, idField])]
  if (/^UserCreate(PasswordRetype)?Serializer$/.test(name)) return { fields: [...fields, 'password'] }
  if (name === 'UserSerializer') return { fields, readOnly: [loginField] }
  return undefined
}
