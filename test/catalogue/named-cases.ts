import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One name of a test that claims a case: `id` as it stands there, `test` without the ids and behind what it is part of. */
export type Claim = { id: string; file: string; test: string }

const FOLDER = join(import.meta.dirname, '..')

/** A comment, or a text in whichever quotes. */
const LITERAL = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g
const ID = /\b[A-Z]{3}-\d+\b/g
/** `(RST-15, HDR-01)`; guarantees (docs/guarantees.md), as `G3`, may stand there too. */
const IDS = / ?\((?:[A-Z]{3}-\d+|G\d+)(?:, (?:[A-Z]{3}-\d+|G\d+))*\)/g

/** The claims of all test files, in the order of the files' names and of their lines. */
export const findClaims = (): Claim[] =>
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.test.ts') && !file.startsWith('catalogue/'))
    .sort()
    .flatMap((file) => claimsIn(file, readFileSync(join(FOLDER, file), 'utf8')))

/** The claims of one file: every name with ids in parentheses, of a test, of a group or of a row of `it.each`. */
export function claimsIn(file: string, text: string): Claim[] {
  return [...text.matchAll(LITERAL)].flatMap(({ 0: literal, index }) => {
    if (literal.startsWith('/')) return []
    const ids = (literal.match(IDS) ?? []).flatMap((list) => list.match(ID) ?? [])
    const test = [...groupsAround(text, index), nameIn(literal)].join(' › ')
    return ids.map((id) => ({ id, file, test }))
  })
}

/** What looks like an id of these groups and stands in no list in parentheses, where nobody would count it. */
export const strayIds = (text: string, groups: string[]): string[] =>
  [...text.matchAll(LITERAL)]
    .map(([literal]) => literal)
    .filter((literal) => !literal.startsWith('/'))
    .flatMap((literal) => literal.replace(IDS, '').match(ID) ?? [])
    .filter((id) => groups.includes(id.slice(0, 3)))

/** Names of the groups that a place in a formatted file is in, the outermost first. */
function groupsAround(text: string, index: number): string[] {
  const lines = text.slice(0, index).split('\n')
  const names: string[] = []
  let depth = indentOf(lines.pop() ?? '')
  for (const line of lines.reverse()) {
    if (line.trim() === '' || indentOf(line) >= depth) continue
    depth = indentOf(line)
    const name = /^\s*(?:describe\b|\]\)\()/.test(line) && line.match(LITERAL)?.at(-1)
    if (name) names.unshift(nameIn(name))
  }
  return names
}

const indentOf = (line: string) => line.length - line.trimStart().length

const nameIn = (literal: string) => literal.slice(1, -1).replace(IDS, '').replaceAll("\\'", "'")
