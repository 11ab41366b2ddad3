import { type Config, defaultConfig } from '../ports/config.ts'
import { nearestName } from './nearest-name.ts'

/** Names that bodies, answers and endpoints have by themselves. */
const BUILT_IN = [
  'id',
  'pk',
  'password',
  're_password',
  'current_password',
  'new_password',
  're_new_password',
  'new_username',
  're_new_username',
  'old_password',
  'uid',
  'token',
  'auth_token',
  'access',
  'refresh',
  'is_staff',
  'is_active',
  'is_superuser',
  'date_joined',
  'last_login',
]

/** Declared to say otherwise than the API does by itself. */
const REDECLARED = ['username', 'email', 'first_name', 'last_name']

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
  'maxLength',
  'minLength',
  'min',
  'max',
  'digits',
  'places',
  'choices',
  // What the functions that declare fields add.
  'read',
  'store',
  'support',
  'schema',
]

/** Types that an index compares as people do. */
const UNIQUE = ['text', 'choice', 'integer', 'url', 'email']

/** What is wrong with the user fields: a sentence each. */
export function checkFields({ fields }: Config): string[] {
  return Object.entries(fields).flatMap(([name, field]) => [
    ...wrongName(`fields.${name}`, name),
    ...wrongOptions(`fields.${name}`, { ...field }),
  ])
}

function wrongName(where: string, name: string): string[] {
  if (!/^[A-Za-z]\w*$/.test(name) || name.length > 64)
    return [`${where} is not a name: a letter, then letters, digits and _, 64 at most`]
  if (BUILT_IN.includes(name) && !REDECLARED.includes(name))
    return [`${where} is a name that the APIs have by themselves: choose another one`]
  return []
}

function wrongOptions(where: string, field: Record<string, unknown>): string[] {
  const { write, names = {}, unique, type } = field
  const owners = ['owner', 'registration', 'staff', undefined]
  return [
    ...Object.keys(field)
      .filter((option) => !OPTIONS.includes(option))
      .map((option) => {
        const meant = nearestName(option, OPTIONS)
        return `${where}.${option} is not known${meant === undefined ? '' : `: is it ${meant}?`}`
      }),
    ...(owners.includes(write as string) ? [] : [`${where}.write may be 'owner', 'registration' or 'staff'`]),
    ...Object.keys(names as object)
      .filter((api) => !Object.hasOwn(defaultConfig.apis, api))
      .map((api) => `${where}.names.${api} is not an API: ${Object.keys(defaultConfig.apis).join(', ')}`),
    ...(unique === true && !UNIQUE.includes(type as string)
      ? [`${where} is unique, which ${type} cannot be: only ${UNIQUE.join(', ')}`]
      : []),
    ...(write === 'staff' && field.required === true
      ? [`${where} is required, and only staff may write it: nobody could register`]
      : []),
  ]
}
