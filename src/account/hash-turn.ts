import type { Clock } from '../ports/clock.ts'
import { openTurns } from './turns.ts'

/**
 * One hash at a time in an isolate, which has one thread, and nineteen that wait: two at once would take twice as long
 * each, and everybody else's requests would wait for both. Who hashes twice does not go to the end for the second time.
 */
const inHashTurn = openTurns({ capacity: 1, waiting: 19, inOrder: false, longest: 1_000, lookEvery: 2 })

/** Lets everybody else's requests go on for a moment. */
export type Breathe = () => Promise<void>

/** Hashes when it is this hash's turn. Refuses any further one as `busy`, before it has cost anything. */
export const inTurn = <Done>(clock: Clock, hash: (breathe: Breathe) => Promise<Done>): Promise<Done> =>
  inHashTurn(clock, 1, (tellAlive) =>
    hash(async () => {
      tellAlive()
      await scheduler.wait(0)
    }),
  )
