import type { SQL } from 'drizzle-orm'
import type { Pause } from './afterwards.ts'
import type { Clock } from './clock.ts'
import type { Database } from './database.ts'
import { type Known, openEndedSessions } from './ended-sessions.ts'
import type { Revocation, Revoked } from './revoked.ts'
import type { Settings } from './settings.ts'
import { longestJwt } from './token-lifetimes.ts'

/** How often a job that is done right after its batch is begun: KV takes a second write of a key after a second. */
const ROUNDS = 3
const BETWEEN_WRITES = 1_100
/** How long a new session version is known to KV at least, because a JWT may be from when the settings were others. */
const LEAST = 30 * 86_400_000

/** Removes the job if the condition is true, and tells whether it did. */
export type Settle = (condition?: SQL) => Promise<boolean>

type Dependencies = {
  db: Database
  revoked: Revoked
  clock: Clock
  pause: Pause
  settings: () => Settings
}

/** A revocation, and when, in milliseconds, its last JWT expires. Jobs of older versions do not say whose session it is. */
export type TellJob = { revocation: Revocation | { session: string; account?: never }; until: number }

/**
 * Does the job of telling KV what is revoked of an account (decision 77). What is written is what D1 says at that time, so
 * it matters neither which job writes it nor how late. KV cannot compare and swap, and another job may have written
 * something older meanwhile or changed what D1 says: `settle` removes the job under a condition, in one statement, and a
 * job whose condition was false stays in the outbox.
 */
export const openTeller = ({ db, revoked, clock, pause, settings }: Dependencies) => {
  const endedSessions = openEndedSessions(db)
  const secondsOf = (known: Known, until: number): number => {
    const all = known.sessionVersion > 0 ? known.at + Math.max(longestJwt(settings()), LEAST) : 0
    return (Math.max(until, known.until, all) - known.at) / 1000
  }

  /** `isNew`: right after its batch. Otherwise the cron has it, and a minute later again. */
  return async function tell({ revocation, until }: TellJob, isNew: boolean, settle: Settle): Promise<void> {
    if (revocation.account === undefined) {
      await revoked.writeSession(revocation.session, (until - clock.now()) / 1000)
      return void (await settle())
    }
    let written: Known | undefined
    for (let round = 0; round < (isNew ? ROUNDS : 1); round++) {
      if (round > 0) await pause(BETWEEN_WRITES)
      const known = await endedSessions.note(revocation, until, clock.now())
      // Another run did this job meanwhile, and what it wrote is what this one wrote.
      if (written && isSame(written, known)) return
      // Of many jobs about an account at once, one writes it for all. One that wrote something older does not ask: KV may
      // answer with what it had before that.
      const mayAsk = (round > 0 || !isNew) && !written
      const isThere = mayAsk && (await revoked.says(known.account, known))
      if (!isThere && !(await revoked.write(known.account, known, secondsOf(known, until)))) continue
      written = known
      if (await settle(endedSessions.isStill(known))) return
    }
  }
}

const isSame = (one: Known, other: Known) =>
  one.sessionVersion === other.sessionVersion && one.text === other.text

export type Tell = ReturnType<typeof openTeller>
