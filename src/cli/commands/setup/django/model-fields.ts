import type { PythonClass } from '../python/module.ts'
import type { Project } from '../python/project.ts'
import { type Call, isCall, isDuration, isName, isUnknown, type Value } from '../python/value.ts'
import { type Validators, validatorsOf } from './validators.ts'

/** A field of a model, or one that a serializer declares. `kind`: Django's class, such as `CharField`. */
export type ModelField = {
  kind: string
  maxLength?: number
  digits?: number
  places?: number
  min?: number
  null: boolean
  blank: boolean
  unique: boolean
  isPrimaryKey: boolean
  hasDefault: boolean
  /** Django writes it: when the row was made, or whenever it is saved. */
  writtenAt?: 'creation' | 'save'
  /** What Django calls it in sentences, and its own sentence for a value that is taken. */
  label?: string
  taken?: string
  validators: Validators
  /** Undefined too where only running the project would tell. */
  default?: string | number | boolean | null | object
  choices?: Choice[]
}

type Choice = string | number

const number = (value: Value | undefined) => (typeof value === 'number' ? value : undefined)

/**
 * The field that a call such as `models.CharField(max_length=20)` makes, undefined for other values. `owner`: the class
 * that it stands in, which may have classes of choices.
 */
export function modelFieldOf(
  value: Value | undefined,
  project: Project,
  owner: PythonClass,
): ModelField | undefined {
  if (!isCall(value)) return undefined
  const kind = value.name.split('.').at(-1) ?? ''
  if (!/(Field|ForeignKey|OneToOne\w*|ManyToMany\w*)$/.test(kind)) return undefined
  const { named, args } = value
  const classAt: ClassAt = (path) => choiceClass(path, project, owner)
  const choices = choicesOf(named.choices, classAt)
  const given = defaultOf(named.default, classAt)
  const label = textOf(named.verbose_name ?? args[0])
  const taken = textOf(named.error_messages instanceof Map ? named.error_messages.get('unique') : undefined)
  return {
    kind,
    ...(number(named.max_length ?? (kind === 'CharField' ? args[0] : undefined)) !== undefined && {
      maxLength: number(named.max_length ?? args[0]) as number,
    }),
    ...(number(named.max_digits) !== undefined && { digits: named.max_digits as number }),
    ...(number(named.decimal_places) !== undefined && { places: named.decimal_places as number }),
    ...(kind.startsWith('Positive') && { min: 0 }),
    ...(label !== undefined && { label }),
    ...(taken !== undefined && { taken }),
    validators: validatorsOf(named.validators),
    null: named.null === true || kind === 'NullBooleanField',
    blank: named.blank === true,
    unique: named.unique === true,
    isPrimaryKey: named.primary_key === true,
    hasDefault: 'default' in named || named.auto_now === true || named.auto_now_add === true,
    ...(named.auto_now_add === true && { writtenAt: 'creation' as const }),
    ...(named.auto_now === true && { writtenAt: 'save' as const }),
    ...(given !== undefined && { default: given }),
    ...(choices && choices.length > 0 && { choices }),
  }
}

const textOf = (value: Value | undefined) => (typeof value === 'string' ? value : undefined)

/** A class by its dotted path, as one that a model refers to. */
type ClassAt = (path: string) => PythonClass | undefined

/** The class of choices that stands in the model itself, in another class, or in a module. */
function choiceClass(path: string, project: Project, owner: PythonClass): PythonClass | undefined {
  const [name = '', above = ''] = path.split('.').reverse()
  const within = above === '' || above === owner.name ? owner.classes.get(name) : undefined
  const outer = path.includes('.') ? project.findClass(path.replace(/\.\w+$/, '')) : undefined
  return within ?? outer?.classes.get(name) ?? project.findClass(path)
}

/** The values of `choices=`: pairs, groups of pairs, texts, or a class of choices. */
function choicesOf(value: Value | undefined, classAt: ClassAt): Choice[] | undefined {
  if (Array.isArray(value))
    return value.flatMap((each) => {
      const [first, second] = Array.isArray(each) ? each : [each]
      if (Array.isArray(second)) return choicesOf(second, classAt) ?? []
      const member = isName(first) ? memberOf(first.name, classAt) : first
      return isChoice(member) ? [member] : []
    })
  const path = isName(value) ? value.name : isCall(value) ? value.name : undefined
  if (path === undefined) return undefined
  const found = classAt(path.replace(/\.choices$/, ''))
  return found && membersOf(found)
}

/** The values of a TextChoices or IntegerChoices class. */
const membersOf = ({ values }: PythonClass) =>
  [...values].flatMap(([name, value]) => {
    const first = Array.isArray(value) ? value[0] : value
    return !name.startsWith('_') && isChoice(first) ? [first] : []
  })

const isChoice = (value: Value | undefined): value is Choice =>
  typeof value === 'string' || typeof value === 'number'

/** `Gender.FEMALE` as its value. */
function memberOf(path: string, classAt: ClassAt): Value | undefined {
  const at = path.replace(/\.value$/, '').lastIndexOf('.')
  if (at < 0) return undefined
  const member = classAt(path.slice(0, at))?.values.get(path.replace(/\.value$/, '').slice(at + 1))
  return Array.isArray(member) ? member[0] : member
}

function defaultOf(value: Value | undefined, classAt: ClassAt): ModelField['default'] | undefined {
  if (isName(value) && value.name === 'dict') return {}
  if (isName(value) && value.name === 'list') return []
  const given = isName(value) ? memberOf(value.name, classAt) : plainDefault(value)
  if (given instanceof Map && given.size === 0) return {}
  if (Array.isArray(given) && given.length === 0) return []
  if (given === undefined || isUnknown(given) || isDuration(given)) return undefined
  return given === null || typeof given !== 'object' ? given : undefined
}

/** `Decimal('0.00')` is its number. */
const plainDefault = (value: Value | undefined) =>
  isCall(value) && /(^|\.)Decimal$/.test(value.name) ? Number(value.args[0]) : value

/** What a serializer's own field says about the model's: `email = serializers.EmailField(max_length=100)`. */
export type DeclaredField = {
  kind: string
  maxLength?: number
  required: boolean
  null: boolean
  blank: boolean
  readOnly: boolean
  writeOnly: boolean
  choices?: Choice[]
  source?: string
  /** How it is shown: as `strftime` has it; whether a decimal number is text. */
  format?: string
  asText?: boolean
  /** It has sentences of its own for what is wrong with it. */
  hasOwnWords: boolean
  validators: Validators
}

export function declaredFieldOf(call: Call): DeclaredField {
  const { named, name, args } = call
  const given = named.choices ?? args[0]
  const isReadOnly = named.read_only === true || /MethodField$|StringRelatedField$|ReadOnlyField$/.test(name)
  return {
    kind: name.split('.').at(-1) ?? '',
    ...(number(named.max_length) !== undefined && { maxLength: named.max_length as number }),
    required: named.required !== false && !('default' in named) && !isReadOnly,
    null: named.allow_null === true,
    blank: named.allow_blank === true,
    readOnly: isReadOnly,
    validators: {
      ...validatorsOf(named.validators),
      ...(number(named.min_length) !== undefined && { minLength: named.min_length as number }),
      ...(number(named.min_value) !== undefined && { min: named.min_value as number }),
      ...(number(named.max_value) !== undefined && { max: named.max_value as number }),
    },
    writeOnly: named.write_only === true,
    hasOwnWords: 'error_messages' in named,
    ...(Array.isArray(given) && { choices: given.filter(isChoice) }),
    ...(typeof named.source === 'string' && { source: named.source }),
    ...(typeof named.format === 'string' && { format: named.format }),
    ...(typeof named.coerce_to_string === 'boolean' && { asText: named.coerce_to_string }),
  }
}
