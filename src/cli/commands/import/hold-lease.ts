import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../../ports/clock.ts'
import type { Condition, Statement } from '../../../ports/database.ts'
import type { ImportLease } from '../../../ports/import-lease.ts'
import { Refused } from '../../refused.ts'

/** How long, in milliseconds, an import has the database after a sign of life. */
const LEASE = 10_000
/** How often it gives one. */
const RENEW_EVERY = 2_500
/** How often, in milliseconds, it is seen to while work goes on that may take longer. */
const KEEP_EVERY = 1_000
/** How often the next one looks whether it is over. */
const LOOK_EVERY = 250

const OTHER = 'Another import is running. Nothing was changed by this one'

type Dependencies = {
  lease: ImportLease
  clock: Clock
  pause: (ms: number) => Promise<unknown>
}

/** The right to write, until `end`. */
export type HeldLease = {
  /**
   * Statements that renew the lease, for the beginning of a batch, and the condition for all others in it. `keep` is to
   * be called when the batch has run. Throws Refused if the first statement has changed nothing.
   */
  forBatch: () => { renew: Statement; condition: Condition; keep: (changes: number) => void }
  /** Renews the lease if it is time to. Throws Refused if another import has it. */
  keepAlive: () => Promise<void>
  /** Finds out whether a batch without an answer has run, before it is tried again. */
  recover: () => Promise<void>
  end: () => Promise<void>
}

/** Waits until the lease is free. Throws Refused if another import shows a sign of life meanwhile. */
const waitForLease = async ({ lease, clock, pause }: Dependencies): Promise<void> => {
  const held = await lease.heldUntil()
  if (held < clock.now()) return
  console.log('Waiting for another import, or for one that was cut off')
  while (clock.now() <= held) {
    await pause(LOOK_EVERY)
    if ((await lease.heldUntil()) > held) throw new Refused(OTHER)
  }
}

/** Takes the lease of imports, for one at a time. Throws Refused if another import is alive. */
export const holdLease = async (dependencies: Dependencies): Promise<HeldLease> => {
  const { lease, clock } = dependencies
  const now = () => clock.now()
  await waitForLease(dependencies)
  let mine = now() + LEASE
  if (!(await lease.take(now(), mine))) throw new Refused(OTHER)

  /** What the lease was to be renewed to by batches without an answer. */
  let unanswered: number[] = []

  const forBatch = () => {
    // Never twice the same, because it tells whose the lease is.
    const until = Math.max(now() + LEASE, mine + 1, ...unanswered.map((each) => each + 1))
    unanswered.push(until)
    const keep = (changes: number) => {
      if (changes === 0) throw new Refused('Another import has begun. This one has stopped')
      mine = until
      unanswered = []
    }
    return { renew: lease.renew(mine, until), condition: lease.isMine(until), keep }
  }
  return {
    forBatch,
    keepAlive: async () => {
      if (mine - now() > LEASE - RENEW_EVERY) return
      const { renew, keep } = forBatch()
      keep(((await renew) as unknown as D1Result).meta.changes)
    },
    recover: async () => {
      const held = await lease.heldUntil()
      if (unanswered.includes(held)) mine = held
      unanswered = []
    },
    end: async () => void (await lease.end(mine)),
  }
}

/** Waits for work that takes longer than the lease. */
export const keepingAlive = async <Done>(lease: HeldLease, work: Promise<Done>): Promise<Done> => {
  let isOver = false
  const end = () => {
    isOver = true
  }
  const ended = work.then(end, end)
  while (!isOver) {
    await Promise.race([ended, pause(KEEP_EVERY, undefined, { ref: false })])
    await lease.keepAlive()
  }
  return work
}
