import { and, count, eq, gt, lte, max, or, type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { importedSessions, importedTokenFilter, oldRows } from './imported-schema.ts'
import { isOldHash } from './old-hash.ts'
import { accounts, events, sessions } from './schema.ts'

const { id, passwordHash } = accounts

/** True for one behind which a seal stands. Nothing else in a stored hash has a full stop behind a dollar sign. */
const isSealed: SQL = sql`${passwordHash} glob '*$*.*'`

/** Without its seal: what stands behind the last dollar sign is cut off. */
const bareHash: SQL = sql`rtrim(rtrim(${passwordHash}, replace(${passwordHash}, '$', '')), '$')`

/** What is left of the systems that people came from. */
export type Left = {
  /** People whose password is still that of the other system; and how many of them have no address to reset it by. */
  foreign: number
  withoutAddress: number
  /** Passwords and rows that are kept, sealed, for a way back. */
  seals: number
  rows: number
  /** Sessions that another system opened, and tokens of its own. */
  sessions: number
  tokens: number
}

/** What is left of other systems in D1, and its end. Not for the Worker: this takes time in proportion to the accounts. */
export const openMove = (db: Database) => {
  const number = async (query: PromiseLike<{ count: number } | undefined>) => (await query)?.count ?? 0
  const all = { count: count() }
  const isToken = sql`exists (select 1 from ${importedSessions} where ${importedSessions.id} = ${sessions.id})
    and ${sessions.tokenHash} is not null`
  return {
    left: async (): Promise<Left> => ({
      foreign: await number(db.select(all).from(accounts).where(isOldHash).get()),
      withoutAddress: await number(
        db
          .select(all)
          .from(accounts)
          .where(and(isOldHash, eq(accounts.email, '')))
          .get(),
      ),
      seals: await number(db.select(all).from(accounts).where(isSealed).get()),
      rows: await number(db.select(all).from(oldRows).get()),
      sessions: await number(db.select(all).from(importedSessions).get()),
      tokens: await number(db.select(all).from(sessions).where(isToken).get()),
    }),

    /** How many sign-ins were right and wrong in a time, in milliseconds. Reads all events: they have no index for it. */
    signIns: async (from: number, to: number): Promise<{ right: number; wrong: number }> => {
      const of = (kind: 'sign_in' | 'sign_in_failed') =>
        number(
          db
            .select(all)
            .from(events)
            .where(and(eq(events.kind, kind), gt(events.at, from), lte(events.at, to)))
            .get(),
        )
      return { right: await of('sign_in'), wrong: await of('sign_in_failed') }
    },

    /**
     * Removes what is left of the next accounts after this id: old passwords, which none takes the place of, and seals.
     * Returns the last id and how many accounts there were.
     */
    clearPasswords: async (
      after: string,
      atOnce: number,
    ): Promise<{ last: string | null; count: number }> => {
      const page = db.select({ id }).from(accounts).where(gt(id, after)).orderBy(id).limit(atOnce).as('page')
      const found = await db
        .select({ last: max(page.id), count: count() })
        .from(page)
        .get()
      const last = found?.last ?? null
      if (last !== null)
        await db
          .update(accounts)
          .set({ passwordHash: sql`case when ${isOldHash} then '!' else ${bareHash} end` })
          .where(and(gt(id, after), lte(id, last), or(isOldHash, isSealed)))
      return { last, count: found?.count ?? 0 }
    },

    /** Removes everything else, in one transaction: tokens end, and sessions that were refreshed here go on. */
    clearRest: async (): Promise<void> => {
      await db.batch([
        db.delete(sessions).where(isToken),
        db.delete(importedSessions),
        db.delete(importedTokenFilter),
        db.delete(oldRows),
      ])
    },
  }
}

export type Move = ReturnType<typeof openMove>
