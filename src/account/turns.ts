import type { Clock } from '../ports/clock.ts'
import { Refusal } from './refusal.ts'

/** `number`: the order in which they came. */
type Turn = { number: number; weight: number; since: number }

/**
 * `capacity`: how much may be under way at once in an isolate. `waiting`: how many more wait. `inOrder`: whether what
 * fits waits all the same for what came before it and is heavier. `longest`: how long, in milliseconds, a turn counts
 * of which nothing is heard; a request that was cut off never gives it back.
 */
type Limits = { capacity: number; waiting: number; inOrder: boolean; longest: number }

/** How often, in milliseconds, who waits looks whether it is their turn: no request can count on another's call. */
const LOOK_EVERY = 15
/** How long, in milliseconds, who waits counts without having looked. */
const LONGEST_UNSEEN = 500
/** How long, in milliseconds, somebody waits before they are refused. */
const LONGEST_WAIT = 20_000
/** How often they look before they are refused: counted as well, for the clock may stand still. */
const MOST_LOOKS = LONGEST_WAIT / LOOK_EVERY

/**
 * Does work when it is its turn, and is told by it that it is still there. Refuses as `busy` what comes when enough wait,
 * before it has cost anything.
 */
export type InTurn = <Done>(
  clock: Clock,
  weight: number,
  work: (tellAlive: () => void) => Promise<Done>,
) => Promise<Done>

export function openTurns(limits: Limits): InTurn {
  const { capacity, waiting: mostWaiting, inOrder, longest } = limits
  const underWay = new Set<Turn>()
  const waiting = new Set<Turn>()
  let come = 0

  function drop(turns: Set<Turn>, clock: Clock, most: number): Turn[] {
    for (const turn of turns) if (clock.now() - turn.since > most) turns.delete(turn)
    return [...turns]
  }

  const fits = ({ weight }: Turn, clock: Clock) =>
    drop(underWay, clock, longest).reduce((sum, other) => sum + other.weight, weight) <= capacity

  /** Whoever has come first of those that still look. */
  const first = (clock: Clock) =>
    Math.min(...drop(waiting, clock, LONGEST_UNSEEN).map(({ number }) => number))

  const isNext = (turn: Turn, clock: Clock) => (!inOrder || first(clock) >= turn.number) && fits(turn, clock)

  /** Who could not look for long was taken for gone, and is back with this, at the place that their number gives them. */
  function look(turn: Turn, clock: Clock) {
    turn.since = clock.now()
    waiting.add(turn)
  }

  async function wait(turn: Turn, clock: Clock): Promise<void> {
    if (drop(waiting, clock, LONGEST_UNSEEN).length >= mostWaiting) throw new Refusal('busy')
    const begun = clock.now()
    try {
      look(turn, clock)
      for (let looks = 0; !isNext(turn, clock); looks++) {
        if (looks >= MOST_LOOKS || clock.now() - begun > LONGEST_WAIT) throw new Refusal('busy')
        await scheduler.wait(LOOK_EVERY)
        look(turn, clock)
      }
      underWay.add(turn)
    } finally {
      waiting.delete(turn)
    }
  }

  return async function inTurn(clock, weight, work) {
    const turn = { number: come++, weight: Math.min(weight, capacity), since: clock.now() }
    if ((inOrder && drop(waiting, clock, LONGEST_UNSEEN).length > 0) || !fits(turn, clock))
      await wait(turn, clock)
    else underWay.add(turn)
    try {
      return await work(() => {
        turn.since = clock.now()
      })
    } finally {
      underWay.delete(turn)
    }
  }
}
