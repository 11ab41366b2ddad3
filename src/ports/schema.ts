import { sql } from 'drizzle-orm'
import {
  customType,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'

// D1 bills each index of a row that is written. So tables with a key of text are WITHOUT ROWID, which drizzle cannot say
// (migration 0007 does, and a test holds it), an index leaves out what is null, and nothing is indexed for the cron alone:
// it walks through the tables (sweep.ts).

/**
 * One row a person. `…_key` columns are what is compared: `username_key` is NFKC and case-folded, `email_key` the
 * address in lower case with an ASCII domain, or null for none (decisions 3 and 4). `email_verified_at` is when somebody
 * proved to read mail there, `pending_email` an address that takes its place once somebody does. `session version` is raised by
 * whatever ends every session, `credential_version` by whatever kills every link that was mailed. Times are milliseconds.
 */
export const accounts = sqliteTable('accounts', {
  id: text().primaryKey(),
  username: text().notNull(),
  usernameKey: text('username_key').notNull().unique(),
  email: text().notNull(),
  emailKey: text('email_key').unique(),
  emailVerifiedAt: integer('email_verified_at'),
  pendingEmail: text('pending_email'),
  firstName: text('first_name').notNull(),
  lastName: text('last_name').notNull(),
  passwordHash: text('password_hash').notNull(),
  isActive: integer('is_active', { mode: 'boolean' }).notNull(),
  isStaff: integer('is_staff', { mode: 'boolean' }).notNull().default(false),
  awaitsActivation: integer('awaits_activation', { mode: 'boolean' }).notNull(),
  sessionVersion: integer('epoch').notNull().default(0),
  linkVersion: integer('credential_version').notNull().default(0),
  avatar: text(),
  cover: text(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

/**
 * Every kind of sign-in. A `token` session has a `token_hash`; `jwt` and `express` sessions count refreshes in `step`.
 * `user_agent` and `place` are what the sign-in said of itself.
 */
export const sessions = sqliteTable(
  'sessions',
  {
    id: text().primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    kind: text({ enum: ['token', 'jwt', 'express'] }).notNull(),
    tokenHash: text('token_hash'),
    sessionVersion: integer('epoch').notNull(),
    step: integer().notNull(),
    steppedAt: integer('stepped_at').notNull(),
    createdAt: integer('created_at').notNull(),
    lastSeenAt: integer('last_seen_at').notNull(),
    idleExpiresAt: integer('idle_expires_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    userAgent: text('user_agent').notNull().default(''),
    location: text('place'),
  },
  (table) => [
    index('sessions_account_id_created_at').on(table.accountId, table.createdAt, table.id),
    uniqueIndex('sessions_token_hash').on(table.tokenHash).where(sql`token_hash is not null`),
  ],
)

/** What a link that was mailed is for. */
export type Purpose = 'reset' | 'username' | 'activation' | 'email' | 'recovery'

/** Account recovery is stored as `alarm`, the name that it had first. */
const linkPurpose = customType<{ data: Purpose; driverData: string }>({
  dataType: () => 'text',
  toDriver: (purpose) => (purpose === 'recovery' ? 'alarm' : purpose),
  fromDriver: (stored) => (stored === 'alarm' ? 'recovery' : (stored as Purpose)),
})

/**
 * One-time links, and the short codes beside them. Alive while the account's `credential_version` is still the one they
 * were made for; an `recovery link` lives on, because what it is about changes just that. `address_hash` is the mailbox that the
 * email went to, `sealed` the address to be given back by a recovery link,
 * `is_proved` whether somebody had proved to read mail there.
 */
export const oneTimeTokens = sqliteTable(
  'tickets',
  {
    tokenHash: text('token_hash').primaryKey(),
    purpose: linkPurpose('purpose').notNull(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    linkVersion: integer('credential_version').notNull(),
    expiresAt: integer('expires_at').notNull(),
    addressHash: text('address_hash'),
    codeHash: text('code_hash'),
    wrongCodes: integer('wrong_codes').notNull().default(0),
    sealed: text(),
    isProved: integer('is_proved', { mode: 'boolean' }).notNull().default(true),
  },
  (table) => [
    index('tickets_account_id').on(table.accountId),
    index('tickets_address_hash_purpose').on(table.addressHash, table.purpose),
  ],
)

/**
 * Which address an account had first, by a keyed hash of it and the `credential_version` with which it came. Written when
 * an address changes: an account without rows has had one address only.
 */
export const addressHistory = sqliteTable(
  'address_holds',
  {
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    addressHash: text('address_hash').notNull(),
    version: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.addressHash] })],
)

/**
 * What is still to be done outside D1. `sealed` is encrypted, so that a copy of the database holds no usable link. What
 * was given up has a `dead_at`, and the kind of its last fault.
 */
export const outbox = sqliteTable(
  'outbox',
  {
    id: text().primaryKey(),
    sealed: text().notNull(),
    attempts: integer().notNull(),
    dueAt: integer('due_at').notNull(),
    createdAt: integer('created_at').notNull(),
    doneAt: integer('done_at'),
    deadAt: integer('dead_at'),
    fault: text(),
  },
  (table) => [
    index('outbox_due_at').on(table.dueAt),
    index('outbox_done_at').on(table.doneAt).where(sql`done_at is not null`),
    index('outbox_dead_at').on(table.deadAt).where(sql`dead_at is not null`),
  ],
)

/** Letters of the last hour that anybody could ask for, by a keyed hash of the address. */
export const requestedEmails = sqliteTable(
  'asked_letters',
  { id: text().notNull(), addressHash: text('address_hash').notNull(), at: integer().notNull() },
  (table) => [primaryKey({ columns: [table.addressHash, table.at, table.id] })],
)

/**
 * Tries at passwords and registrations, by a key that names no address: of an account, of an account from a place where it
 * signed in before, of a name that is nobody's, of a client. `burst` counts those that came close together, `streak` all
 * since the last one that was right; `free` and `most` are the limits that they are counted under.
 */
export const attempts = sqliteTable('attempts', {
  key: text().primaryKey(),
  burst: integer().notNull(),
  streak: integer().notNull(),
  at: integer().notNull(),
  free: integer().notNull(),
  most: integer().notNull(),
})

/** Where somebody signed in before, as a keyed hash of the client's address. */
export const knownClients = sqliteTable(
  'known_places',
  {
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    clientHash: text('client_hash').notNull(),
    at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.clientHash] })],
)

export const EVENT_KINDS = [
  'registered',
  'activated',
  'sign_in',
  'sign_in_failed',
  'sign_out',
  'session_ended',
  'sessions_ended',
  'refresh_reuse',
  'password_changed',
  'password_reset',
  'username_changed',
  'address_changed',
  'address_verified',
  'alarm',
  'disabled',
  'enabled',
  'staff_granted',
  'staff_withdrawn',
  'account_deleted',
] as const

/**
 * What happened to an account that its owner or an operator may ask about later. Outlives the account. `actor_id` is who
 * did it when that was staff, or `operator` for whoever did it at a terminal; `user_agent` and `place` are the owner's,
 * never theirs. An event is two rows to pay for: ids count up with the time, so that the oldest are found without an index
 * of their own.
 */
export const events = sqliteTable(
  'events',
  {
    id: integer().primaryKey(),
    kind: text({ enum: EVENT_KINDS }).notNull(),
    accountId: text('account_id').notNull(),
    sessionId: text('session_id'),
    actorId: text('actor_id'),
    at: integer().notNull(),
    userAgent: text('user_agent').notNull().default(''),
    location: text('place'),
  },
  (table) => [index('events_account_id_at').on(table.accountId, table.at)],
)

/**
 * How far the cron has come on its way through a table: it is at the rows after `after` and up to `until`, or to the end.
 * `begun_at` is when it began at the first row, `moved_at` when it went on to these.
 */
export const purges = sqliteTable('sweeps', {
  name: text().primaryKey(),
  after: text().notNull().default(''),
  until: text(),
  begunAt: integer('begun_at').notNull().default(0),
  movedAt: integer('moved_at').notNull().default(0),
})

/** What each master key makes of a known word: tells whether a key is still the one that it was. */
export const keyChecks = sqliteTable('key_checks', {
  kid: text().primaryKey(),
  tag: text().notNull(),
})

/**
 * Pictures that no account shows: not any more, or not yet. R2 deletes them when they are due; one that an account shows
 * by then has no row.
 */
export const discardedPictures = sqliteTable(
  'discarded_pictures',
  { address: text().primaryKey(), dueAt: integer('due_at').notNull().default(0) },
  (table) => [index('discarded_pictures_due_at').on(table.dueAt)],
)

export type Account = typeof accounts.$inferSelect
export type Session = typeof sessions.$inferSelect
