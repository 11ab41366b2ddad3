import type { AllRows, RawRow } from '../../../ports/all-rows.ts'
import type { Keys } from '../../../ports/keys.ts'
import { pagesOf } from './read-people.ts'

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

/** Every row of every account, a line of JSON each. */
export async function* wholeRows(
  rows: AllRows,
  keys: Pick<Keys, 'kids' | 'tag'>,
  greatestNumber: number,
  onRows: (count: number) => void,
): AsyncGenerator<string> {
  let total = 0
  for (const name of rows.names) total += await rows.count(name)
  const header: Header = { gatehouse: 1, keys: await keyTags(keys), greatestNumber, rows: total }
  yield `${JSON.stringify(header)}\n`
  for (const table of rows.names) {
    for await (const page of pagesOf<RawRow>((last) => rows.page(table, last, PAGE))) {
      for (const row of page) yield `${JSON.stringify({ table, row })}\n`
      onRows(page.length)
    }
  }
}
