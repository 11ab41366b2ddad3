import { HttpError } from './http-error.ts'

/** How many objects and lists may stand in each other. No API asks for more than one. */
export const MOST_DEEP = 64

/** How many commas, objects and lists a text may have in all: three megabytes of small values take long to make. */
export const MOST_MEMBERS = 20_000

const [QUOTE, COMMA, COLON, BACKSLASH] = [0x22, 0x2c, 0x3a, 0x5c]
const [LIST, LIST_END, OBJECT, OBJECT_END] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Refuses what `JSON.parse` takes without a word: a name that stands twice in an object, of which it keeps the last and
 * other parsers the first (RFC 8259, 4), and deep nesting. One pass over the text, whatever is in it. What is no JSON at
 * all is left to `JSON.parse`; throws a SyntaxError of its own where a name is none.
 *
 * Returns the numbers of the outermost object as they are written, by their names: a reviver would be told them too, but
 * is called for every value in the text, however deep, and takes seconds for one that is full of them.
 */
export function checkStructure(text: string): Map<string, string> {
  const numbers = new Map<string, string>()
  /** The names seen in each open object; null for a list. */
  const open: (Set<string> | null)[] = []
  let isName = false
  let name = ''
  let members = 0
  for (let at = 0; at < text.length; at++) {
    if (members > MOST_MEMBERS) throw new HttpError('too_large')
    switch (text.charCodeAt(at)) {
      case OBJECT:
      case LIST:
        members++
        isName = text.charCodeAt(at) === OBJECT
        if (open.push(isName ? new Set() : null) > MOST_DEEP) throw new HttpError('too_deep')
        break
      case OBJECT_END:
      case LIST_END:
        open.pop()
        isName = false
        break
      case COMMA:
        members++
        isName = open.at(-1) instanceof Set
        break
      case QUOTE: {
        const end = endOfText(text, at)
        if (isName) name = noteName(open.at(-1), text.slice(at + 1, end))
        isName = false
        at = end
        break
      }
      case COLON:
        if (open.length === 1) noteNumber(numbers, name, text, at + 1)
    }
  }
  return numbers
}

function noteNumber(numbers: Map<string, string>, name: string, text: string, at: number): void {
  NUMBER.lastIndex = at
  const [, digits] = NUMBER.exec(text) ?? []
  if (digits !== undefined) numbers.set(name, digits)
}

const NUMBER = /[ \t\n\r]*(-?\d[\d.eE+-]*)/y

/** Where the text that begins at a quote ends: at its other quote, or with everything. */
function endOfText(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at
    if (code === BACKSLASH) at++
  }
  return text.length
}

function noteName(names: Set<string> | null | undefined, written: string): string {
  // `"\u0061"` is the same name as `"a"`.
  const name = written.includes('\\') ? String(JSON.parse(`"${written}"`)) : written
  if (names?.has(name)) throw new HttpError('repeated_name')
  names?.add(name)
  return name
}
