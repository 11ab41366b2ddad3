import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { accounts } from './schema.ts'

// Beside schema.ts, so that these tables are in the bundle only of who accepts sessions of other systems.

/**
 * Sessions of other systems that were opened here, or had ended there: none of them is opened again. `id` is what the
 * session has or would have here (`importedSessionId`), `until` when its last token has expired.
 */
export const importedSessions = sqliteTable('imported_sessions', {
  id: text().primaryKey(),
  until: integer().notNull(),
})

/**
 * A Bloom filter of the hashes of all imported tokens, in parts, as base64. A token that is not in it was made up, and is
 * refused without asking D1.
 */
export const importedTokenFilter = sqliteTable('imported_token_filter', {
  part: integer().primaryKey(),
  bits: text().notNull(),
})

/** What each other system looks like, by the name that the import gave to it: its tables and columns, as JSON. */
export const importSources = sqliteTable('import_sources', {
  source: text().primaryKey(),
  shape: text().notNull(),
})

/**
 * What an imported person's rows in the other system had beside the password, and what was made of them here. Sealed,
 * and kept only for a way back.
 */
export const oldRows = sqliteTable('old_rows', {
  accountId: text('account_id')
    .primaryKey()
    .references(() => accounts.id, { onDelete: 'cascade' }),
  sealed: text().notNull(),
})
