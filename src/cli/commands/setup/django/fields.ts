import { type Answer, ATTRIBUTES, type Attribute } from '../../../../ports/user-field.ts'
import type { PlannedField } from '../plan.ts'
import { rulesOf } from './field-rules.ts'
import { shapeOf, validatorsOfAll } from './field-shape.ts'
import type { DeclaredField, ModelField } from './model-fields.ts'
import type { Rows } from './row.ts'
import type { Serializer } from './serializers.ts'
import type { UserModel } from './user-model.ts'
import { type WrittenValues, writtenAs } from './written-values.ts'

/** The serializers of registrations and of accounts, and what is known of the project's accounts. */
export type FieldSources = {
  model: UserModel
  create: Serializer
  /** Of `users/me/` with what `users/{id}/` has besides, and either by itself. */
  user: Serializer
  me: Serializer
  others: Serializer
  loginField: string
  idField: string
  usernames: boolean
  /** How the project's answers write moments and decimal numbers. */
  written: WrittenValues
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
  return withNames(fields, sources, rows)
}

/** Fields of serializers that have one field of the model as their source are one value here, too. */
function withNames(
  fields: Record<string, PlannedField>,
  { create, user }: FieldSources,
  rows: Rows,
): Record<string, PlannedField> {
  const sourceOf = (name: string) => (create.declared.get(name) ?? user.declared.get(name))?.source ?? name
  const names = Object.keys(fields)
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const source = sourceOf(name)
      const first = Object.hasOwn(fields, source) ? source : names.find((each) => sourceOf(each) === source)
      if (field.type === 'attribute' || first === undefined || first === name) return [name, field]
      rows.add('taken', name, `source='${source}'`, `the value of ${first}`)
      const { unique, default: given, taken, ...own } = field
      return [name, { ...own, of: first }]
    }),
  )
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
  if (name === 'username' && !inModel?.validators.isUsername)
    rows.add('always', name, 'any characters', 'letters and digits of any script, and @ . + - _')
  // djoser's own serializer has it read-only; decision 22 lets it be written.
  if (name === 'username' && !user.isOwn) return ownUsername(sources, inModel, rows)
  const rules = rulesOf(name, sources, inModel)
  const shape = shapeOf(name, kind, inModel, {
    ...declared,
    ...validatorsOfAll(name, sources, inModel, declared),
  })
  const planned = {
    ...shape,
    ...writtenAs(shape, declared, sources.written),
    ...rules.always,
    ...optionsOf(name, sources, inModel, declared),
    ...(rules.update && { update: rules.update }),
  }
  const answers = answersOf(name, sources, planned)
  const whole = answers ? { ...planned, answers } : planned
  const code = [...(inModel?.validators.code ?? []), ...(declared?.validators.code ?? [])]
  if (code.length > 0) rows.add('not served', name, code.join(', '), 'a validator is code, which is not read')
  if (isUsual(name, whole)) return undefined
  rows.add('taken', name, was, sentenceOf(whole))
  return whole
}

/** The length of usernames in the project's own model, and its sentence for one that is taken. */
function ownUsername(
  sources: FieldSources,
  inModel: ModelField | undefined,
  rows: Rows,
): PlannedField | undefined {
  const { maxLength } = inModel ?? {}
  const planned: PlannedField = {
    type: 'text',
    ...(maxLength !== undefined && maxLength !== 150 && { maxLength }),
    ...takenOf('username', sources, inModel, undefined),
    ...labelOf('username', sources.model),
  }
  if (isUsual('username', planned)) return undefined
  rows.add('taken', 'username', inModel?.kind ?? '', sentenceOf(planned))
  return planned
}

/** What every account has by itself here, too: what Django's own user has, and when a row was made or saved. */
function attributeOf(name: string, inModel: ModelField | undefined): Attribute | undefined {
  if (!inModel) return undefined
  if (inModel.kind === 'DateTimeField' && inModel.writtenAt)
    return inModel.writtenAt === 'save' ? 'updated_at' : 'date_joined'
  return ATTRIBUTES.filter((each) => each !== 'updated_at').find((each) => each === name)
}

/** Whose answers have it, unless those are the usual ones. */
function answersOf(name: string, sources: FieldSources, planned: PlannedField): Answer[] | undefined {
  const isIn = ({ fields, writeOnly }: Serializer) => fields.includes(name) && !writeOnly.has(name)
  const { create, me, others } = sources
  const found: Record<Answer, boolean> = { registration: isIn(create), owner: isIn(me), user: isIn(others) }
  const { write, registration = write !== 'staff' } = planned
  const isUsual = found.owner && found.user && found.registration === registration
  return isUsual ? undefined : (Object.keys(found) as Answer[]).filter((answer) => found[answer])
}

/** Shown where the serializers show it. */
function planAttribute(
  { name, attribute, was }: { name: string; attribute: Attribute; was: string },
  sources: FieldSources,
  rows: Rows,
): PlannedField | undefined {
  const { model, create, user } = sources
  const isWritten =
    !model.fields.get(name)?.writtenAt &&
    [create, user].some((each) => each.fields.includes(name) && !each.readOnly.has(name))
  rows.add('taken', name, was, `attribute('${attribute}')${isWritten ? ', which clients do not write' : ''}`)
  const registration = create.fields.includes(name) && !create.writeOnly.has(name)
  const declared = create.declared.get(name) ?? user.declared.get(name)
  const planned: PlannedField = {
    type: 'attribute',
    attribute,
    ...writtenAs({ type: 'attribute', attribute }, declared, sources.written),
    ...(registration && { registration }),
  }
  const answers = answersOf(name, sources, { ...planned, write: 'staff' })
  return answers ? { ...planned, answers } : planned
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
  [/^(Duration|UUID|GenericIPAddress|IPAddress|Binary|FilePath)Field$/, 'there is no such type of field'],
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

function optionsOf(
  name: string,
  sources: FieldSources,
  inModel: ModelField | undefined,
  declared: DeclaredField | undefined,
): Partial<PlannedField> {
  const given = inModel?.default
  const isUsualDefault = given === null || given === '' || given === false
  return {
    ...(given !== undefined && !isUsualDefault && { default: given }),
    ...writeOf(name, sources),
    // An index on these is part of every account here.
    ...(inModel?.unique && name !== 'email' && name !== 'username' && { unique: true }),
    ...takenOf(name, sources, inModel, declared),
    ...labelOf(name, sources.model),
  }
}

/** What Django's own user calls its fields; a model of its own calls them as it says. */
const LABELS: Record<string, string> = {
  username: 'username',
  email: 'email address',
  first_name: 'first name',
  last_name: 'last name',
}

/** The name of a field in the sentence about passwords that are similar to it. */
function labelOf(name: string, { fields }: UserModel): Pick<PlannedField, 'label'> {
  const inModel = fields.get(name)
  const label = inModel?.label ?? name.replaceAll('_', ' ')
  return !inModel || !Object.hasOwn(LABELS, name) || label === LABELS[name] ? {} : { label }
}

/**
 * The sentence for a value that another account has, where it is not the one that is said by itself. For addresses that is
 * Gatehouse's, unless the project has words of its own.
 */
function takenOf(
  name: string,
  { model }: FieldSources,
  inModel: ModelField | undefined,
  declared: DeclaredField | undefined,
): Pick<PlannedField, 'taken'> {
  // Addresses are unique here in any case. A serializer may say so of Django's own, which are not there.
  const isUnique = inModel?.unique || (name === 'email' && declared?.validators.taken !== undefined)
  if (!inModel || !isUnique) return {}
  const own = declared?.validators.taken ?? inModel.taken
  // Django's own username has a sentence of its own.
  const standard = name === 'email' ? gatehouses(name) : DJANGOS
  const taken = (own ?? standard)
    .replaceAll('%(model_name)s', model.verboseName)
    .replaceAll('%(field_label)s', inModel.label ?? name.replaceAll('_', ' '))
  const usual =
    name === 'username' || name === 'email'
      ? gatehouses(name)
      : `user with this ${name.replaceAll('_', ' ')} already exists.`
  return taken === usual ? {} : { taken }
}

const gatehouses = (name: string) => `A user with that ${name} already exists.`

const DJANGOS = '%(model_name)s with this %(field_label)s already exists.'

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
    value === true
      ? name
      : name === 'update'
        ? `PUT and PATCH: ${JSON.stringify(value)}`
        : value instanceof RegExp
          ? `${name}: ${value}`
          : `${name}: ${Array.isArray(value) ? value.join(', ') : JSON.stringify(value)}`,
  )
  return [type, ...said].join(', ')
}
