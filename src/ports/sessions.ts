import { and, eq, gt, lte, ne, type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { insertIf } from './insert-if.ts'
import { accounts, type Session, sessions } from './schema.ts'

/** A session is alive while its account has begun no epoch since. Whether the account is active, the row tells. */
const alive = (now: number) =>
  and(gt(sessions.idleExpiresAt, now), gt(sessions.expiresAt, now), eq(sessions.epoch, accounts.epoch))

/** Sessions in D1. `find…` is one read; the others are statements for `commit`. */
export const openSessions = (db: Database) => ({
  /** The session and its account in one statement; none when either has ended. */
  findByToken: (tokenHash: string, now: number) => findAlive(db, eq(sessions.tokenHash, tokenHash), now),

  findById: (id: string, now: number) => findAlive(db, eq(sessions.id, id), now),

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

  delete: (id: string) => db.delete(sessions).where(eq(sessions.id, id)),

  /** The session that changed the password goes on in the new epoch. */
  keep: (id: string, accountId: string, condition: SQL) =>
    db
      .update(sessions)
      .set({ epoch: sql`(select ${accounts.epoch} from ${accounts} where ${accounts.id} = ${accountId})` })
      .where(and(eq(sessions.id, id), condition)),

  deleteOthers: (accountId: string, exceptId: string, condition: SQL) =>
    db.delete(sessions).where(and(eq(sessions.accountId, accountId), ne(sessions.id, exceptId), condition)),

  deleteExpired: (now: number) => db.delete(sessions).where(lte(sessions.idleExpiresAt, now)),
})

const findAlive = (db: Database, condition: SQL, now: number) =>
  db
    .select({ session: sessions, account: accounts })
    .from(sessions)
    .innerJoin(accounts, eq(accounts.id, sessions.accountId))
    .where(and(condition, alive(now)))
    .get()
