import { and, eq, inArray, notInArray, or, type SQL, sql } from 'drizzle-orm'
import type { Condition, Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { accounts, addressHistory, oneTimeTokens } from './schema.ts'

/** How many addresses of an account are remembered. The first ones stay: a later one counts as held since now. */
const MOST = 50

/** Since when addresses belong to accounts in D1. All of these are statements for `commit`. `hashes` are of one address. */
export const openAddressHistory = (db: Database) => {
  const isHeld = (accountId: string, hashes?: string[]) =>
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
    /** Notes that an address is the account's, unless it is known since when it was. */
    begin: (accountId: string, hashes: string[], condition: Condition) =>
      db.insert(addressHistory).select(
        sql`select ${accountId}, ${hashes[0] ?? ''}, iif(${isHeld(accountId)}, ${version(accountId)}, 0)
          where ${condition} and not ${isHeld(accountId, hashes)}
          and (select count(*) from ${addressHistory} where ${addressHistory.accountId} = ${accountId}) < ${MOST}`,
      ),

    /**
     * Ends the account recoveries that were mailed to other addresses after this one first was the account's, or that were
     * mailed where nobody had proved to read mail.
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
