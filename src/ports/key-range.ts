import { type Column, type SQL, sql } from 'drizzle-orm'
import { hasId } from './account-ids.ts'
import { type AccountId, accounts } from './schema.ts'

/** Keys that begin so, after that of an account. `value` is the key as the statement compares it. */
export const between = (value: SQL, key: Column, beginning: string, after: AccountId | undefined): SQL =>
  sql`${value} < ${endOf(beginning)} and ${
    after === undefined ? sql`${value} >= ${beginning}` : sql`${value} > ${positionOf(key, after)}`
  }`

/** A value of the account of this id, for comparison. Null if there is none: nothing is greater than null. */
export const positionOf = (value: SQL | Column, after: AccountId, condition?: SQL): SQL =>
  sql`(select ${value} from ${accounts} where ${hasId(after)}${condition && sql` and ${condition}`})`

/**
 * Greater than every key that begins so. SQLite compares the bytes of UTF-8, in which the last code point is the
 * greatest (U+FFFF is not). It is no letter, so no key contains it.
 */
export const endOf = (beginning: string) => `${beginning}\u{10ffff}`
