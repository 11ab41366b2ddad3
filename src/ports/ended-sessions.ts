import { and, desc, eq, gt, type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import type { Revocation, RevokedJwts } from './revoked.ts'
import { accounts, endedSessions, sessions } from './schema.ts'
import { partOnce, statementOnce } from './write-once.ts'

/**
 * How many sessions an entry of KV names: 4 kB. Who ends more of them before their JWTs expire is a program, and about
 * the others D1 is asked.
 */
export const MOST_ENDED = 100

/** What D1 says of an account at a time, and until when, in milliseconds, a JWT of an ended session may live. */
export type Known = RevokedJwts & { account: string; at: number; text: string; until: number }

/** The session version of an account; the highest one there is if it is gone. */
const versionOf = (account: string | SQL) =>
  sql<number>`coalesce((select ${accounts.sessionVersion} from ${accounts} where ${accounts.id} = ${account}), ${Number.MAX_SAFE_INTEGER})`

/** The sessions that ended, and whose JWTs may be alive, as JSON: those that expire last, and one more than are told. */
const endedOf = (db: Database, account: string | SQL, at: number | SQL) => {
  const last = db
    .select({ sessionId: endedSessions.sessionId })
    .from(endedSessions)
    .where(and(eq(endedSessions.accountId, account), gt(endedSessions.until, at)))
    .orderBy(desc(endedSessions.until), desc(endedSessions.sessionId))
    .limit(MOST_ENDED + 1)
  return sql<string>`(select json_group_array(session_id) from (${last}))`
}

/**
 * The session that went on when the session version was raised last. Each change of the version ends all sessions but
 * one, so this is the oldest there is. `named` is what a job says, which is right if that session goes on.
 */
const kept = (db: Database, account: string | SQL, named: string | SQL | null) => {
  const isCurrent = and(eq(sessions.accountId, account), eq(sessions.sessionVersion, versionOf(account)))
  const current = db.select({ id: sessions.id }).from(sessions)
  const own = db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.id, named ?? ''), isCurrent))
  const oldest = current.where(isCurrent).orderBy(sessions.createdAt, sessions.id).limit(1)
  return sql<string | null>`coalesce((${own}), (${oldest}))`
}

const select = statementOnce<[account: string, named: string | null, at: number]>()(
  (db, account, named, at) =>
    db
      .select({
        sessionVersion: versionOf(account),
        keep: kept(db, account, named),
        text: endedOf(db, account, at),
        until: sql<number>`coalesce((select max(${endedSessions.until}) from ${endedSessions} where ${endedSessions.accountId} = ${account}), 0)`,
      })
      .from(sql`(select 1)`),
)

const insert = statementOnce<[accountId: string, until: number, sessionId: string]>()(
  (db, accountId, until, sessionId) =>
    db.insert(endedSessions).values({ accountId, until, sessionId }).onConflictDoNothing(),
)

const isStill = partOnce<[account: string, at: number, said: Pick<Known, 'sessionVersion' | 'text'>]>(
  (db, account, at, { sessionVersion, text }) =>
    sql`${versionOf(account)} = ${sessionVersion} and ${endedOf(db, account, at)} = ${text}`,
)

/** Sessions that have ended, for as long as one of their JWTs may live, in D1: what KV is told is read from them. */
export const openEndedSessions = (db: Database) => ({
  /**
   * Notes the session that a job is about, if it is about one, and reads all that is revoked of the account, in one
   * round trip. `until` is when its last JWT expires. A repetition changes nothing.
   */
  async note(revocation: Revocation, until: number, at: number): Promise<Known> {
    const { account } = revocation
    const read = select(db, account, 'keep' in revocation ? revocation.keep : null, at)
    const rows =
      'session' in revocation
        ? (await db.batch([insert(db, account, until, revocation.session), read]))[1]
        : await read
    const [row] = rows
    if (!row) throw new Error('D1 returned no row')
    const ended = JSON.parse(row.text) as string[]
    return {
      ...row,
      keep: row.sessionVersion === 0 ? null : row.keep,
      ended: ended.slice(0, MOST_ENDED),
      more: ended.length > MOST_ENDED,
      account,
      at,
    }
  },

  /** True while D1 says what it said. */
  isStill: ({ account, at, sessionVersion, text }: Known): SQL =>
    isStill(db, account, at, { sessionVersion, text }),
})
