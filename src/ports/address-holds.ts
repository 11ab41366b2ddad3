import { and, eq, inArray, notInArray, or, type SQL, sql } from 'drizzle-orm'
import type { Condition, Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { accounts, addressHolds, tickets } from './schema.ts'

/** How many addresses of an account are remembered. The first ones stay: a later one counts as held since now. */
const MOST = 50

/** Since when addresses belong to accounts in D1. All of these are statements for `commit`. `hashes` are of one address. */
export const openAddressHolds = (db: Database) => {
  const isHeld = (accountId: string, hashes?: string[]) =>
    existsIn(
      db,
      addressHolds,
      eq(addressHolds.accountId, accountId),
      hashes && inArray(addressHolds.addressHash, hashes),
    )
  const version = (accountId: string) =>
    sql`(select ${accounts.credentialVersion} from ${accounts} where ${accounts.id} = ${accountId})`
  const since = (accountId: string, hashes: string[]) => sql`coalesce(
    (select min(${addressHolds.version}) from ${addressHolds}
      where ${addressHolds.accountId} = ${accountId} and ${inArray(addressHolds.addressHash, hashes)}),
    ${version(accountId)})`

  return {
    /** Notes that an address is the account's, unless it is known since when it was. */
    begin: (accountId: string, hashes: string[], condition: Condition) =>
      db.insert(addressHolds).select(
        sql`select ${accountId}, ${hashes[0] ?? ''}, iif(${isHeld(accountId)}, ${version(accountId)}, 0)
          where ${condition} and not ${isHeld(accountId, hashes)}
          and (select count(*) from ${addressHolds} where ${addressHolds.accountId} = ${accountId}) < ${MOST}`,
      ),

    /**
     * Ends the account recoveries that were mailed to other addresses after this one first was the account's, or that were
     * mailed where nobody had proved to read mail.
     */
    endLaterRecoveries: (accountId: string, hashes: string[], condition: SQL) =>
      db
        .delete(tickets)
        .where(
          and(
            eq(tickets.accountId, accountId),
            eq(tickets.purpose, 'alarm'),
            notInArray(sql`coalesce(${tickets.addressHash}, '')`, hashes),
            or(eq(tickets.isProved, false), sql`${tickets.credentialVersion} > ${since(accountId, hashes)}`),
            condition,
          ),
        ),
  }
}
