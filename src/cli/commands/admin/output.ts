import { styleText } from 'node:util'
import { note } from '../../terminal.ts'

/** A time as ISO 8601 in UTC; a dash for none. */
export const iso = (ms: number | null) => (ms === null ? '–' : new Date(ms).toISOString())

/** Rows under headers. The last column is as wide as it is. */
const table = (headers: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = headers.map((header, at) =>
    Math.max(header.length, ...rows.map((row) => [...(row[at] ?? '')].length)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => (at === headers.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd()
  return [styleText('dim', line(headers)), ...rows.map(line)].map((each) => `  ${each}`).join('\n')
}

/** Rows of a name and a value. */
export const pairs = (rows: Record<string, string>): string => {
  const width = Math.max(...Object.keys(rows).map((name) => name.length))
  return Object.entries(rows)
    .map(([name, value]) => `  ${styleText('dim', name.padEnd(width))}  ${value}`)
    .join('\n')
}

/** How an answer is printed: as lines of JSON for programs, or for people. */
export type Printer = {
  /** What was found: one line of JSON, or text. */
  show: (json: object, text: () => string | Promise<string>) => Promise<void>
  /** A list: a line of JSON for each, or a table, or a sentence for none. */
  list: <Item>(items: readonly Item[], as: Listed<Item>) => void
  /** What was done. */
  done: (json: object, sentence: string) => void
}

type Listed<Item> = {
  json: (item: Item) => object
  headers: readonly string[]
  row: (item: Item) => readonly string[]
  none: string
}

export const printerOf = (asJson: boolean): Printer => ({
  show: async (json, text) => console.log(asJson ? JSON.stringify(json) : await text()),
  list: (items, { json, headers, row, none }) => {
    if (asJson) for (const item of items) console.log(JSON.stringify(json(item)))
    else console.log(items.length === 0 ? none : table(headers, items.map(row)))
  },
  done: (json, sentence) => {
    if (asJson) console.log(JSON.stringify(json))
    else note(sentence)
  },
})
