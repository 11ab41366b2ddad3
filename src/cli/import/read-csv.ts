import { Refused } from '../refused.ts'
import { readText } from './read-text.ts'

/** A field without quotes that is empty is null, as in what Postgres writes. */
export type CsvRecord = (string | null)[]

const NULLS = new Set(['', '\\N'])

/**
 * Splits CSV into its records (RFC 4180; also with `;` or tabs, whichever the header has). `line` is where the current
 * record begins.
 */
class CsvSplitter {
  line = 1
  #path: string
  #delimiter: string | undefined
  #lines = 1
  #record: CsvRecord = []
  #field = ''
  #state: 'start' | 'plain' | 'quoted' | 'closed' = 'start'
  #isAfterReturn = false

  constructor(path: string) {
    this.#path = path
  }

  /** Passes the records that end in this piece of the text to `take`. */
  push(text: string, take: (record: CsvRecord) => void) {
    this.#delimiter ??= delimiterOf(text)
    for (let at = 0; at < text.length; at++) {
      const letter = text.charAt(at)
      if (letter === '\n') this.#lines++
      if (this.#state === 'quoted') at = this.#passQuoted(text, at)
      else this.#passPlain(letter, take)
      this.#isAfterReturn = letter === '\r'
    }
  }

  /** Passes a last record without a line end. Throws Refused if it ends in quotes. */
  end(take: (record: CsvRecord) => void) {
    if (this.#state === 'quoted')
      throw this.refusal('the file ends within quotes in the record that begins here')
    if (this.#state !== 'start' || this.#record.length > 0) this.#endRecord(take)
  }

  refusal = (what: string, line = this.line) => new Refused(`${this.#path}: line ${line}: ${what}`)

  /** In quotes everything counts up to the next quote. Returns the place of the last letter that was read. */
  #passQuoted(text: string, at: number): number {
    if (text.charAt(at) === '"') {
      this.#state = 'closed'
      return at
    }
    const quote = text.indexOf('"', at)
    const end = quote < 0 ? text.length : quote
    const part = text.slice(at, end)
    for (let line = part.indexOf('\n', 1); line >= 0; line = part.indexOf('\n', line + 1)) this.#lines++
    this.#field += part
    return end - 1
  }

  #passPlain(letter: string, take: (record: CsvRecord) => void) {
    if (letter === '"') this.#passQuote()
    else if (letter === this.#delimiter) this.#endField()
    else if (letter === '\r') this.#endRecord(take)
    else if (letter === '\n') {
      if (!this.#isAfterReturn) this.#endRecord(take)
      this.line = this.#lines
    } else if (this.#state === 'closed') throw this.refusal('text follows a closing quote')
    else {
      this.#state = 'plain'
      this.#field += letter
    }
  }

  #passQuote() {
    if (this.#state === 'plain') throw this.refusal('a quote stands within a field without quotes')
    // A second quote after the closing one is a quote in the text.
    if (this.#state === 'closed') this.#field += '"'
    this.#state = 'quoted'
  }

  #endField() {
    this.#record.push(this.#state !== 'closed' && NULLS.has(this.#field) ? null : this.#field)
    this.#field = ''
    this.#state = 'start'
  }

  #endRecord(take: (record: CsvRecord) => void) {
    this.#endField()
    const record = this.#record
    this.#record = []
    // An empty line is no record.
    if (record.length > 1 || record[0] !== null) take(record)
    this.line = this.#lines
  }
}

const delimiterOf = (text: string): string => {
  const [header = ''] = text.split(/[\r\n]/, 1)
  return [',', ';', '\t'].find((delimiter) => header.includes(delimiter)) ?? ','
}

/**
 * Passes the header and then each record of a CSV file to `take`. Stops early when that returns false. Throws Refused
 * naming the line for quotes in wrong places and for a record that has not as many fields as the header.
 */
export const readCsv = async (
  path: string,
  take: (record: CsvRecord, isHeader: boolean) => boolean,
): Promise<void> => {
  const splitter = new CsvSplitter(path)
  let width: number | undefined
  let isWanted = true
  const check = (record: CsvRecord) => {
    if (!isWanted) return
    if (width !== undefined && record.length !== width) {
      throw splitter.refusal(`${record.length} fields, and the header has ${width}`)
    }
    isWanted = take(record, width === undefined)
    width ??= record.length
  }
  for await (const text of readText(path)) {
    splitter.push(text, check)
    if (!isWanted) return
  }
  splitter.end(check)
}
