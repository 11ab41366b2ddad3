import { fieldProblems } from '../dialects/check-fields.ts'
import { type Config, defaultConfig } from '../ports/config.ts'
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
  'maxLength',
  'minLength',
  'min',
  'max',
  'digits',
  'places',
  'choices',
  'attribute',
  'shows',
  // What the functions that declare fields add.
  'read',
  'store',
  'support',
  'schema',
]

/** What is wrong with the user fields: a sentence each. */
export const checkFields = (config: Config): string[] => {
  const wrong = Object.entries(config.fields).flatMap(([name, field]) =>
    wrongOptions(`fields.${name}`, { ...field }),
  )
  return wrong.length > 0 ? wrong : fieldProblems(config)
}

function wrongOptions(where: string, field: Record<string, unknown>): string[] {
  const { write, names = {} } = field
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
  ]
}
