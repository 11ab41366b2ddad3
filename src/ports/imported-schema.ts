import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

// Beside schema.ts, so that only who accepts sessions of other systems has these tables in the bundle.

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
