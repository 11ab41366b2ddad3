import { readSettings } from '../../../src/ports/settings.ts'
import { fillIn } from './fill-in.ts'

const BEGIN = '<!-- settings: `npm run docs` -->'
const END = '<!-- /settings -->'

/** What the readers of texts take, by their names in settings.ts. */
const TAKES: Record<string, string> = {
  secretUrl: 'URL',
  returnUrl: 'URLs, separated by commas',
  publicUrl: '`https://host`, with a port or without',
  line: 'one line of text',
  text: 'text',
  url: 'URL',
  origin: 'origins, separated by commas',
  host: 'a host, as `example.com`',
  passkeyOrigin: 'origins, separated by commas',
  day: 'a day, as `2027-01-31`',
  link: 'URL, path, or `{public}` and a path',
}

const values: Record<string, unknown> = readSettings({ PUBLIC_URL: 'https://example.org' })

/** docs/configuration.md with its tables as settings.ts has them now. */
export const withSettings = (page: string, source: string): string =>
  fillIn(page, BEGIN, END, printSettings(source))

type Setting = { group?: string; comment?: string; name?: string; reader?: string }

function printSettings(source: string): string {
  const variables = source.split('\nconst variables = {\n')[1]?.split('\n}\n')[0] ?? ''
  const entries =
    /^ {2}(?:\/\/ (?<group>.+)|\/\*\*(?<comment>[\s\S]*?)\*\/\n {2}(?<name>[A-Z_]+): (?<reader>[\s\S]*?),$(?=\n {2}\S|$(?![\s\S])))/gm
  const found = [...variables.matchAll(entries)].map(({ groups }) => groups as Setting)
  const missing = Object.keys(values).filter((name) => !found.some((each) => each.name === name))
  if (missing.length > 0) throw new Error(`settings.ts says nothing about ${missing.join(', ')}`)
  const groups = found.flatMap(({ group }, at) => (group ? [at] : []))
  return groups.map((at, nth) => printGroup(found.slice(at, groups[nth + 1]))).join('\n')
}

function printGroup([{ group } = {}, ...settings]: Setting[]): string {
  const long = settings.flatMap(({ name = '' }) =>
    isLong(name) ? [`- \`${name}\`: ${defaultOf(name)}`] : [],
  )
  return [
    `## ${group}\n`,
    '| Setting | Type | Default | Meaning |',
    '| --- | --- | --- | --- |',
    ...settings.map(rowOf),
    ...(long.length > 0 ? ['\nLong defaults:\n', ...long] : []),
    '',
  ].join('\n')
}

function rowOf({ comment = '', name = '', reader = '' }: Setting): string {
  const meaning = comment
    .replace(/\n\s*\*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return `| \`${name}\` | ${typeOf(name, reader)} | ${isLong(name) ? 'below' : defaultOf(name)} | ${meaning} |`
}

/** A long default in a table leaves no room for the meaning. */
const isLong = (name: string) => defaultOf(name).length > 30

function defaultOf(name: string): string {
  const value = values[name]
  if (name === 'PUBLIC_URL') return 'none'
  if (value === '' || (Array.isArray(value) && value.length === 0)) return 'nothing'
  return `\`${value}\``
}

function typeOf(name: string, reader: string): string {
  const value = values[name]
  if (typeof value === 'boolean') return '`true` or `false`'
  if (typeof value === 'number') return `${unitOf(name)}, ${limitsOf(name)}`
  const words = /^oneOf\(\[(.*?)\]/.exec(reader)?.[1]
  if (words) return words.replaceAll("'", '`').replace(/, (?=[^,]*$)/, ' or ')
  if (name === 'LANGUAGE') return 'code of a language'
  if (name === 'TURNSTILE') return 'of `registration`, `login`, `reset`, separated by commas'
  if (name === 'LENIENT_PASSWORD_DOORS') return 'names, separated by commas'
  const taker = Object.keys(TAKES).find((each) => new RegExp(`\\b${each}\\b`).test(reader))
  if (!taker) throw new Error(`nothing tells what ${name} takes`)
  return TAKES[taker] ?? ''
}

const unitOf = (name: string) =>
  /_(SECONDS|BYTES|DAYS)$/.exec(name)?.[1]?.toLowerCase() ?? (/^PICTURE_/.test(name) ? 'pixels' : 'number')

/** The least and the most that are taken, found by trying. */
function limitsOf(name: string): string {
  const takes = (number: number) => {
    try {
      readSettings({ PUBLIC_URL: 'https://example.org', ACCEPT_WEAK_HASH: 'true', [name]: String(number) })
      return true
    } catch {
      return false
    }
  }
  const standard = Number(values[name])
  if (!takes(standard))
    throw new Error(`${name} refuses its own default as a number: its reader is no number's`)
  let least = 0
  while (!takes(least)) least += 1
  let [most, tooMuch] = [standard, 2 ** 40]
  while (tooMuch - most > 1) {
    const middle = Math.floor((most + tooMuch) / 2)
    if (takes(middle)) most = middle
    else tooMuch = middle
  }
  return `${least} to ${most.toLocaleString('en')}`
}
