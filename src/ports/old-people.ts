import { and, eq, or } from 'drizzle-orm'
import type { Condition, Database } from './database.ts'
import { insertIf } from './insert-if.ts'
import { type Account, accounts, importedAccounts } from './schema.ts'

type Ids = Pick<Account, 'id' | 'number' | 'objectId'>

/** People of an old system who come by themselves, in D1. `find…` is one read; `record` is a statement for `commit`. */
export const openOldPeople = (db: Database) => ({
  /** Whether the person with this id has come before, even if the account was deleted since. */
  hasCome: async (source: string, oldId: string): Promise<boolean> =>
    (await db
      .select({ oldId: importedAccounts.oldId })
      .from(importedAccounts)
      .where(and(eq(importedAccounts.source, source), eq(importedAccounts.oldId, oldId)))
      .get()) !== undefined,

  /** The ids of accounts that have one of these. */
  findIds: ({ id, number, objectId }: Ids): Promise<Ids[]> =>
    db
      .select({ id: accounts.id, number: accounts.number, objectId: accounts.objectId })
      .from(accounts)
      .where(
        or(
          eq(accounts.id, id),
          number === null ? undefined : eq(accounts.number, number),
          objectId === null ? undefined : eq(accounts.objectId, objectId),
        ),
      )
      .all(),

  /** Records that somebody has come, if the condition is true, so that they come once only. */
  record: (row: typeof importedAccounts.$inferInsert, condition: Condition) =>
    insertIf(db, importedAccounts, row, condition).onConflictDoNothing(),
})
