import type { ApiName, Config } from '../ports/config.ts'
import { fieldsOf } from './declared-fields.ts'

/** Names that forms and answers of the APIs have themselves, in any spelling, and names that objects have. */
const RESERVED =
  /^(_?id|password|.*_password|password_.*|auth_?token|constructor|prototype|__.*|hasownproperty)$/i
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

/** What is wrong with the declared fields, a sentence each. For whoever checks a configuration; the Worker does not. */
export const fieldProblems = (config: Config): string[] => [
  ...Object.entries(config.fields).flatMap(
    ([name, { type, unique, required, write, default: own, read }]) => {
      const column = Object.hasOwn(COLUMNS, name) ? COLUMNS[name] : undefined
      const problems: [boolean, string][] = [
        [!/^[a-z]\w{0,63}$/i.test(name), 'is no name: letters, digits and _ only, at most 64'],
        [RESERVED.test(name), 'is the name of something else'],
        [column !== undefined && type !== column, `has to be of type ${column}`],
        [
          column === undefined && unique === true && !UNIQUE_TYPES.includes(type),
          `cannot be unique: it is of type ${type}`,
        ],
        [required === true && write === 'staff', 'cannot be required: only staff write it'],
        [own != null && own !== '' && 'faults' in read(own), 'has a default that is not one of its values'],
      ]
      return problems.flatMap(([isWrong, text]) =>
        isWrong ? [`The field ${JSON.stringify(name)} ${text}.`] : [],
      )
    },
  ),
  ...(Object.keys(config.apis) as ApiName[]).flatMap((api) => namesTwice(config, api)),
]

/** Names at an API that it has itself, or that two fields have. Nothing of an API that is off. */
function namesTwice(config: Config, api: ApiName): string[] {
  if (config.apis[api].at.length === 0) return []
  const wires = fieldsOf(config, api).map(({ wire }) => wire)
  const own = [...(OF_API[api] ?? []), ...Object.keys(COLUMNS)]
  return wires
    .filter((wire, at) => own.includes(wire) || RESERVED.test(wire) || wires.indexOf(wire) !== at)
    .map(
      (wire) =>
        `The name ${JSON.stringify(wire)} is taken at the ${api} API: give the field another with \`names\`.`,
    )
}
