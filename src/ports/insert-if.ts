import { getTableColumns, type InferInsertModel, type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Database, Statement } from './database.ts'
import { RowValues, statementOnce } from './write-once.ts'

/** The values of a row, for each column of its table: what is not given has its default, or is null. */
export function valuesOf<Table extends SQLiteTable>(table: Table, row: InferInsertModel<Table>): RowValues {
  const given: Record<string, unknown> = row
  return new RowValues(
    Object.entries(getTableColumns(table)).map(([name, column]) =>
      given[name] === undefined ? (column.default ?? null) : given[name],
    ),
  )
}

/**
 * Adds a row only if the condition is true when the batch runs, so that the statements that follow from a change do
 * something exactly if the change was made.
 */
export function insertIf<Table extends SQLiteTable>(
  db: Database,
  table: Table,
  row: InferInsertModel<Table> | RowValues,
  condition: SQL | undefined,
) {
  const { values } = row instanceof RowValues ? row : valuesOf(table, row)
  const stored = Object.values(getTableColumns(table)).map((column, at) => sql.param(values[at], column))
  return db.insert(table).select(sql`select ${sql.join(stored, sql`, `)} where ${condition ?? sql`true`}`)
}

const insertWritten = statementOnce<[table: SQLiteTable, row: RowValues, condition: SQL | undefined]>()(
  (db, table, row, condition): Statement => insertIf(db, table, row, condition),
)

/** A row with these values, to insert it. */
export const rowOf = <Table extends SQLiteTable>(table: Table, { values }: RowValues) =>
  Object.fromEntries(
    Object.keys(getTableColumns(table)).map((name, at) => [name, values[at]]),
  ) as InferInsertModel<Table>

/** As `insertIf`, written once, for what needs to know nothing of the row that was added. */
export const insertRowIf = <Table extends SQLiteTable>(
  db: Database,
  table: Table,
  row: InferInsertModel<Table>,
  condition: SQL | undefined,
) => insertWritten(db, table, valuesOf(table, row), condition)
