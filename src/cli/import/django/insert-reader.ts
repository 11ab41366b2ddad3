import { unescapeLetter } from './copy-text.ts'

/** A value of a row: bytes only where they are written as digits. */
export type InsertValue = string | null | Uint8Array

/** `hasBackslashes`: whether a backslash begins an escape in every text, as at MySQL. At Postgres only in `E'…'`. */
export type InsertForm = { hasBackslashes: boolean; isMysql: boolean }

const TOKEN =
  /\s+|--[^\n]*|\/\*.*?\*\/|[(),;]|::"?[\w ]+"?(?:\(\d+(?:,\d+)?\))?(?:\[\])?|[bBxXeEnN]?'|\$\w*\$|0x[\da-fA-F]+|[-+]?(?:\d|\.\d)[\d.eE+-]*|\w+/y

const WORDS: Record<string, string | null> = { null: null, default: null, true: 't', false: 'f' }

/** What begins a text and says nothing of it: `_binary`, `_utf8mb4`. */
const INTRODUCER = /^_\w+$/

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i

const HEX = /^(?:[\da-f]{2})*$/i

const NO_DATE = /^0000-00-00\b/

/** What a text has to be searched for. */
const QUOTE_OR_BACKSLASH = /['\\]/g

const HIGHEST_CHARACTER = 0x10ffff

const EXPRESSION = 'there is an expression in place of a value'

/** Escapes that MySQL has and COPY has not. */
const MYSQL_LETTERS: Record<string, string> = { '0': '\0', Z: '\x1a', f: 'f', v: 'v' }

const ESCAPE = /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|x([\da-fA-F]{1,2})|([\s\S]))/y
const MYSQL_ESCAPE = /\\([\s\S])/y

/**
 * Reads the rows of an INSERT statement, after its VALUES, as pg_dump and mysqldump write them. Keeps no more than the
 * row that has begun. `refuse` makes the error for what is no value.
 */
export class InsertReader {
  #form: InsertForm
  #take: (values: InsertValue[]) => void
  #refuse: (what: string) => Error
  #row: InsertValue[] | undefined
  #value: InsertValue | undefined
  #isOver = false
  /** The end of the text that is being read; undefined outside of one. */
  #quote: string | undefined
  #text = ''
  #kind = ''

  constructor(form: InsertForm, take: (values: InsertValue[]) => void, refuse: (what: string) => Error) {
    this.#form = form
    this.#take = take
    this.#refuse = refuse
  }

  /** Reads a line with its end. Returns whether the statement has ended. */
  push(text: string): boolean {
    for (let at = 0; at < text.length && !this.#isOver; ) {
      at = this.#quote === undefined ? this.#passToken(text, at) : this.#passText(text, at)
    }
    return this.#isOver
  }

  #passToken(text: string, at: number): number {
    TOKEN.lastIndex = at
    const [token] = TOKEN.exec(text) ?? []
    if (token === undefined) throw this.#refuse(`${text.charAt(at)} begins no value`)
    if (token.endsWith("'") || token.startsWith('$')) {
      this.#refuseSecondValue()
      this.#quote = token.startsWith('$') ? token : "'"
      this.#kind = token.slice(0, -1).toLowerCase()
      this.#text = ''
    } else this.#passPlain(token)
    return at + token.length
  }

  #passPlain(token: string) {
    if (/^(\s|--|\/\*|::)/.test(token)) return
    if (token === ';') this.#isOver = true
    // After the rows: ON CONFLICT DO NOTHING.
    else if (this.#row === undefined) {
      if (token === '(') this.#row = []
    } else if (token === ',') this.#endValue(this.#row)
    else if (token === ')') this.#endRow(this.#row)
    else if (!INTRODUCER.test(token)) {
      this.#refuseSecondValue()
      this.#value = this.#meaning(token)
    }
  }

  /** Two texts without a comma are one in SQL, and two numbers are no value. */
  #refuseSecondValue() {
    if (this.#value !== undefined) throw this.#refuse(EXPRESSION)
  }

  #meaning(token: string): InsertValue {
    const word = token.toLowerCase()
    if (Object.hasOwn(WORDS, word)) return WORDS[word] ?? null
    if (word.startsWith('0x')) return this.#bytesOf(token.slice(2))
    if (NUMBER.test(token)) return token
    throw this.#refuse(EXPRESSION)
  }

  #endValue(row: InsertValue[]) {
    if (this.#value === undefined) throw this.#refuse(EXPRESSION)
    row.push(this.#value)
    this.#value = undefined
  }

  #endRow(row: InsertValue[]) {
    this.#endValue(row)
    this.#row = undefined
    this.#take(row)
  }

  /** In a text everything counts up to its end. Returns where to read on. */
  #passText(text: string, at: number): number {
    const quote = this.#quote ?? ''
    const hasEscapes = quote === "'" && (this.#form.hasBackslashes || this.#kind === 'e')
    const end = hasEscapes ? nextMark(text, at) : text.indexOf(quote, at)
    if (hasEscapes && text.charAt(end) === '\\') {
      this.#text += text.slice(at, end)
      return this.#passEscape(text, end)
    }
    this.#text += text.slice(at, end < 0 ? text.length : end)
    if (end < 0) return text.length
    if (quote === "'" && text.charAt(end + 1) === quote) {
      this.#text += quote
      return end + 2
    }
    this.#quote = undefined
    this.#value = this.#textValue()
    return end + quote.length
  }

  #passEscape(text: string, at: number): number {
    const pattern = this.#form.isMysql ? MYSQL_ESCAPE : ESCAPE
    pattern.lastIndex = at
    const [whole = '\\', ...parts] = pattern.exec(text) ?? []
    if (this.#form.isMysql) {
      const [letter = ''] = parts
      this.#text += MYSQL_LETTERS[letter] ?? unescapeLetter(letter)
    } else {
      const [short, long, octal, hex, letter = ''] = parts
      const unicode = short ?? long
      if (unicode !== undefined) this.#text += this.#character(Number.parseInt(unicode, 16))
      else if (octal !== undefined) this.#text += String.fromCharCode(Number.parseInt(octal, 8) & 0xff)
      else if (hex !== undefined) this.#text += String.fromCharCode(Number.parseInt(hex, 16))
      else this.#text += unescapeLetter(letter)
    }
    return at + whole.length
  }

  #character(code: number): string {
    if (code > HIGHEST_CHARACTER) throw this.#refuse('an escape names no character')
    return String.fromCodePoint(code)
  }

  #bytesOf(digits: string): Uint8Array {
    if (!HEX.test(digits)) throw this.#refuse('bytes are not in pairs of hexadecimal digits')
    return Buffer.from(digits, 'hex')
  }

  #textValue(): InsertValue {
    if (this.#kind === 'x') return this.#bytesOf(this.#text)
    // A date that is none, where MySQL has no NULL.
    return this.#form.isMysql && NO_DATE.test(this.#text) ? null : this.#text
  }
}

/** Where the next quote or backslash is, -1 if there is none. Each is looked for once, however long the line is. */
function nextMark(text: string, at: number): number {
  QUOTE_OR_BACKSLASH.lastIndex = at
  return QUOTE_OR_BACKSLASH.exec(text)?.index ?? -1
}
