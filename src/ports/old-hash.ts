import { type SQL, sql } from 'drizzle-orm'

/**
 * True of a password of another system that was not used here yet: its hash, or the mark that its login is asked. The
 * column is named without a table, because it is that of a table or of a part of it.
 */
export const isOldHash: SQL = sql`(password_hash glob '$foreign$*' or password_hash glob '!old-login,*')`
