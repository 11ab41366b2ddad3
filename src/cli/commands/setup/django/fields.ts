import { ATTRIBUTES, type Attribute } from '../../../../ports/user-field.ts'
import type { PlannedField } from '../plan.ts'
import type { DeclaredField, ModelField } from './model-fields.ts'
import type { Rows } from './row.ts'
import type { Serializer } from './serializers.ts'
import type { UserModel } from './user-model.ts'

/** The serializers of registration and of `users/me/`, and what is known of the project's accounts. */
export type FieldSources = {
  model: UserModel
  create: Serializer
  user: Serializer
  loginField: string
  idField: string
  usernames: boolean
}

/** Not fields of a person's: they have endpoints and rules of their own. */
const NOT_FIELDS = new Set(['password', 're_password', 'id', 'pk'])
const OF_DJANGO = new Set(['groups', 'user_permissions'])

/** The fields of gatehouse.config.ts that answer as the project's serializers do. */
export function fieldsOf(sources: FieldSources, rows: Rows): Record<string, PlannedField> {
  const { create, user, idField } = sources
  const fields: Record<string, PlannedField> = {}
  for (const name of new Set([...user.fields, ...create.fields, ...withoutPlace(sources)])) {
    if (NOT_FIELDS.has(name) || name === idField) continue
    const planned = plan(name, sources, rows)
    if (planned) fields[name] = planned
  }
  return fields
}

/** The email is a field of every account here, so that one which the project does not show has to be left out. */
const withoutPlace = ({ create, user, loginField }: FieldSources) =>
  loginField === 'email' || create.fields.includes('email') || user.fields.includes('email') ? [] : ['email']

function plan(name: string, sources: FieldSources, rows: Rows): PlannedField | undefined {
  const { model, create, user } = sources
  const declared = create.declared.get(name) ?? user.declared.get(name)
  const inModel = model.fields.get(declared?.source ?? name)
  const was = declared?.kind ?? inModel?.kind ?? 'no field of the model'
  if (name === 'username' && !sources.usernames) return undefined
  if (name === 'email' && !create.fields.includes(name) && !user.fields.includes(name)) {
    rows.add('taken', 'email', 'in no serializer', 'left out at djoser')
    return { type: 'email', names: { djoser: false } }
  }
  const attribute = attributeOf(declared?.source ?? name, inModel)
  if (attribute) return planAttribute({ name, attribute, was }, sources, rows)
  const kind = kindOf(declared, inModel)
  const refused = refusalOf(name, kind, inModel, declared)
  if (refused !== undefined) {
    rows.add('not served', name, was, refused)
    return undefined
  }
  // djoser's own serializer has it read-only; decision 22 lets it be written.
  if (name === 'username' && !user.isOwn) return undefined
  const planned = {
    ...shapeOf(name, kind, inModel, declared),
    ...optionsOf(name, sources, inModel, declared),
  }
  if (isUsual(name, planned)) return undefined
  rows.add('taken', name, was, sentenceOf(planned))
  if (user.writeOnly.has(name) || (!user.fields.includes(name) && planned.write === 'registration'))
    rows.add('not served', name, 'not in answers', 'a field is in every answer of users/me/, too')
  return planned
}

/** What every account has by itself here, too: what Django's own user has, and when a row was made or saved. */
function attributeOf(name: string, inModel: ModelField | undefined): Attribute | undefined {
  if (!inModel) return undefined
  if (inModel.kind === 'DateTimeField' && inModel.writtenAt)
    return inModel.writtenAt === 'save' ? 'updated_at' : 'date_joined'
  return ATTRIBUTES.filter((each) => each !== 'updated_at').find((each) => each === name)
}

/** Shown where the serializers show it. It is in every answer but that of a registration, or in no answer. */
function planAttribute(
  { name, attribute, was }: { name: string; attribute: Attribute; was: string },
  { model, create, user }: FieldSources,
  rows: Rows,
): PlannedField | undefined {
  const isIn = (serializer: Serializer) => serializer.fields.includes(name) && !serializer.writeOnly.has(name)
  if (!isIn(user)) {
    rows.add('not served', name, was, 'it is shown in the answers of users/me/, or nowhere')
    return undefined
  }
  const isWritten =
    !model.fields.get(name)?.writtenAt &&
    [create, user].some((each) => each.fields.includes(name) && !each.readOnly.has(name))
  rows.add('taken', name, was, `attribute('${attribute}')${isWritten ? ', which clients do not write' : ''}`)
  return { type: 'attribute', attribute, ...(isIn(create) && { registration: true }) }
}

/** The class of the field that clients meet: that of the model, unless the serializer declares a plainer one. */
const kindOf = (declared: DeclaredField | undefined, inModel: ModelField | undefined) =>
  inModel?.kind ?? declared?.kind ?? ''

const REASONS: [RegExp, string][] = [
  [
    /^(Image|File)Field$/,
    'pictures are not fields here: the profile and Express APIs have them (docs/pictures.md)',
  ],
  [/^(ForeignKey|OneToOne|ManyToMany)/, 'it refers to another table, which is not here'],
  [/MethodField$|StringRelatedField$|ReadOnlyField$/, 'it is computed by code, which is not read'],
  [/RelatedField$|Serializer$/, 'it is made of another table, which is not here'],
]

function refusalOf(
  name: string,
  kind: string,
  inModel: ModelField | undefined,
  declared: DeclaredField | undefined,
): string | undefined {
  if (OF_DJANGO.has(name)) return 'it is Django’s own: staff see and change it at /account'
  const reason = REASONS.find(([pattern]) => pattern.test(kind) || pattern.test(declared?.kind ?? ''))
  if (reason) return reason[1]
  if (!inModel) return 'it is no field of the model: only code knows it'
  return undefined
}

const TYPES: [RegExp, PlannedField['type']][] = [
  [/Email/, 'email'],
  [/URL/, 'url'],
  [/Boolean/, 'boolean'],
  [/^DateTime/, 'dateTime'],
  [/^Date/, 'date'],
  [/Decimal/, 'decimal'],
  [/Integer/, 'integer'],
  [/JSON|Array|Dict|List/, 'json'],
]

const DJANGO_LENGTHS: Record<string, number> = { URLField: 200, SlugField: 50 }

/** The type of a field, with what only that type has. */
function shapeOf(
  name: string,
  kind: string,
  inModel: ModelField | undefined,
  declared: DeclaredField | undefined,
): PlannedField {
  const choices = inModel?.choices ?? declared?.choices
  if (choices && choices.length > 0) return { type: 'choice', choices }
  const type = TYPES.find(([pattern]) => pattern.test(kind))?.[1] ?? 'text'
  const longest = shorter(inModel?.maxLength ?? DJANGO_LENGTHS[kind], declared?.maxLength)
  const isUsualLength = (type === 'email' && longest === 254) || (name === 'username' && longest === 150)
  const hasLength = ['text', 'url', 'email'].includes(type) && longest !== undefined && !isUsualLength
  return {
    type,
    ...(hasLength && { maxLength: longest }),
    ...(type === 'decimal' && { digits: inModel?.digits ?? 10, places: inModel?.places ?? 2 }),
    ...(type === 'integer' && inModel?.min !== undefined && { min: inModel.min }),
  }
}

const shorter = (one: number | undefined, other: number | undefined) =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other)

function optionsOf(
  name: string,
  sources: FieldSources,
  inModel: ModelField | undefined,
  declared: DeclaredField | undefined,
): Partial<PlannedField> {
  const { create, loginField } = sources
  // Django's own email may be blank, and nobody could sign in with that.
  const isLogin = name === 'email' && loginField === 'email'
  const isText = !/Boolean|Integer|Decimal|Date|JSON/.test(inModel?.kind ?? declared?.kind ?? '')
  const isRequired =
    create.fields.includes(name) &&
    !create.optional.has(name) &&
    (isLogin || create.required.has(name) || (declared ? declared.required : isDemanded(inModel)))
  const given = inModel?.default
  const isUsualDefault = given === null || given === '' || given === false
  return {
    ...(isRequired && name !== 'username' && { required: true }),
    ...((declared ? declared.null : inModel?.null) && { null: true }),
    ...(isText && !isLogin && (declared ? declared.blank : inModel?.blank) && { blank: true }),
    ...(given !== undefined && !isUsualDefault && { default: given }),
    ...writeOf(name, sources),
    // An index on these is part of every account here.
    ...(inModel?.unique && name !== 'email' && name !== 'username' && { unique: true }),
  }
}

const isDemanded = (inModel: ModelField | undefined) =>
  inModel !== undefined && !inModel.hasDefault && !inModel.blank && !inModel.null

/** Who writes a field, from the serializers that have it. */
function writeOf(name: string, { create, user }: FieldSources): Partial<PlannedField> {
  const isRegistered = create.fields.includes(name) && !create.readOnly.has(name)
  const isOwners = user.fields.includes(name) && !user.readOnly.has(name)
  if (isRegistered) return isOwners ? {} : { write: 'registration' }
  return isOwners ? { registration: false } : { write: 'staff' }
}

/** Whether djoser's API here has the field like this by itself. */
function isUsual(name: string, { type, ...options }: PlannedField): boolean {
  const said = Object.entries(options)
  if (name === 'username') return said.length === 0
  return name === 'email' && said.every(([option]) => option === 'blank' || option === 'null')
}

function sentenceOf({ type, ...options }: PlannedField): string {
  const said = Object.entries(options).map(([name, value]) =>
    value === true ? name : `${name}: ${Array.isArray(value) ? value.join(', ') : JSON.stringify(value)}`,
  )
  return [type, ...said].join(', ')
}
