import type { Clock } from '../ports/clock.ts'
import { Refusal } from './refusal.ts'

const AT_ONCE = 4
const WAITING = 16
/** How often, in milliseconds, who waits looks whether it is their turn. */
const LOOK_EVERY = 10
/** How long, in milliseconds, a turn counts that nobody gives back: a request that was cut off never does. */
const LONGEST = 10_000

type Turn = { since: number }

const hashing = new Set<Turn>()
const waiting = new Set<Turn>()

/**
 * Hashes when it is this hash's turn: four at once in an isolate, so that its memory and everybody else's requests hold,
 * and sixteen more that wait. Refuses any further one as `busy`, before it has cost anything.
 */
export async function inTurn<Done>(clock: Clock, hash: () => Promise<Done>): Promise<Done> {
  const turn = { since: clock.now() }
  if (isFull(hashing, AT_ONCE, clock)) await wait(turn, clock)
  hashing.add(turn)
  try {
    return await hash()
  } finally {
    hashing.delete(turn)
  }
}

// Waiting for another request to call back would be waiting for ever when that request is cut off.
async function wait(turn: Turn, clock: Clock): Promise<void> {
  if (isFull(waiting, WAITING, clock)) throw new Refusal('busy')
  waiting.add(turn)
  try {
    while (isFull(hashing, AT_ONCE, clock)) await scheduler.wait(LOOK_EVERY)
    turn.since = clock.now()
  } finally {
    waiting.delete(turn)
  }
}

function isFull(turns: Set<Turn>, most: number, clock: Clock): boolean {
  for (const turn of turns) {
    if (clock.now() - turn.since > LONGEST) turns.delete(turn)
  }
  return turns.size >= most
}
