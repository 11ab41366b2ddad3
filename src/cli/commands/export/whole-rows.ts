import type { AllRows, RawRow } from '../../../ports/all-rows.ts'
import type { Keys } from '../../../ports/keys.ts'
import { pagesOf } from './read-people.ts'
import type { PrivateFile } from './write-file.ts'

const PAGE = 500
const KNOWN_WORD = 'export'

/** The first line of a file: what it is, and what each master key makes of a known word. */
export type Header = { gatehouse: 1; keys: Record<string, string>; greatestNumber: number; rows: number }

/** What the master keys make of a known word, by their ids: without them the rows are of no use. */
export const keyTags = async (keys: Pick<Keys, 'kids' | 'tag'>): Promise<Header['keys']> => {
  const tags: Header['keys'] = {}
  for (const kid of keys.kids()) tags[kid] = await keys.tag('key check', KNOWN_WORD, kid)
  return tags
}

/** The line of a header. The number of rows takes as many bytes, whatever it is. */
const lineOf = (header: Header): string => {
  const text = JSON.stringify(header)
  return `${text}${' '.repeat(String(Number.MAX_SAFE_INTEGER).length - String(header.rows).length)}\n`
}

/**
 * Writes every row of every account, a line of JSON each. Rows come and go meanwhile where the server runs, so the header
 * gets the number of those that were written.
 */
export const writeWholeRows = async (
  { rows, ports: { keys } }: { rows: AllRows; ports: { keys: Pick<Keys, 'kids' | 'tag'> } },
  file: PrivateFile,
  greatestNumber: number,
  onRows: (count: number) => void,
): Promise<void> => {
  const header: Header = { gatehouse: 1, keys: await keyTags(keys), greatestNumber, rows: 0 }
  await file.put(lineOf(header))
  for (const table of rows.names) {
    for await (const page of pagesOf<RawRow>((last) => rows.page(table, last, PAGE))) {
      for (const row of page) await file.put(`${JSON.stringify({ table, row })}\n`)
      header.rows += page.length
      onRows(page.length)
    }
  }
  await file.putFirst(lineOf(header))
}
