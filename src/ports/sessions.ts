import { and, desc, eq, exists, getTableColumns, gt, lte, ne, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { insertIf, valuesOf } from './insert-if.ts'
import { purgeExpired } from './purge-expired.ts'
import { accounts, endedSessions, type Session, sessions } from './schema.ts'
import { type Placeholders, partOnce, type RowValues, statementOnce } from './write-once.ts'

/** A session is live until it expires or its account gets a new session version. The caller checks `isActive`. */
const alive = (now: number | SQL) =>
  and(
    gt(sessions.idleExpiresAt, now),
    gt(sessions.expiresAt, now),
    eq(sessions.sessionVersion, accounts.sessionVersion),
  )

/** A session by its token, or by its id and its account's. */
export type NamedSession = { tokenHash: string } | Pick<Session, 'id' | 'accountId'>

const isNamed = (named: NamedSession | Placeholders<NamedSession>) =>
  'tokenHash' in named
    ? eq(sessions.tokenHash, named.tokenHash)
    : and(eq(sessions.id, named.id), eq(sessions.accountId, named.accountId))

/** The live session of an active account that is named so, or none. */
export const namedAndLive = (
  db: Database,
  named: NamedSession | Placeholders<NamedSession>,
  now: number | SQL,
) =>
  and(
    isNamed(named),
    existsIn(db, accounts, eq(accounts.id, sessions.accountId), eq(accounts.isActive, true), alive(now)),
  )

/** Columns of both tables have the same names, which D1 would not tell apart in the answer to a batch. */
const aliased = Object.fromEntries(
  Object.entries(getTableColumns(sessions)).map(([name, column]) => [
    name,
    sql`${column}`.mapWith(column).as(`session_${name}`),
  ]),
) as { [Name in keyof Session]: SQL.Aliased<Session[Name]> }

/** Finds a session by one of its columns, with its account. Every request with a credential begins with this read. */
function findBy(column: SQLiteColumn) {
  const select = statementOnce<[key: string, now: number]>()((db, key, now) =>
    db
      .select({ session: sessions, account: accounts })
      .from(sessions)
      .innerJoin(accounts, eq(accounts.id, sessions.accountId))
      .where(and(eq(column, key), alive(now)))
      .limit(1),
  )
  return async (db: Database, key: string, now: number) => {
    const [live] = await select(db, key, now)
    return live
  }
}

const findByToken = findBy(sessions.tokenHash)
const findById = findBy(sessions.id)

const owner = partOnce<[named: NamedSession, now: number]>(
  (db, named, now) =>
    sql`(select ${sessions.accountId} from ${sessions} where ${namedAndLive(db, named, now)})`,
)

const isThere = partOnce<[id: string, condition: SQL | undefined]>((db, id, condition) =>
  existsIn(db, sessions, eq(sessions.id, id), condition),
)

const isLive = partOnce<[named: NamedSession, now: number]>((db, named, now) =>
  existsIn(db, sessions, namedAndLive(db, named, now)),
)

const selectNamed = statementOnce<[named: NamedSession, now: number]>()((db, named, now) =>
  db
    .select({ session: aliased, account: getTableColumns(accounts) })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.id, sessions.accountId))
    .where(and(isNamed(named), alive(now))),
)

type Opened = Pick<Session, 'accountId' | 'sessionVersion'>

const insert = statementOnce<[row: RowValues, opened: Opened, conditions: SQL[]]>()(
  (db, row, { accountId, sessionVersion }, conditions) =>
    insertIf(
      db,
      sessions,
      row,
      existsIn(
        db,
        accounts,
        eq(accounts.id, accountId),
        eq(accounts.isActive, true),
        eq(accounts.sessionVersion, sessionVersion),
        ...conditions,
      ),
    ).returning({ id: sessions.id }),
)

const end = statementOnce<[named: NamedSession, now: number]>()((db, named, now) =>
  db
    .delete(sessions)
    .where(namedAndLive(db, named, now))
    .returning({ accountId: sessions.accountId }),
)

const keep = statementOnce<[id: string, accountId: string, condition: SQL]>()(
  (db, id, accountId, condition) =>
    db
      .update(sessions)
      .set({
        sessionVersion: sql`(select ${accounts.sessionVersion} from ${accounts} where ${accounts.id} = ${accountId})`,
      })
      .where(and(eq(sessions.id, id), condition)),
)

const deleteOthers = statementOnce<[accountId: string, exceptId: string, condition: SQL]>()(
  (db, accountId, exceptId, condition) =>
    db.delete(sessions).where(and(eq(sessions.accountId, accountId), ne(sessions.id, exceptId), condition)),
)

const seen = statementOnce<[id: string, idleExpiresAt: number, now: number]>()((db, id, idleExpiresAt, now) =>
  db
    .update(sessions)
    .set({ lastSeenAt: now, idleExpiresAt: sql`max(${sessions.idleExpiresAt}, ${idleExpiresAt})` })
    .where(eq(sessions.id, id)),
)

/** Where a page of a list of sessions ended. */
export type Cursor = { createdAt: number; id: string }

/** Sessions in D1. `find…` and `list` are one read; the others are statements for `commit`. */
export const openSessions = (db: Database) => ({
  /** The session and its account in one statement; undefined if the session has ended. */
  findByToken: (tokenHash: string, now: number) => findByToken(db, tokenHash, now),

  findById: (id: string, now: number) => findById(db, id, now),

  /** The session that is named so, and its account, for `commit`. None if it has ended. */
  named: (named: NamedSession, now: number) => selectNamed(db, named, now),

  /** The id of the active account whose live session is named so. */
  ownerOf: (named: NamedSession, now: number): SQL => owner(db, named, now),

  /** One live session of this account. */
  findOwn: async (accountId: string, id: string, now: number) => {
    const found = await findById(db, id, now)
    return found?.account.id === accountId ? found.session : undefined
  },

  /** Live sessions of an account, the newest first, from where an earlier page ended. */
  list: async (
    accountId: string,
    now: number,
    { after, limit }: { after?: Cursor | undefined; limit: number },
  ) => {
    const rows = await db
      .select({ session: sessions })
      .from(sessions)
      .innerJoin(accounts, eq(accounts.id, sessions.accountId))
      .where(
        and(
          eq(sessions.accountId, accountId),
          alive(now),
          after && sql`(${sessions.createdAt}, ${sessions.id}) < (${after.createdAt}, ${after.id})`,
        ),
      )
      .orderBy(desc(sessions.createdAt), desc(sessions.id))
      .limit(limit)
    return rows.map(({ session }) => session)
  },

  /** True while a session is stored, and the condition is true. For statements about its end, which come before it in the batch. */
  isThere: (id: string, condition?: SQL): SQL => isThere(db, id, condition),

  /**
   * True while a session is stored with its account's session version (this one, if given) and the account is active.
   */
  lives: (id: string, sessionVersion?: number): SQL => lives(db, id, { sessionVersion }),

  /** The same, and the account is staff. */
  livesAsStaff: (id: string): SQL => lives(db, id, { asStaff: true }),

  /**
   * Adds a session unless the account was disabled, deleted or given a new session version meanwhile, and if these
   * conditions are true. Adds one row, or none.
   */
  insert: (session: Session, ...conditions: SQL[]) => {
    const { accountId, sessionVersion } = session
    return insert(db, valuesOf(sessions, session), { accountId, sessionVersion }, conditions)
  },

  /** Notes that the owner proved themselves in a session. */
  prove: (id: string, { methods, provedAt }: { methods: string; provedAt: number }, ...conditions: SQL[]) =>
    db
      .update(sessions)
      .set({ methods, provedAt })
      .where(and(eq(sessions.id, id), ...conditions))
      .returning({ id: sessions.id }),

  /** True once the owner proved themselves so. */
  isProved: (id: string, { methods, provedAt }: { methods: string; provedAt: number }): SQL =>
    existsIn(
      db,
      sessions,
      eq(sessions.id, id),
      eq(sessions.methods, methods),
      eq(sessions.provedAt, provedAt),
    ),

  /**
   * Compare-and-swap on a live session: of several callers with the same step, one moves on. Changes one row, or none.
   */
  step: (id: string, step: number, idleExpiresAt: number, now: number) =>
    db
      .update(sessions)
      .set({
        step: step + 1,
        steppedAt: now,
        lastSeenAt: now,
        idleExpiresAt: sql`min(${idleExpiresAt}, ${sessions.expiresAt})`,
      })
      .where(
        and(
          eq(sessions.id, id),
          eq(sessions.step, step),
          existsIn(
            db,
            accounts,
            eq(accounts.id, sessions.accountId),
            eq(accounts.isActive, true),
            alive(now),
          ),
        ),
      )
      .returning()
      .get(),

  seen: (id: string, idleExpiresAt: number, now: number) => seen(db, id, idleExpiresAt, now),

  /** True while this session is live. For statements about its end, which come before it in the batch. */
  isLive: (named: NamedSession, now: number): SQL => isLive(db, named, now),

  /** Deletes one live session of an active account, or none. */
  end: (named: NamedSession, now: number) => end(db, named, now),

  /** Deletes one row, or none if another request was faster. */
  delete: (id: string, condition?: SQL) =>
    db
      .delete(sessions)
      .where(and(eq(sessions.id, id), condition))
      .returning({ id: sessions.id }),

  /** Moves a session to the session version that its account gets next. */
  takeAlong: (id: string, sessionVersion: number, condition: SQL) =>
    db
      .update(sessions)
      .set({ sessionVersion })
      .where(and(eq(sessions.id, id), condition)),

  /** Moves the session that changed the password to the account's new session version. */
  keep: (id: string, accountId: string, condition: SQL) => keep(db, id, accountId, condition),

  deleteOthers: (accountId: string, exceptId: string, condition: SQL) =>
    deleteOthers(db, accountId, exceptId, condition),

  /** Deletes the sessions that a new session version of their account has ended. */
  deleteDead: (accountId: string) =>
    db
      .delete(sessions)
      .where(
        and(
          eq(sessions.accountId, accountId),
          sql`${sessions.sessionVersion} < (select ${accounts.sessionVersion} from ${accounts} where ${accounts.id} = ${accountId})`,
        ),
      ),

  /** Deletes expired sessions, some at a time. */
  purgeExpired: (now: number) => purgeExpired(db, sessions.id, lte(sessions.idleExpiresAt, now), now),

  /** Deletes ended sessions whose last JWT has expired, some at a time. */
  purgeEnded: (now: number) => purgeExpired(db, endedSessions.accountId, lte(endedSessions.until, now), now),
})

type Living = { sessionVersion?: number | undefined; asStaff?: boolean }

const lives = partOnce<[id: string, as: Living]>((db, id, { sessionVersion, asStaff }) =>
  exists(
    db
      .select({ one: sql`1` })
      .from(sessions)
      .innerJoin(accounts, eq(accounts.id, sessions.accountId))
      .where(
        and(
          eq(sessions.id, id),
          eq(sessions.sessionVersion, accounts.sessionVersion),
          eq(accounts.isActive, true),
          sessionVersion === undefined ? undefined : eq(sessions.sessionVersion, sessionVersion),
          asStaff ? eq(accounts.isStaff, true) : undefined,
        ),
      ),
  ),
)
