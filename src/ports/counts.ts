import { and, asc, eq, gte, inArray, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import { type Commit, commitNamed, type Database } from './database.ts'
import { PAUSE, stepThrough } from './purge-expired.ts'
import { accounts, counters, eventCounts, events, purges, secondFactors, sessions, totals } from './schema.ts'

/** How many events the cron reads in one statement, and how many accounts it counts in one. */
export const EVENTS_AT_ONCE = 2000
const ACCOUNTS_AT_ONCE = 10_000
/**
 * How long, in milliseconds, a new count of all accounts waits for each of them, until it waits an hour: reading is billed
 * by the row.
 */
const PAUSE_EACH = 1000

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** How long, in milliseconds, counts are kept, besides those of all time. */
const COUNTS_KEPT = { hour: 8 * DAY, day: 400 * DAY }

const CURSOR = 'event'
const CRON = 'cron'
const PROGRESS = 'totals'
/** Among the totals: when the last whole count began, while another one takes more than one step. */
const COUNTED = 'counted'

/** What the accounts are counted by. `sessions` are live ones, `signed_in` accounts that have one. */
const TOTALS = [
  'accounts',
  'staff',
  'disabled',
  'unverified',
  'second_factor',
  'signed_in',
  'sessions',
] as const
export type Total = (typeof TOTALS)[number]

/** What is summed of the accounts that a step went over. */
const SUMS: Record<Total, SQL> = {
  accounts: sql`count(*)`,
  staff: sql`sum(is_staff)`,
  disabled: sql`sum(is_active = 0 and awaits_activation = 0)`,
  unverified: sql`sum(email_key is not null and email_verified_at is null)`,
  second_factor: sql`sum(exists (select 1 from ${secondFactors} where account_id = near.id and required_since is not null))`,
  signed_in: sql`sum(live > 0)`,
  sessions: sql`sum(live)`,
}

/** How many of them have a password or the secret of an app under a master key. */
const needing = (kid: string) =>
  sql`sum(instr(password_hash, ${`,keyid=${kid}$`}) > 0 or exists (
    select 1 from ${secondFactors} where account_id = near.id and instr(totp, ${`${kid}.`}) = 1))`

export type EventCount = typeof eventCounts.$inferSelect

/** From when, in milliseconds, a page wants counts of hours and of days. */
export type Since = { hour: number; day: number }

/** Each hour, day and all time, with its length in milliseconds, 0 for the last. */
const PERIODS = sql`(select 'hour' as period, ${HOUR} as length union all select 'day', ${DAY} union all select 'all', 0)`

/** The id of the event that was counted last. */
const counted = sql`coalesce((select last from counters where name = ${CURSOR}), 0)`

/** True of an event that is counted already. For the statement that deletes it. */
export const isCounted = sql`${events.id} <= ${counted}`

/**
 * Takes the cursor back when the newest events were deleted: SQLite gives their ids again. For the batch that deletes them.
 */
export const followDeleted = (db: Database) =>
  db
    .update(counters)
    .set({ last: sql`coalesce((select max(id) from ${events}), 0)` })
    .where(
      and(eq(counters.name, CURSOR), sql`${counters.last} > coalesce((select max(id) from ${events}), 0)`),
    )

/**
 * What the cron counts, so that no page and no scrape has to, and when accounts signed in first, so that no sign-in has
 * to write it. Events are counted by a cursor that moves in the same batch, so a run that comes late, twice, or beside
 * another one counts each event once.
 */
export const openCounts = (db: Database, commit: Commit) => {
  /** Adds to each period what was in it: `count` of these rows, which have a time and a kind. */
  const addCounts = (count: SQL, rows: SQL) =>
    db
      .insert(eventCounts)
      .select(
        sql`select period, iif(length = 0, 0, at - at % length), kind, ${count} from (${rows}) as near, ${PERIODS} where true group by 1, 2, 3`,
      )
      .onConflictDoUpdate({
        target: [eventCounts.period, eventCounts.at, eventCounts.kind],
        set: { count: sql`${eventCounts.count} + excluded.count` },
      })

  /** Counts the next events, and notes the first sign-in of each account among them. False if there were none. */
  async function countEvents(): Promise<boolean> {
    const next = sql`select id, kind, at, account_id, session_id from ${events} where id > ${counted} order by id limit ${EVENTS_AT_ONCE}`
    // A registration that gives a token opens a session, too.
    const signIns = sql`(select account_id, min(at) as at from (${next}) where kind = 'sign_in'
      or (kind = 'registered' and session_id is not null) group by account_id) as near`
    const { moved } = await commitNamed(commit, {
      counts: addCounts(sql`count(*)`, next),
      noted: db
        .update(accounts)
        .set({ firstLoginAt: sql`near.at` })
        .from(signIns)
        .where(and(sql`${accounts.id} = near.account_id`, isNull(accounts.firstLoginAt))),
      moved: db
        .insert(counters)
        .select(sql`select ${CURSOR}, max(id) from (${next}) as near where true having max(id) is not null`)
        .onConflictDoUpdate({ target: counters.name, set: { last: sql`excluded.last` } })
        .returning({ last: counters.last }),
    })
    return moved.length > 0
  }

  /**
   * Counts what has no event, and the next accounts, notes that the run of the cron that began at this time was whole,
   * and deletes old counts. `kids`: the ids of the master keys.
   */
  async function finishRun(now: number, kids: readonly string[]): Promise<void> {
    const pause = sql`min(${PAUSE}, ${PAUSE_EACH} * coalesce((select value from totals where name = 'accounts'), 0))`
    const { move, here, progress } = stepThrough(db, {
      name: PROGRESS,
      key: accounts.id,
      atOnce: ACCOUNTS_AT_ONCE,
      pause,
      now,
    })
    const moved = eq(progress(purges.movedAt), now)
    const live = sql`(select count(*) from ${sessions} where ${sessions.accountId} = ${accounts.id} and ${accounts.isActive} and ${sessions.idleExpiresAt} > ${now} and ${sessions.expiresAt} > ${now} and ${sessions.sessionVersion} = ${accounts.sessionVersion})`
    const rows = sql`select id, is_staff, is_active, awaits_activation, email_key, email_verified_at, password_hash, ${live} as live
      from ${accounts} where ${here}`
    const found: Record<string, SQL> = { ...SUMS }
    for (const kid of kids) found[keyTotal(kid)] = needing(kid)
    const sums = sql.join(
      Object.entries(found).map(([name, sum]) => sql`${name}, ${sum}`),
      sql`, `,
    )
    const names = sql.join(
      Object.keys(found).map((name) => sql`(${name})`),
      sql`, `,
    )
    await commit(
      noteWhole(),
      addCounts(sql`sum(count)`, sql`select at, kind, count from event_counts where period = 'new'`),
      db.delete(eventCounts).where(eq(eventCounts.period, 'new')),
      move,
      db
        .insert(totals)
        .select(
          sql`select column1, coalesce(json_extract(sums, '$."' || column1 || '"'), 0), 0
            from (select json_object(${sums}) as sums from (${rows}) as near) as counted, (values ${names}) where ${moved}`,
        )
        .onConflictDoUpdate({
          target: totals.name,
          set: {
            soFar: sql`iif(${progress(purges.after)} = '', 0, ${totals.soFar}) + excluded.so_far`,
          },
          setWhere: sql`iif(${progress(purges.after)} = '', 0, ${totals.soFar}) + excluded.so_far <> ${totals.soFar}`,
        }),
      db
        .update(totals)
        .set({ value: sql`${totals.soFar}` })
        .where(
          and(
            inArray(totals.name, Object.keys(found)),
            sql`${totals.value} <> ${totals.soFar}`,
            moved,
            isNull(progress(purges.until)),
          ),
        ),
      db
        .delete(eventCounts)
        .where(and(eq(eventCounts.period, 'hour'), lt(eventCounts.at, now - COUNTS_KEPT.hour))),
      db
        .delete(eventCounts)
        .where(and(eq(eventCounts.period, 'day'), lt(eventCounts.at, now - COUNTS_KEPT.day))),
      db
        .insert(counters)
        .values({ name: CRON, last: now })
        .onConflictDoUpdate({ target: counters.name, set: { last: sql`max(last, excluded.last)` } }),
    )
  }

  /** Keeps when a whole count began, before the next one does: it writes nothing where one step is enough. */
  const noteWhole = () =>
    db
      .insert(totals)
      .select(
        sql`select ${COUNTED}, 0, ${purges.begunAt} from ${purges}
          where ${purges.name} = ${PROGRESS} and ${purges.until} is null and ${purges.begunAt} > 0
            and (select value from totals where name = 'accounts') >= ${ACCOUNTS_AT_ONCE}`,
      )
      .onConflictDoUpdate({
        target: totals.name,
        set: { value: sql`excluded.value` },
        setWhere: sql`excluded.value <> ${totals.value}`,
      })

  const counts = (condition: ReturnType<typeof and>) =>
    db.select().from(eventCounts).where(condition).orderBy(asc(eventCounts.at), asc(eventCounts.kind))

  /** These totals, and when they were counted. Statements for a batch. */
  const totalsOf = (names: readonly string[]) => ({
    totals: db
      .select()
      .from(totals)
      .where(inArray(totals.name, [COUNTED, ...names])),
    progress: db.select().from(purges).where(eq(purges.name, PROGRESS)),
  })

  /** The totals, and the run of the cron. Statements for a batch. */
  const state = () => ({
    ...totalsOf(TOTALS),
    cron: db.select().from(counters).where(eq(counters.name, CRON)),
  })

  /** The same, and the counts of events since then. */
  const reads = (since: Since) => ({
    ...state(),
    events: counts(
      or(
        and(eq(eventCounts.period, 'hour'), gte(eventCounts.at, since.hour)),
        and(eq(eventCounts.period, 'day'), gte(eventCounts.at, since.day)),
      ),
    ),
  })

  /**
   * When the count began that the totals are of: none is of a count that is under way. Null before the first whole one.
   */
  function countedAt({ totals, progress: [progress] }: Counted): number | null {
    const isWhole = progress?.until === null
    return (isWhole ? progress.begunAt : totals.find(({ name }) => name === COUNTED)?.value) || null
  }

  return {
    countEvents,
    finishRun,
    state,
    reads,
    totalsOf,
    countedAt,
    /** Every event that was ever counted, by kind. A statement for a batch. */
    ever: () => counts(eq(eventCounts.period, 'all')),
  }
}

/** The name of how many accounts have a password or a second factor under a master key. */
export const keyTotal = (kid: string) => `key:${kid}`

export type TotalRow = typeof totals.$inferSelect

/** The totals that were read, and the step that their next count is at. */
type Counted = { totals: TotalRow[]; progress: (typeof purges.$inferSelect)[] }

/** What the totals came to. */
export const valuesOf = (rows: TotalRow[]): Record<Total, number> =>
  Object.fromEntries(
    TOTALS.map((name) => [name, rows.find((row) => row.name === name)?.value ?? 0]),
  ) as Record<Total, number>
