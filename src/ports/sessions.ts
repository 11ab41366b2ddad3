import { and, desc, eq, exists, gt, lte, ne, type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { finderOf } from './find-live.ts'
import { insertIf } from './insert-if.ts'
import { accounts, type Session, sessions } from './schema.ts'
import { sweep } from './sweep.ts'

/** A session is alive while its account has begun no epoch since. Whether the account is active, the row tells. */
const alive = (now: number | SQL) =>
  and(gt(sessions.idleExpiresAt, now), gt(sessions.expiresAt, now), eq(sessions.epoch, accounts.epoch))

/** A session by its token, or by its id and whose it is. */
export type NamedSession = { tokenHash: string } | Pick<Session, 'id' | 'accountId'>

const isNamed = (named: NamedSession) =>
  'tokenHash' in named
    ? eq(sessions.tokenHash, named.tokenHash)
    : and(eq(sessions.id, named.id), eq(sessions.accountId, named.accountId))

/** Live sessions of active accounts that have this name: one, or none. */
export const namedAndLive = (db: Database, named: NamedSession, now: number) =>
  and(
    isNamed(named),
    existsIn(db, accounts, eq(accounts.id, sessions.accountId), eq(accounts.isActive, true), alive(now)),
  )

const findByToken = finderOf(sessions.tokenHash, alive)
const findById = finderOf(sessions.id, alive)

/** Where a page of a list of sessions ended. */
export type Cursor = { createdAt: number; id: string }

/** Sessions in D1. `find…` and `list` are one read; the others are statements for `commit`. */
export const openSessions = (db: Database) => ({
  /** The session and its account in one statement; none when either has ended. */
  findByToken: (tokenHash: string, now: number) => findByToken(db, tokenHash, now),

  findById: (id: string, now: number) => findById(db, id, now),

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

  /** Holds while a session is there. For what follows from its end, in front of it in the batch. */
  isThere: (id: string): SQL => existsIn(db, sessions, eq(sessions.id, id)),

  /** Holds while a session is there, of this epoch if one is given, and its account active and in the same. */
  lives: (id: string, epoch?: number): SQL =>
    lives(db, id, epoch === undefined ? undefined : eq(sessions.epoch, epoch)),

  /** The same, while its account is staff. */
  livesAsStaff: (id: string): SQL => lives(db, id, eq(accounts.isStaff, true)),

  /** Opens a session unless the account was disabled, deleted or given a new epoch meanwhile. Adds one row, or none. */
  insert: (session: Session) =>
    insertIf(
      db,
      sessions,
      session,
      existsIn(
        db,
        accounts,
        eq(accounts.id, session.accountId),
        eq(accounts.isActive, true),
        eq(accounts.epoch, session.epoch),
      ),
    ).returning({ id: sessions.id }),

  /** Compare-and-swap on a live session: of several callers with the same step, one moves on. Changes one row, or none. */
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

  seen: (id: string, idleExpiresAt: number, now: number) =>
    db
      .update(sessions)
      .set({ lastSeenAt: now, idleExpiresAt: sql`max(${sessions.idleExpiresAt}, ${idleExpiresAt})` })
      .where(eq(sessions.id, id)),

  /** Holds while this session is live. For what follows from its end, in front of it in the batch. */
  isLive: (named: NamedSession, now: number): SQL => existsIn(db, sessions, namedAndLive(db, named, now)),

  /** Deletes one live session of an active account, or none. */
  end: (named: NamedSession, now: number) =>
    db
      .delete(sessions)
      .where(namedAndLive(db, named, now))
      .returning({ accountId: sessions.accountId }),

  /** Deletes one row, or none when somebody was faster. */
  delete: (id: string) => db.delete(sessions).where(eq(sessions.id, id)).returning({ id: sessions.id }),

  /** Takes a session along into an epoch that is about to begin. */
  takeAlong: (id: string, epoch: number, condition: SQL) =>
    db
      .update(sessions)
      .set({ epoch })
      .where(and(eq(sessions.id, id), condition)),

  /** The session that changed the password goes on in the new epoch. */
  keep: (id: string, accountId: string, condition: SQL) =>
    db
      .update(sessions)
      .set({ epoch: sql`(select ${accounts.epoch} from ${accounts} where ${accounts.id} = ${accountId})` })
      .where(and(eq(sessions.id, id), condition)),

  deleteOthers: (accountId: string, exceptId: string, condition: SQL) =>
    db.delete(sessions).where(and(eq(sessions.accountId, accountId), ne(sessions.id, exceptId), condition)),

  /** Clears away those that an epoch of their account has ended. */
  deleteDead: (accountId: string) =>
    db
      .delete(sessions)
      .where(
        and(
          eq(sessions.accountId, accountId),
          sql`${sessions.epoch} < (select ${accounts.epoch} from ${accounts} where ${accounts.id} = ${accountId})`,
        ),
      ),

  /** Clears away what has ended, some of it at a time. */
  sweep: (now: number) => sweep(db, sessions, sessions.id, lte(sessions.idleExpiresAt, now), now),
})

const lives = (db: Database, id: string, condition: SQL | undefined): SQL =>
  exists(
    db
      .select({ one: sql`1` })
      .from(sessions)
      .innerJoin(accounts, eq(accounts.id, sessions.accountId))
      .where(
        and(eq(sessions.id, id), eq(sessions.epoch, accounts.epoch), eq(accounts.isActive, true), condition),
      ),
  )
