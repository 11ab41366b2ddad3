import { asc, gt, lte, type SQL, sql } from 'drizzle-orm'
import type { Clock } from './clock.ts'
import type { Database, Statement } from './database.ts'
import { isPresentedSecret, readPresentedSecret } from './presented-secret.ts'
import type { AccountRevocation, Revocation } from './revoked.ts'
import { accounts, revocations } from './schema.ts'

/** Only where other services ask which JWTs were revoked. */
export type MaybeRevocationsSecret = { REVOCATIONS_SECRET?: string }

export type RevocationRow = typeof revocations.$inferSelect

/** The secret of the services, undefined if there is none. Throws Misconfigured if it could be guessed. */
export const readRevocationsSecret = ({ REVOCATIONS_SECRET }: MaybeRevocationsSecret): string | undefined =>
  readPresentedSecret('REVOCATIONS_SECRET', REVOCATIONS_SECRET)

type Dependencies = { db: Database; env: MaybeRevocationsSecret; clock: Clock }

/** The job was prepared before its batch runs, so the account may have a newer session version by then. */
const latest = ({ account, sessionVersion }: AccountRevocation) =>
  sql`max(${sessionVersion}, coalesce((select epoch from ${accounts} where id = ${account}), 0))`

/**
 * The list of revocations that other services read. Nothing is written without the secret, so that a deployment
 * without such services does not pay for it.
 */
export const openRevocationList = ({ db, env, clock }: Dependencies) => ({
  isOn: Boolean(env.REVOCATIONS_SECRET),

  /** Whether it is the secret of the services. */
  admits: (secret: string): boolean => isPresentedSecret(readRevocationsSecret(env), secret),

  /**
   * Adds a revocation if the condition is true when the batch runs. Ids increase with time and with every row, also
   * after the last rows were purged, so an id is a cursor that misses nothing: D1 runs one batch after another.
   */
  insert(revocation: Revocation, condition: SQL | undefined): Statement[] {
    if (!env.REVOCATIONS_SECRET) return []
    const id = sql`max(coalesce((select max(id) from ${revocations}) + 1, 0), ${clock.now()})`
    const values =
      'session' in revocation
        ? sql`${revocation.account}, ${revocation.session}, null, null`
        : sql`${revocation.account}, null, ${latest(revocation)}, ${revocation.keep}`
    return [db.insert(revocations).select(sql`select ${id}, ${values} where ${condition ?? sql`true`}`)]
  },

  /** The revocations after a cursor, the oldest first. One read. */
  list: (after: number, limit: number): Promise<RevocationRow[]> =>
    db
      .select()
      .from(revocations)
      .where(gt(revocations.id, after))
      .orderBy(asc(revocations.id))
      .limit(limit)
      .all(),

  /** Deletes those from before a time, which is in milliseconds. */
  deleteOld: (before: number) => db.delete(revocations).where(lte(revocations.id, before)),
})
