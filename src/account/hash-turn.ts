import type { Clock } from '../ports/clock.ts'
import { openTurns } from './turns.ts'

/**
 * Four hashes at once in an isolate, so that everybody else's requests hold, and sixteen more that wait. Who hashes
 * twice does not go to the end for the second time, where there may be no room any more.
 */
const inHashTurn = openTurns({ capacity: 4, waiting: 16, inOrder: false, longest: 10_000 })

/** Hashes when it is this hash's turn. Refuses any further one as `busy`, before it has cost anything. */
export const inTurn = <Done>(clock: Clock, hash: () => Promise<Done>): Promise<Done> =>
  inHashTurn(clock, 1, hash)
