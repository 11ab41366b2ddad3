import { and, asc, eq, getTableColumns, gt, isNotNull, lte, not, sql } from 'drizzle-orm'
import { fromBase64 } from './bytes.ts'
import type { ClientInfo } from './client-info.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Commit, Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { importedSessions, importedTokenFilter } from './imported-schema.ts'
import { insertIf } from './insert-if.ts'
import type { Keys } from './keys.ts'
import { type MaybeOldSecrets, readOldSecrets } from './old-secrets.ts'
import { purgeExpired } from './purge-expired.ts'
import { type Account, accounts, importedAccounts, type Session, sessions } from './schema.ts'
import type { openSessions } from './sessions.ts'
import type { Settings } from './settings.ts'

/** The session version that an account is imported with. A higher one has ended all that came with it. */
export const IMPORTED_VERSION = 0

/** How long, in milliseconds, an isolate uses the filter of tokens that it has read. */
const FRESH = 60_000

type Bytes = Uint8Array<ArrayBuffer>

const known = new WeakMap<object, { at: number; filter: Bytes }>()

const rowsOf = (rows: unknown[]) => sql`json_each(${JSON.stringify(rows)}) as given`

/**
 * What the sessions of other systems need, in D1 and of secrets. `filter` and `tokenHashes` are one read; the others
 * are statements for `commit`.
 */
export const openImportedSessions = ({ db, env }: { db: Database; env: MaybeOldSecrets }) => ({
  /** The secrets of a system. Throws Misconfigured unless it has those that are named. */
  secrets: (source: string, names: readonly string[]) => readOldSecrets(env, source, names),

  /** Whether there are secrets of any system. */
  hasSecrets: !!env.OLD_JWT_SECRETS,

  /** The filter of imported tokens, from the last minute; empty if there is none. */
  async filter(now: number): Promise<Bytes> {
    const last = known.get(env)
    if (last && now - last.at < FRESH) return last.filter
    const parts = await db.select().from(importedTokenFilter).orderBy(asc(importedTokenFilter.part))
    const filter = fromBase64(parts.map(({ bits }) => bits).join(''))
    known.set(env, { at: now, filter })
    return filter
  },

  /**
   * Opens a session of a system's account, unless it was opened before, or had ended there, or the account is disabled
   * or has a new session version. Then reads the session, as it may have been opened before, and the account.
   */
  open: ({ id, ...session }: Omit<Session, 'accountId'>, source: string, oldId: string) => {
    const given: Record<string, unknown> = { id, ...session }
    const isTheirs = and(eq(importedAccounts.source, source), eq(importedAccounts.oldId, oldId))
    const values = Object.entries(getTableColumns(sessions)).map(([name, column]) =>
      name === 'accountId' ? sql`${accounts.id}` : sql.param(given[name] ?? null, column),
    )
    const mayOpen = and(
      isTheirs,
      eq(accounts.isActive, true),
      eq(accounts.sessionVersion, IMPORTED_VERSION),
      not(existsIn(db, importedSessions, eq(importedSessions.id, id))),
    )
    return {
      opened: db
        .insert(sessions)
        .select(
          sql`select ${sql.join(values, sql`, `)} from ${importedAccounts} inner join ${accounts}
            on ${accounts.id} = ${importedAccounts.accountId} where ${mayOpen}`,
        )
        .onConflictDoNothing(),
      noted: insertIf(
        db,
        importedSessions,
        { id, until: session.expiresAt },
        existsIn(db, sessions, eq(sessions.id, id)),
      ).onConflictDoNothing(),
      sessions: db.select().from(sessions).where(eq(sessions.id, id)),
      accounts: db
        .select(getTableColumns(accounts))
        .from(importedAccounts)
        .innerJoin(accounts, eq(accounts.id, importedAccounts.accountId))
        .where(isTheirs),
    }
  },

  /**
   * Adds sessions that were open in another system, unless one was added before, or had ended there. They go to SQLite as
   * one JSON parameter: a statement for each takes as long as all else of an import together.
   */
  add: (added: Session[]) =>
    [
      db
        .insert(sessions)
        .select(
          sql`select ${sql.join(
            Object.keys(getTableColumns(sessions)).map((name) => sql`given.value ->> ${name}`),
            sql`, `,
          )} from ${rowsOf(added)}
            where not exists (select 1 from imported_sessions where id = given.value ->> 'id')
            and exists (select 1 from accounts where id = given.value ->> 'accountId' and is_active
              and epoch = ${IMPORTED_VERSION})`,
        )
        .onConflictDoNothing(),
      db
        .insert(importedSessions)
        .select(
          sql`select given.value ->> 'id', given.value ->> 'expiresAt' from ${rowsOf(added)} where true`,
        )
        .onConflictDoNothing(),
    ] as const,

  /** Notes sessions that had ended in the other system. `until`: when their last token expires. */
  addEnded: (ids: string[], until: number) =>
    db
      .insert(importedSessions)
      .select(sql`select given.value, ${until} from ${rowsOf(ids)} where true`)
      .onConflictDoNothing(),

  /** The next hashes of imported tokens that are stored, in the order of the ids of their sessions. */
  tokenHashes: (after: string, limit: number) =>
    db
      .select({ id: importedSessions.id, hash: sessions.tokenHash })
      .from(importedSessions)
      .innerJoin(sessions, eq(sessions.id, importedSessions.id))
      .where(and(gt(importedSessions.id, after), isNotNull(sessions.tokenHash)))
      .orderBy(asc(importedSessions.id))
      .limit(limit)
      .all(),

  /** Replaces the filter of imported tokens. */
  setFilter: (parts: readonly string[]) =>
    [
      db.delete(importedTokenFilter),
      ...parts.map((bits, part) => db.insert(importedTokenFilter).values({ part, bits })),
    ] as const,

  /** Deletes what no token can open any more, some at a time. */
  purgeExpired: (now: number) => purgeExpired(db, importedSessions.id, lte(importedSessions.until, now), now),
})

type ImportedStore = ReturnType<typeof openImportedSessions>

/** The ports that sessions of other systems are read with. */
export type ImportedPorts = {
  config: Config
  clock: Clock
  clientInfo: ClientInfo
  commit: Commit
  keys: Keys
  sessions: ReturnType<typeof openSessions>
  imported: ImportedStore | undefined
  settings: Settings
}

/** What a JWT of another system says, as one of ours would say it, and whose it is. Times are seconds. */
export type ImportedClaims = {
  token_type: 'access' | 'refresh'
  sub: string
  sid: string
  jti: string
  ep: number
  step: number
  exp: number
  iat: number
  me: { account: Account; session: Session }
}

/**
 * Tokens or JWTs of one other system that are accepted until a day. They are in account/sessions/imported/;
 * gatehouse.config.ts imports those that a back end needs, and the others are not in the bundle.
 */
export type ImportedSessions = {
  /** The function of gatehouse.config.ts. */
  name: string
  /** The name of the system, as the import has it. */
  source: string
  /** Milliseconds. */
  until: number
  /** The secrets that it needs, by name. */
  secrets: readonly string[]
  store: typeof openImportedSessions
  /** What is wrong with the configuration or should be changed. */
  warnings: (imported: ImportedStore, now: number) => string[]
  /** The hash that is stored of a token. Undefined if the token is none of this system. */
  hashOf?: (ports: ImportedPorts, token: string) => Promise<string | undefined>
  /**
   * Reads a JWT, and opens its session when it is used for the first time. Undefined if this system did not sign it, or
   * it has expired. Refuses as `jwt_…`.
   */
  claimsOf?: (
    ports: ImportedPorts,
    token: string,
    type?: 'access' | 'refresh',
  ) => Promise<ImportedClaims | undefined>
}
