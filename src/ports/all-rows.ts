import { type Column, count, getTableColumns, getTableName, type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Database, Statement } from './database.ts'
import { importedSessions, importedTokenFilter, importSources, oldRows } from './imported-schema.ts'
import {
  accounts,
  addressHistory,
  importedAccounts,
  knownClients,
  passkeys,
  secondFactors,
  sessions,
  trustedClients,
  uniqueFields,
} from './schema.ts'

export type RawRow = Record<string, string | number | null>

/** A table whose rows make up accounts, and its key. */
type Whole = [SQLiteTable, ...key: Column[]]

/** In the order in which they are written: accounts first. */
const TABLES: Whole[] = [
  [accounts, accounts.id],
  [uniqueFields, uniqueFields.field, uniqueFields.value],
  [importSources, importSources.source],
  [importedAccounts, importedAccounts.source, importedAccounts.oldId],
  [oldRows, oldRows.accountId],
  [sessions, sessions.id],
  [importedSessions, importedSessions.id],
  [importedTokenFilter, importedTokenFilter.part],
  [addressHistory, addressHistory.accountId, addressHistory.addressHash],
  [knownClients, knownClients.accountId, knownClients.clientHash],
  // Without these a second factor would be lost on the way, and the password would be enough.
  [secondFactors, secondFactors.accountId],
  [passkeys, passkeys.id],
  [trustedClients, trustedClients.tokenHash],
]

/** Tables whose rows may be of an account that is gone. */
const WITHOUT_ACCOUNT = ['imported_accounts']

const named = (name: string): Whole => {
  const found = TABLES.find(([table]) => getTableName(table) === name)
  if (!found) throw new Error(`${name} is no table of accounts`)
  return found
}

const list = (parts: unknown[]): SQL =>
  sql.join(
    parts.map((part) => sql`${part}`),
    sql`, `,
  )

/** Rows of D1 as they are stored. Not for the Worker: exports and imports of a whole deployment. */
export const openAllRows = (db: Database) => ({
  names: TABLES.map(([table]) => getTableName(table)),

  count: async (name: string): Promise<number> =>
    (await db.select({ count: count() }).from(named(name)[0]).get())?.count ?? 0,

  /** The rows after one, in the order of the key. */
  page: (name: string, after: RawRow | undefined, limit: number): Promise<RawRow[]> => {
    const [table, ...key] = named(name)
    const last = key.map((column) => after?.[column.name])
    const where = after ? sql`where (${list(key)}) > (${list(last)})` : sql``
    return db.all<RawRow>(
      sql`select ${list(Object.values(getTableColumns(table)))} from ${table} ${where}
        order by ${list(key)} limit ${limit}`,
    )
  },

  /**
   * A statement that adds rows if the condition is true. Those that are there stay as they are, and those of accounts
   * that are not are left out.
   */
  add: (name: string, rows: RawRow[], condition: SQL): Statement => {
    const [table] = named(name)
    const columns = Object.values(getTableColumns(table)).map((column) => column.name)
    const values = list(columns.map((column) => sql`given.value ->> ${column}`))
    const isOfAccount =
      columns.includes('account_id') && !WITHOUT_ACCOUNT.includes(name)
        ? sql`and exists (select 1 from accounts where id = given.value ->> 'account_id')`
        : sql``
    return db
      .insert(table)
      .select(
        sql`select ${values} from json_each(${JSON.stringify(rows)}) as given where ${condition} ${isOfAccount}`,
      )
      .onConflictDoNothing()
  },

  /** Which of these accounts are not there. */
  missing: async (ids: string[]): Promise<string[]> =>
    (
      await db.all<{ id: string }>(
        sql`select value as id from json_each(${JSON.stringify(ids)}) where value not in (select id from accounts)`,
      )
    ).map(({ id }) => id),
})

export type AllRows = ReturnType<typeof openAllRows>
