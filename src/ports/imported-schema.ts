import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

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
 * A Bloom filter of the tokens that were imported from a system, in parts, as base64. A token that is not in it was made
 * up, and is refused without asking D1.
 */
export const importedTokenFilters = sqliteTable(
  'imported_token_filters',
  { source: text().notNull(), part: integer().notNull(), bits: text().notNull() },
  (table) => [primaryKey({ columns: [table.source, table.part] })],
)
