import { and, eq, getTableColumns, is, Placeholder, type SQL, sql } from 'drizzle-orm'
import { QueryBuilder, type SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Database } from './database.ts'
import { type Account, accounts, type Session, sessions } from './schema.ts'

type Live = { session: Session; account: Account }
type Columns = [name: string, column: SQLiteColumn][]
type Written = { text: string; values: unknown[]; columns: { session: Columns; account: Columns } }

/**
 * Finds a session by one of its columns, with its account. Every request with a credential begins with this read. The
 * SQL is built once per isolate, because building it takes as long as the rest of such a request.
 */
export function finderOf(column: SQLiteColumn, isAlive: (now: SQL) => SQL | undefined) {
  let written: Written | undefined

  return async function find({ $client }: Database, key: string, now: number): Promise<Live | undefined> {
    written ??= write(column, isAlive)
    const { text, values, columns } = written
    const given: Record<string, unknown> = { key, now }
    const bound = values.map((value) => (is(value, Placeholder) ? given[value.name] : value))
    const [row] = await $client
      .prepare(text)
      .bind(...bound)
      .raw<unknown[]>()
    if (!row) return undefined
    return {
      session: decode(columns.session, row) as Session,
      account: decode(columns.account, row.slice(columns.session.length)) as Account,
    }
  }
}

function write(column: SQLiteColumn, isAlive: (now: SQL) => SQL | undefined): Written {
  const { sql: text, params } = new QueryBuilder()
    .select({ session: sessions, account: accounts })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.id, sessions.accountId))
    .where(and(eq(column, sql.placeholder('key')), isAlive(sql`${sql.placeholder('now')}`)))
    .limit(1)
    .toSQL()
  const columns = {
    session: Object.entries(getTableColumns(sessions)),
    account: Object.entries(getTableColumns(accounts)),
  }
  return { text, values: params, columns }
}

/** Columns in the order in which drizzle selects them: that of the table. */
const decode = (columns: Columns, row: unknown[]) =>
  Object.fromEntries(
    columns.map(([name, column], at) => [name, row[at] === null ? null : column.mapFromDriverValue(row[at])]),
  )
