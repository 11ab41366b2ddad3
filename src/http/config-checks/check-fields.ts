import { unknownIn } from '../../account/fields/moment-format.ts'
import { fieldsOf } from '../../dialects/declared-fields.ts'
import { type ApiName, type Config, defaultConfig, isOn } from '../../ports/config.ts'
import type { UserField } from '../../ports/user-field.ts'
import { nearestName } from './nearest-name.ts'

const OPTIONS = [
  'type',
  'required',
  'null',
  'blank',
  'default',
  'write',
  'unique',
  'registration',
  'names',
  'answers',
  'taken',
  'label',
  'of',
  'update',
  'pattern',
  'patternError',
  'maxLength',
  'minLength',
  'min',
  'max',
  'digits',
  'places',
  'choices',
  'attribute',
  'shows',
  'format',
  // What the functions that declare fields add.
  'read',
  'store',
  'shownAs',
  'typedAs',
  'inTimeZone',
  'updated',
  'support',
  'schema',
]

/** Names that forms and answers of the APIs have themselves, in any spelling, and names that objects have. */
const RESERVED =
  /^(_?id|password|.*_password|password_.*|auth_?token|constructor|prototype|__.*|hasownproperty|pk|uid|access|refresh)$/i
/** Names of Django's own user, which only what they mean may have. */
const ATTRIBUTES = /^(is_(staff|active|superuser)|date_joined|last_login)$/i
const isReserved = (name: string, { attribute }: UserField) =>
  RESERVED.test(name) || (attribute === undefined && ATTRIBUTES.test(name))

const OF_API: Partial<Record<ApiName, readonly string[]>> = {
  profile: ['image'],
  djoser: ['uid', 'token'],
  express: ['fullName', 'Avatar', 'avatar', 'CoverImg', 'coverImage', 'createdAt', 'updatedAt'],
}
const UNIQUE_TYPES = ['text', 'choice', 'integer', 'url', 'email']
const COLUMNS: Record<string, string> = {
  username: 'text',
  email: 'email',
  first_name: 'text',
  last_name: 'text',
}

/** What is wrong with the user fields: a sentence each. For anyone who checks a configuration; the Worker does not. */
export const checkFields = (config: Config): string[] => {
  const wrong = Object.entries(config.fields).flatMap(([name, field]) =>
    wrongOptions(`fields.${name}`, { ...field }),
  )
  return wrong.length > 0 ? wrong : fieldProblems(config)
}

function wrongOptions(where: string, field: Record<string, unknown>): string[] {
  const { write, names = {}, answers = [], update = {}, pattern, type, format } = field
  const owners = ['owner', 'registration', 'staff', undefined]
  return [
    ...Object.keys(field)
      .filter((option) => !OPTIONS.includes(option))
      .map((option) => {
        const meant = nearestName(option, OPTIONS)
        return `${where}.${option} is not known${meant === undefined ? '' : `: is it ${meant}?`}`
      }),
    ...(owners.includes(write as string) ? [] : [`${where}.write may be 'owner', 'registration' or 'staff'`]),
    ...(isAnswers(answers) ? [] : [`${where}.answers may have 'registration', 'owner' and 'user'`]),
    ...(isRules(update) ? [] : [`${where}.update may have ${RULES.join(', ')}`]),
    ...(pattern === undefined || (pattern instanceof RegExp && !/[gy]/.test(pattern.flags))
      ? []
      : [`${where}.pattern is not a regular expression without g and y`]),
    ...(format === undefined ? [] : wrongFormat(`${where}.format`, type, format)),
    ...Object.keys(names as object)
      .filter((api) => !Object.hasOwn(defaultConfig.apis, api))
      .map((api) => `${where}.names.${api} is not an API: ${Object.keys(defaultConfig.apis).join(', ')}`),
  ]
}

function wrongFormat(where: string, type: unknown, format: unknown): string[] {
  if (!MOMENTS.includes(type as string)) return [`${where} is for dates and times`]
  if (typeof format !== 'string') return [`${where} is not a text, as '%d.%m.%Y'`]
  const unknown = unknownIn(format)
  return unknown === undefined ? [] : [`${where} has ${unknown}, which is not served`]
}

const MOMENTS = ['date', 'datetime', 'time']

/** What the rules of a change may say. */
const RULES = ['required', 'null', 'blank', 'maxLength', 'minLength']

const isRules = (update: unknown) =>
  typeof update === 'object' && update !== null && Object.keys(update).every((rule) => RULES.includes(rule))

const isAnswers = (answers: unknown) =>
  Array.isArray(answers) && answers.every((each) => ['registration', 'owner', 'user'].includes(each))

/** Whether a name is that of a field with a value of its own. */
const isValue = ({ fields }: Config, name: string) =>
  Object.hasOwn(COLUMNS, name) ||
  (Object.hasOwn(fields, name) && fields[name]?.of === undefined && fields[name]?.attribute === undefined)

/** What is wrong with names and with how options go together. */
const fieldProblems = (config: Config): string[] => [
  ...Object.entries(config.fields).flatMap(([name, field]) => {
    const { type, unique, required, write, default: own, read, of } = field
    const column = Object.hasOwn(COLUMNS, name) ? COLUMNS[name] : undefined
    const problems: [boolean, string][] = [
      [!/^[a-z]\w{0,63}$/i.test(name), 'is not a name: a letter, then letters, digits and _, 64 at most'],
      [isReserved(name, field), 'is a name that the APIs have by themselves: choose another one'],
      [column !== undefined && type !== column, `has to be of type ${column}`],
      [
        column === undefined && unique === true && !UNIQUE_TYPES.includes(type),
        `is unique, which ${type} cannot be: only ${UNIQUE_TYPES.join(', ')}`,
      ],
      [
        required === true && write === 'staff',
        'is required, and only staff may write it: nobody could register',
      ],
      [
        of !== undefined && (of === name || !isValue(config, of)),
        `is the value of ${of}, which is no other field`,
      ],
      [own != null && own !== '' && 'faults' in read(own), 'has a default that is not one of its values'],
    ]
    return problems.flatMap(([isWrong, text]) => (isWrong ? [`fields.${name} ${text}`] : []))
  }),
  ...(Object.keys(defaultConfig.apis) as ApiName[]).flatMap((api) => namesTwice(config, api)),
]

/** Names at an API that it has itself, or that two fields have. Nothing of an API that is off. */
function namesTwice(config: Config, api: ApiName): string[] {
  if (!isOn(config, api)) return []
  // A name of a field that is wrong itself is told once.
  const named = fieldsOf(config, api).filter(
    ({ name, wire, field }) => name !== wire || !isReserved(name, field),
  )
  const own = [
    ...(OF_API[api] ?? []),
    ...(api === 'djoser' ? [config.apis.djoser.idName] : []),
    ...Object.keys(COLUMNS),
  ]
  const isTaken = (wire: string, field: UserField) => own.includes(wire) || isReserved(wire, field)
  return named
    .filter(
      ({ wire, field }, at) => isTaken(wire, field) || named.findIndex((each) => each.wire === wire) !== at,
    )
    .map(
      ({ wire }) =>
        `fields: the ${api} API has the name ${wire} already: give the field another one there, with names`,
    )
}
