import { isDeepStrictEqual, parseEnv } from 'node:util'
import { Refused } from './refused.ts'

// An assignment up to its value, its name, and the value, which goes on over several lines in quotes.
const ASSIGNMENT =
  /^([^\S\n]*(?:export[^\S\n]+)?([^\s#=][^=\n]*?)[^\S\n]*=[^\S\n]*)((?:'[^']*'|"[^"]*"|`[^`]*`)?[^#\r\n]*)/gm

// Only single quotes make dotenv take JSON as it stands, and JSON can do without them.
const quotable = (value: string) => value.replaceAll("'", '\\u0027')

const quoted = (value: string) => (/^\w+$/.test(value) ? value : `'${value}'`)

const replaceVar = (text: string, name: string, value: string): string | undefined => {
  // The last one is the one that counts.
  const found = [...text.matchAll(ASSIGNMENT)].findLast((match) => match[2] === name)
  if (!found) return undefined
  const [, before = '', , old = ''] = found
  const begin = found.index + before.length
  return text.slice(0, begin) + quoted(value) + text.slice(begin + old.trimEnd().length)
}

const appendLines = (text: string, header: string, lines: string[]) => {
  const lineEnd = text === '' || text.endsWith('\n') ? '' : '\n'
  return lines.length === 0 ? text : [text, lineEnd, header, ...lines].join('')
}

/**
 * The text of a vars file with these values, words or JSON, where their names stand, or else at its end under
 * the header. Not a byte of the rest changes. Throws Refused when another value would not be read as before.
 */
export const withVars = (text: string, values: Record<string, string>, header: string): string => {
  const wanted = Object.entries(values).map(([name, value]) => [name, quotable(value)] as const)
  let changed = text
  const lines: string[] = []
  for (const [name, value] of wanted) {
    const replaced = replaceVar(changed, name, value)
    if (replaced === undefined) lines.push(`${name}=${quoted(value)}\n`)
    else changed = replaced
  }
  changed = appendLines(changed, header, lines)

  if (!isDeepStrictEqual({ ...parseEnv(changed) }, { ...parseEnv(text), ...Object.fromEntries(wanted) })) {
    throw new Refused(`${Object.keys(values).join(' and ')} cannot be written without changing other lines`)
  }
  return changed
}
