import type { Plan, PlannedField } from './plan.ts'

const WIDTH = 110

const HEAD = `// The back end that Gatehouse replaces: which APIs are on and at which paths, how people sign in, their fields, and
// which ids clients know. \`npm run setup\` writes this file; docs/gatehouse-config.md explains it.`

/** What is written, in this order, with what it is. */
const COMMENTS = {
  loginField: 'What people sign in with: username, email, or either.',
  usernames: 'Accounts have no usernames.',
  ids: 'How clients know an account: by a uuid, an integer, or an objectid.',
  timeZone: 'The time zone of moments in answers.',
  apis: 'Paths without a host. false: the API is off.',
  fields: 'Fields of accounts, by their names in the Django APIs.',
  passwordRules: 'The rules for new passwords, as AUTH_PASSWORD_VALIDATORS has them.',
  refuseUnknownFields: 'Fields that are not declared are refused.',
  variables: 'Settings of wrangler.toml that are the same in every environment.',
} satisfies Partial<Record<keyof Plan, string>>

const KEYS = Object.keys(COMMENTS) as (keyof typeof COMMENTS)[]

/** gatehouse.config.ts, formatted as Biome formats it. */
export function configText(plan: Plan): string {
  const { fields } = plan
  const said = KEYS.map((name) => [name, plan[name]] as const).filter(
    ([, value]) => value !== undefined && (Array.isArray(value) || !isEmpty(value)),
  )
  const functions = ['defineConfig', ...new Set(Object.values(fields).map(({ type }) => type))].sort()
  const body = said
    .map(
      ([name, value]) =>
        `  // ${COMMENTS[name]}\n  ${name}: ${name === 'fields' ? fieldsText(fields) : text(value, 2, true)},\n`,
    )
    .join('')
  return `${importText(functions)}\n\n${HEAD}\nexport default defineConfig({${body === '' ? '' : `\n${body}`}})\n`
}

const isEmpty = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

function importText(names: string[]): string {
  const line = `import { ${names.join(', ')} } from './src/configuration.ts'`
  return line.length <= WIDTH ? line : `import {\n  ${names.join(',\n  ')},\n} from './src/configuration.ts'`
}

const fieldsText = (fields: Record<string, PlannedField>) =>
  `{\n${Object.entries(fields)
    .map(([name, field]) => `    ${key(name)}: ${fieldText(key(name), field)},\n`)
    .join('')}  }`

/** `choice` takes its values before the options, and `attribute` which one it is. */
function fieldText(name: string, { type, choices, attribute, ...options }: PlannedField): string {
  const first = choices ?? attribute
  const values = first === undefined ? [] : [inline(first)]
  const hasOptions = Object.keys(options).length > 0
  const line = `${type}(${[...values, ...(hasOptions ? [inline(options)] : [])].join(', ')})`
  if (fits(name, line)) return line
  if (!choices) return `${type}(${text(options, 4, true)})`
  if (!hasOptions) return `${type}(${listText(choices, 4)})`
  return fits(name, `${type}(${values[0]}, {`)
    ? `${type}(${values[0]}, ${text(options, 4, true)})`
    : `${type}(\n      ${listText(choices, 6)},\n      ${inline(options)},\n    )`
}

/** Whether a line has room for the four spaces, the name, a colon and a comma around it. */
const fits = (name: string, line: string) => name.length + line.length + 7 <= WIDTH

function listText(items: (string | number)[], indent: number): string {
  const space = ' '.repeat(indent)
  return `[\n${items.map((item) => `${space}  ${inline(item)},\n`).join('')}${space}]`
}

/** A value with its lines indented. Objects are spread over lines where that is asked for. */
function text(value: unknown, indent: number, isSpread = false): string {
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return inline(value)
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object')) return inline(value)
  const line = inline(value)
  const isShort = !isSpread && line.length + indent < 60
  if (isShort) return line
  const space = ' '.repeat(indent)
  if (Array.isArray(value))
    return `[\n${value.map((each) => `${space}  ${text(each, indent + 2)},\n`).join('')}${space}]`
  const lines = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([name, each]) => `${space}  ${key(name)}: ${text(each, indent + 2)},\n`)
  return `{\n${lines.join('')}${space}}`
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (typeof value === 'string') return quoted(value)
  if (value instanceof RegExp) return String(value)
  if (typeof value !== 'object' || value === null) return String(value)
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  return entries.length === 0
    ? '{}'
    : `{ ${entries.map(([name, each]) => `${key(name)}: ${inline(each)}`).join(', ')} }`
}

const key = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name))

const quoted = (value: string) => {
  const json = JSON.stringify(value)
  return value.includes("'") && !value.includes('"')
    ? json
    : `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
