import type { Clock } from '../ports/clock.ts'
import { openTurns } from './turns.ts'

/** How long, in milliseconds, a request counts that does not say that it is over: it was cut off. */
const LONGEST = 5_000
/** The first is over at once, for the timers of a thread that computed are late; in the second what has come is begun. */
const LEAST_PAUSES = 2
/** How often a hash gives way, one after the other, to requests that do not hash. */
const MOST_PAUSES = 8

/**
 * One hash at a time in an isolate, which has one thread, and nineteen that wait: two at once would take twice as long
 * each, and everybody else's requests would wait for both. Who hashes twice does not go to the end for the second time.
 */
const inHashTurn = openTurns({ capacity: 1, waiting: 19, inOrder: false, longest: 1_000 })

/** When each request of the isolate began that is still being answered. */
const present = new Map<object, number>()

/** Answers a request, so that hashes know of it and give way. */
export async function beingAnswered(clock: Clock, answer: () => Promise<void>): Promise<void> {
  const request = {}
  present.set(request, clock.now())
  try {
    await answer()
  } finally {
    present.delete(request)
  }
}

/** Lets everybody else's requests go on. */
export type Breathe = () => Promise<void>

/** Hashes when it is this hash's turn. Refuses any further one as `busy`, before it has cost anything. */
export const inTurn = <Done>(clock: Clock, hash: (breathe: Breathe) => Promise<Done>): Promise<Done> =>
  inHashTurn(clock, 1, async (tellAlive) => {
    const breathe = async () => {
      for (let pauses = 0; pauses < LEAST_PAUSES || isSomebodyElseHere(clock); pauses++) {
        if (pauses === MOST_PAUSES) return
        tellAlive()
        await scheduler.wait(0)
      }
    }
    // The hash before this one may have ended just now.
    await breathe()
    return hash(breathe)
  })

function isSomebodyElseHere(clock: Clock): boolean {
  for (const [request, since] of present) if (clock.now() - since > LONGEST) present.delete(request)
  return present.size > inHashTurn.count(clock)
}
