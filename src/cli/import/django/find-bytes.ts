import { MOST_BYTES, quote, type Stage } from '../stage.ts'
import type { Table } from './table.ts'

const isBytes = (column: string) =>
  String.raw`${column} glob '\x*' and length(${column}) % 2 = 0 and substr(${column}, 3) not glob '*[^0-9a-f]*'`

/** Whether all values are bytes as Postgres writes them, `\x6869`. */
const hasOnlyBytes = (stage: Stage, table: string, column: string): boolean => {
  const given = `select ${column} from ${table} where ${column} is not null`
  // Most columns are told by their first value.
  return (
    stage.number(`select ${isBytes(column)} from (${given} limit 1)`) === 1 &&
    stage.number(`select exists (${given} and not (${isBytes(column)}))`) === 0
  )
}

/**
 * Finds the columns of bytes in what Postgres wrote without the types of columns, as CSV or with --data-only, and puts
 * base64 in place of their values, as for every other source. Returns whether values were too long to be kept.
 */
export const findBytes = (stage: Stage, tables: Iterable<Table>): boolean => {
  let isTooLong = false
  stage.db.function('base64_of_bytes', (value) => {
    const bytes = Buffer.from(String(value).slice('\\x'.length), 'hex')
    isTooLong ||= bytes.length > MOST_BYTES
    return bytes.length > MOST_BYTES ? null : bytes.toString('base64')
  })
  for (const { name, columns } of tables) {
    for (const column of columns.filter(({ kind }) => kind === 'unknown')) {
      const [from, field] = [quote(name), quote(column.name)]
      if (!hasOnlyBytes(stage, from, field)) continue
      stage.db.exec(`update ${from} set ${field} = base64_of_bytes(${field}) where ${field} is not null`)
      column.kind = 'binary'
    }
  }
  return isTooLong
}
