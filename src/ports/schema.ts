import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { BULK_ACTIONS } from './list-words.ts'
import { isOldHash } from './old-hash.ts'

// D1 bills each index of a row that is written. So tables with a key of text are WITHOUT ROWID, which drizzle cannot say
// (migration 0007 does, and a test checks it), an index leaves out nulls, and no index is for the cron alone: it scans the
// tables (purge-expired.ts).

/** The values of user fields, by the name of the field; none that was never set. */
export type FieldValues = Record<string, unknown>

/**
 * `…_key` columns are compared: `username_key` is NFKC and case-folded, `email_key` the address in lower case with an
 * ASCII domain, or null for none (decisions 3 and 4). `pending_email` becomes the address once it is verified. The
 * session version (`epoch`) is raised to end every session, the link version (`credential_version`) to end every
 * emailed link. `fields` are the values of the declared user fields by name, `number` and `object_id` the ids that
 * clients of a replaced back end know, `language` that of the account's email. `last_login_at` is Django's: written where
 * a field or a setting asks for it. `first_login_at` is written once, by the cron (counts.ts). Times are milliseconds.
 */
export const accounts = sqliteTable(
  'accounts',
  {
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
    fields: text({ mode: 'json' }).$type<FieldValues>().notNull().default({}),
    number: integer(),
    objectId: text('object_id'),
    language: text(),
    lastLoginAt: integer('last_login_at'),
    firstLoginAt: integer('first_login_at'),
  },
  (table) => [
    uniqueIndex('accounts_number').on(table.number).where(sql`number is not null`),
    uniqueIndex('accounts_object_id').on(table.objectId).where(sql`object_id is not null`),
    // Few rows are in them, so that staff find these among a million.
    index('accounts_staff').on(table.usernameKey).where(sql`is_staff = 1`),
    index('accounts_disabled').on(table.usernameKey).where(sql`is_active = 0 and awaits_activation = 0`),
    index('accounts_old_password').on(table.usernameKey).where(isOldHash),
  ],
)

/**
 * Every kind of sign-in. A `token` or `console` session has a `token_hash`; `jwt` and `express` sessions count refreshes
 * in `step`. A `console` session is a cookie at /admin alone (decision 67).
 * `user_agent` and `place` describe the client that signed in; neither is verified. `methods` are the words for how the
 * owner proved themselves in it (account/second-factor/level.ts), `proved_at` when they last did so after it was opened.
 */
export const sessions = sqliteTable(
  'sessions',
  {
    id: text().primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    kind: text({ enum: ['token', 'jwt', 'express', 'console'] }).notNull(),
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
    methods: text().notNull().default('pwd'),
    provedAt: integer('proved_at'),
  },
  (table) => [
    index('sessions_account_id_created_at').on(table.accountId, table.createdAt, table.id),
    uniqueIndex('sessions_token_hash').on(table.tokenHash).where(sql`token_hash is not null`),
  ],
)

/**
 * The values of user fields that no two accounts may share. `value` is the text of the value.
 */
export const uniqueFields = sqliteTable(
  'unique_fields',
  {
    field: text().notNull(),
    value: text().notNull(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.field, table.value] }),
    index('unique_fields_account_id').on(table.accountId),
  ],
)

/**
 * The people of other systems who were imported: `source` is the name that the operator gave to one, `old_id` the
 * person's id there. `fingerprint` is a keyed hash of what was imported, `updated_at` what the import wrote into the
 * account's, so that a change made here is noticed. A row stays when its account is deleted, so that a later import does
 * not bring it back.
 */
export const importedAccounts = sqliteTable(
  'imported_accounts',
  {
    source: text().notNull(),
    oldId: text('old_id').notNull(),
    accountId: text('account_id').notNull(),
    importedAt: integer('imported_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
    fingerprint: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.source, table.oldId] })],
)

/**
 * Values that go up. `number`: the number that was given to an account last, so that none is given twice. `integer`
 * and `objectid`: when all accounts had an id of this kind, in milliseconds. `import`: until when an import has the
 * database to itself. `cron`: when the last whole run of the cron began. `event`: the id of the event that was counted
 * last; it goes down when the newest events are deleted, because their ids are given again.
 */
export const counters = sqliteTable('counters', { name: text().primaryKey(), last: integer().notNull() })

/** What an emailed link is for. */
export type Purpose = 'reset' | 'username' | 'activation' | 'email' | 'recovery' | 'approve' | 'login'

/**
 * One-time tokens of emailed links, and their short codes. They work while the account's `credential_version` is the
 * one they were made for; recovery links work longer, because the changes that they undo raise it. `address_hash` is
 * the mailbox that the email was sent to, or a keyed hash of the sign-in that asked for it, `sealed` the address that a recovery link restores, `is_proved` whether that
 * address was verified.
 */
export const oneTimeTokens = sqliteTable(
  'tickets',
  {
    tokenHash: text('token_hash').primaryKey(),
    purpose: text().$type<Purpose>().notNull(),
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

// Account recovery is stored as `alarm`, the name that it had first.
Object.assign(oneTimeTokens.purpose, {
  mapToDriverValue: (purpose: Purpose) => (purpose === 'recovery' ? 'alarm' : purpose),
  mapFromDriverValue: (stored: string) => (stored === 'alarm' ? 'recovery' : stored),
})

/**
 * The addresses that an account has had, by a keyed hash, each with the `credential_version` at which it came. Written
 * when an address changes: an account without rows has had one address only.
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
 * Jobs to be done outside D1. `sealed` is encrypted, so that a copy of the database contains no usable link. Jobs that
 * were given up have a `dead_at`, and the kind of their last fault.
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

/** Emails of the last hour that were sent on public request, by a keyed hash of the address. */
export const requestedEmails = sqliteTable(
  'asked_letters',
  { id: text().notNull(), addressHash: text('address_hash').notNull(), at: integer().notNull() },
  (table) => [primaryKey({ columns: [table.addressHash, table.at, table.id] })],
)

/**
 * The login throttle: tries at passwords and registrations, by a key that contains no address. A key is for an account,
 * for an account and a known client, for a name that no account has, or for a client. `burst` counts tries that came
 * close together, `streak` all since the last right one; `free` and `most` are the limits that apply.
 */
export const loginThrottle = sqliteTable('attempts', {
  key: text().primaryKey(),
  burst: integer().notNull(),
  streak: integer().notNull(),
  at: integer().notNull(),
  free: integer().notNull(),
  most: integer().notNull(),
})

/** The clients from which an account has signed in, by a keyed hash of the client's address. */
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

/**
 * The second factor of an account. `totp` and `pending` are sealed (account/second-factor/totp-secret.ts): the secret in
 * use, and one that is not confirmed yet. `last_step` is the last step of TOTP that was used. `recovery` has the tags of
 * the unused recovery codes, each ended by a comma. `required_since`: since when a sign-in needs it. `email_barred`: no
 * sign-in is approved by email until a code was used.
 */
export const secondFactors = sqliteTable('second_factors', {
  accountId: text('account_id')
    .primaryKey()
    .references(() => accounts.id, { onDelete: 'cascade' }),
  requiredSince: integer('required_since'),
  totp: text(),
  totpAddedAt: integer('totp_added_at'),
  lastStep: integer('last_step').notNull().default(0),
  pending: text(),
  pendingUntil: integer('pending_until'),
  recovery: text().notNull().default(''),
  recoveryMadeAt: integer('recovery_made_at'),
  emailApproval: integer('email_approval', { mode: 'boolean' }).notNull().default(false),
  emailBarred: integer('email_barred', { mode: 'boolean' }).notNull().default(false),
  createdAt: integer('created_at').notNull(),
})

/** The clients that an owner trusts: they are not asked for a code. A token only as a keyed hash. */
export const trustedClients = sqliteTable(
  'trusted_clients',
  {
    tokenHash: text('token_hash').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    userAgent: text('user_agent').notNull().default(''),
    location: text('place'),
    createdAt: integer('created_at').notNull(),
    lastUsedAt: integer('last_used_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [index('trusted_clients_account_id').on(table.accountId)],
)

/** The sign-ins that owners approved by email, each for one client, by a keyed hash of its address and program. */
export const approvals = sqliteTable(
  'approvals',
  {
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    clientHash: text('client_hash').notNull(),
    until: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.clientHash] })],
)

/**
 * The passkeys of accounts (WebAuthn). `id` is the credential ID in base64url, `public_key` the key in COSE, the same;
 * `tag` is a keyed hash of id, account and key, so that nobody plants a row. `sign_count` is the largest count that the
 * authenticator told, `backup_eligible` whether it may copy the key to other devices, `transports` words for how it is
 * reached, with blanks between, `aaguid` its model. `rp_id` is the host that it works for; null in rows of releases that
 * did not note it, until it is used.
 */
export const passkeys = sqliteTable(
  'passkeys',
  {
    id: text().primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    publicKey: text('public_key').notNull(),
    tag: text().notNull(),
    signCount: integer('sign_count').notNull(),
    backupEligible: integer('backup_eligible', { mode: 'boolean' }).notNull(),
    backedUp: integer('backed_up', { mode: 'boolean' }).notNull(),
    transports: text().notNull(),
    aaguid: text().notNull(),
    name: text().notNull(),
    createdAt: integer('created_at').notNull(),
    lastUsedAt: integer('last_used_at'),
    rpId: text('rp_id'),
  },
  (table) => [
    index('passkeys_account_id').on(table.accountId),
    // For the check of readiness, whether there are any of another host.
    index('passkeys_rp_id').on(table.rpId),
  ],
)

/** What works once and is stored nowhere else, by a keyed hash, from its use until its time has passed. */
export const usedOnce = sqliteTable('used_once', { tag: text().primaryKey(), until: integer().notNull() })

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
  'factor_added',
  'factor_removed',
  'recovery_codes_made',
  'recovery_code_used',
  'client_trusted',
  'code_needed',
  'code_failed',
  'sign_in_approved',
  'factor_reset',
  'passkey_added',
  'passkey_removed',
  'passkey_counter',
  'reset_sent',
  'verification_sent',
  'tries_forgotten',
  'profile_changed',
  'email_retried',
  'email_dropped',
  'bulk_started',
  'bulk_cancelled',
  'webhook_added',
  'webhook_changed',
  'webhook_paused',
  'webhook_resumed',
  'webhook_secret_rotated',
  'webhook_replayed',
  'webhook_removed',
] as const

/**
 * What happened to an account, for its owner or an operator to look up. Kept for the days of the setting `EVENT_DAYS`,
 * also after the account is deleted. `actor_id` is the staff member who did it, or `operator` for an operator at a
 * terminal, and `note` the reason that they gave; `user_agent` and `place` are the owner's, never theirs. Ids increase
 * with time, so the oldest events are found without another index, which would cost a row each.
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
    note: text(),
  },
  (table) => [
    index('events_account_id_at').on(table.accountId, table.at),
    // Few events are in it, so that what staff did is found among millions.
    index('events_by_staff').on(table.at).where(sql`actor_id is not null`),
  ],
)

/** The limits that refuse requests with 429: of all requests of a client, and of tries (docs/limits.md). */
export const LIMITS = ['requests', 'passwords', 'codes', 'registrations', 'passkeys'] as const

/** What is counted without an event: emails that were sent, and requests that a limit refused. */
export const OTHER_COUNTS = ['email_sent', ...LIMITS.map((limit) => `refused_${limit}` as const)] as const

export const COUNTED_KINDS = [...EVENT_KINDS, ...OTHER_COUNTS] as const

/**
 * How many events of a kind there were in an hour, on a day, or ever (`all`, at 0). `at` is when the period began, in
 * milliseconds. The cron writes it from the events that it has not counted yet. What has no event is written as `new`, with
 * the hour, until the cron adds it to the others.
 */
export const eventCounts = sqliteTable(
  'event_counts',
  {
    period: text({ enum: ['hour', 'day', 'all', 'new'] }).notNull(),
    at: integer().notNull(),
    kind: text({ enum: COUNTED_KINDS }).notNull(),
    count: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.period, table.at, table.kind] })],
)

/**
 * How many accounts there are of each sort. The cron counts them some at a time: `so_far` is what it has come to, `value`
 * what it came to at the end of the last count. The row `totals` of the table `sweeps` says how far it is.
 */
export const totals = sqliteTable('totals', {
  name: text().primaryKey(),
  soFar: integer('so_far').notNull().default(0),
  value: integer().notNull().default(0),
})

/**
 * How long a password hash of so many links took, in milliseconds, as the cron measured it at this time. Null while it is
 * being measured, and where nothing came of it.
 */
export const hashTimes = sqliteTable('hash_times', {
  at: integer().primaryKey(),
  links: integer().notNull(),
  ms: integer(),
})

/**
 * Revocations of JWTs for services that verify them: of a session, or of all JWTs of an account from before a session
 * version (`epoch`) except those of the session `keep`. The id is the time in milliseconds, or one more than the id
 * before, so that it only increases. Written only with the secret `REVOCATIONS_SECRET`.
 */
export const revocations = sqliteTable('revocations', {
  id: integer().primaryKey(),
  accountId: text('account_id').notNull(),
  sessionId: text('session_id'),
  sessionVersion: integer('epoch'),
  keep: text(),
})

/**
 * Sessions that ended, from when KV was to be told of it until their last JWT has expired. In the order in which they
 * are read: those of an account by when they expire (decision 77).
 */
export const endedSessions = sqliteTable(
  'ended_sessions',
  {
    accountId: text('account_id').notNull(),
    until: integer().notNull(),
    sessionId: text('session_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.until, table.sessionId] })],
)

/** Why a webhook is paused: staff paused it, it failed for too long, or its receiver said that it is gone. */
export const PAUSE_REASONS = ['staff', 'failing', 'gone'] as const

/**
 * Where other systems are told of events. `events` are the types that it is told of, null for all. `sealed` are its
 * secrets, encrypted: the one in use, and the one before until a day after `rotated_at`. `cursor` is the id of the last
 * event that it has messages of. `failures` are those since the last message that arrived, `failing_since` the first.
 */
export const webhooks = sqliteTable('webhooks', {
  id: text().primaryKey(),
  url: text().notNull(),
  events: text({ mode: 'json' }).$type<string[]>(),
  sealed: text().notNull(),
  rotatedAt: integer('rotated_at'),
  createdAt: integer('created_at').notNull(),
  cursor: integer().notNull(),
  failures: integer().notNull().default(0),
  failingSince: integer('failing_since'),
  pausedAt: integer('paused_at'),
  pauseReason: text('pause_reason', { enum: PAUSE_REASONS }),
})

/**
 * Messages that a webhook has not taken yet: a copy of what they tell of the event, so that they outlive it. Messages
 * that were given up have a `dead_at`, and `fault` is the last one. The row goes when the message has arrived.
 */
export const webhookMessages = sqliteTable(
  'webhook_messages',
  {
    webhookId: text('webhook_id')
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    eventId: integer('event_id').notNull(),
    kind: text({ enum: EVENT_KINDS }).notNull(),
    accountId: text('account_id').notNull(),
    sessionId: text('session_id'),
    byStaff: integer('by_staff', { mode: 'boolean' }).notNull(),
    at: integer().notNull(),
    attempts: integer().notNull(),
    dueAt: integer('due_at').notNull(),
    deadAt: integer('dead_at'),
    fault: text(),
  },
  (table) => [
    primaryKey({ columns: [table.webhookId, table.eventId] }),
    index('webhook_messages_due_at').on(table.webhookId, table.dueAt).where(sql`dead_at is null`),
    index('webhook_messages_dead_at').on(table.deadAt).where(sql`dead_at is not null`),
  ],
)

/**
 * How a bulk job is: it ended when everybody was gone over (`done`), when staff cancelled it, when who started it might not
 * act any more (`stopped`), or when its selection could not be opened (`failed`).
 */
export const BULK_STATES = ['running', 'done', 'cancelled', 'stopped', 'failed'] as const

/**
 * What staff do to many accounts, some at a time (decision 76). `sealed` is who is meant and the reason, encrypted, because
 * a search may be an address. `started_by` is the account of the staff member, with its session version at that time
 * (`epoch`), or `operator`. Everybody up to the id `after` was gone over. `leased_until`: until when a request or the cron
 * is at it. `faults` are those of the same slice, one after another.
 */
export const bulkJobs = sqliteTable(
  'bulk_jobs',
  {
    id: text().primaryKey(),
    action: text({ enum: BULK_ACTIONS }).notNull(),
    sealed: text().notNull(),
    startedBy: text('started_by').notNull(),
    sessionVersion: integer('epoch').notNull(),
    createdAt: integer('created_at').notNull(),
    state: text({ enum: BULK_STATES }).notNull(),
    endedAt: integer('ended_at'),
    after: text().notNull().default(''),
    done: integer().notNull().default(0),
    unchanged: integer().notNull().default(0),
    failed: integer().notNull().default(0),
    faults: integer().notNull().default(0),
    leasedUntil: integer('leased_until').notNull().default(0),
  },
  (table) => [
    index('bulk_jobs_created_at').on(table.createdAt, table.id),
    // Few rows are in it, so that the cron finds what is to be done.
    index('bulk_jobs_running').on(table.leasedUntil).where(sql`state = 'running'`),
  ],
)

/**
 * The progress of the cron in a table: it is at the rows after `after` and up to `until`, or to the end. `begun_at` is
 * when it began at the first row, `moved_at` when it came to these.
 */
export const purges = sqliteTable('sweeps', {
  name: text().primaryKey(),
  after: text().notNull().default(''),
  until: text(),
  begunAt: integer('begun_at').notNull().default(0),
  movedAt: integer('moved_at').notNull().default(0),
})

/** A tag made with each master key, to detect a key that was replaced under the same id. */
export const keyChecks = sqliteTable('key_checks', {
  kid: text().primaryKey(),
  tag: text().notNull(),
})

/**
 * Pictures that no account shows any more, or yet. They are deleted from R2 when they are due. The row is removed when
 * an account shows the picture.
 */
export const discardedPictures = sqliteTable(
  'discarded_pictures',
  { address: text().primaryKey(), dueAt: integer('due_at').notNull().default(0) },
  (table) => [index('discarded_pictures_due_at').on(table.dueAt)],
)

export type Account = typeof accounts.$inferSelect

/** An id of an account in any form: its UUID, its number, or its ObjectId. No two forms have the same type and length. */
export type AccountId = string | number
export type Session = typeof sessions.$inferSelect
export type SecondFactor = typeof secondFactors.$inferSelect
export type Passkey = typeof passkeys.$inferSelect

/** The kinds of sessions that an API opens. */
export type ApiSessionKind = Exclude<Session['kind'], 'console'>
