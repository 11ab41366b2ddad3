import { and, eq, inArray, notInArray, or, type SQL, sql } from 'drizzle-orm'
import type { Condition, Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { accounts, addressHistory, oneTimeTokens } from './schema.ts'

/** How many addresses of an account are kept. The first ones stay; a later one counts as new each time. */
const MOST = 50

/** When each address first belonged to an account, in D1. Statements for `commit`. `hashes` are of one address. */
export const openAddressHistory = (db: Database) => {
  const isKnown = (accountId: string, hashes?: string[]) =>
    existsIn(
      db,
      addressHistory,
      eq(addressHistory.accountId, accountId),
      hashes && inArray(addressHistory.addressHash, hashes),
    )
  const version = (accountId: string) =>
    sql`(select ${accounts.linkVersion} from ${accounts} where ${accounts.id} = ${accountId})`
  const since = (accountId: string, hashes: string[]) => sql`coalesce(
    (select min(${addressHistory.version}) from ${addressHistory}
      where ${addressHistory.accountId} = ${accountId} and ${inArray(addressHistory.addressHash, hashes)}),
    ${version(accountId)})`

  return {
    /** Records that an address is the account's, unless it is recorded already. */
    begin: (accountId: string, hashes: string[], condition: Condition) =>
      db.insert(addressHistory).select(
        sql`select ${accountId}, ${hashes[0] ?? ''}, iif(${isKnown(accountId)}, ${version(accountId)}, 0)
          where ${condition} and not ${isKnown(accountId, hashes)}
          and (select count(*) from ${addressHistory} where ${addressHistory.accountId} = ${accountId}) < ${MOST}`,
      ),

    /**
     * Deletes the recovery links that were sent to other addresses after this one first was the account's, or to an
     * address that was not verified.
     */
    endLaterRecoveries: (accountId: string, hashes: string[], condition: SQL) =>
      db
        .delete(oneTimeTokens)
        .where(
          and(
            eq(oneTimeTokens.accountId, accountId),
            eq(oneTimeTokens.purpose, 'recovery'),
            notInArray(sql`coalesce(${oneTimeTokens.addressHash}, '')`, hashes),
            or(
              eq(oneTimeTokens.isProved, false),
              sql`${oneTimeTokens.linkVersion} > ${since(accountId, hashes)}`,
            ),
            condition,
          ),
        ),
  }
}
