import type { Clock } from '../ports/clock.ts'
import { Refusal } from './refusal.ts'

type Turn = { weight: number; since: number; call?: () => void }

/**
 * `capacity`: how much may be under way at once in an isolate. `waiting`: how many more wait. `inOrder`: whether what
 * fits waits all the same for what came before it and is heavier. `longest`: how long, in milliseconds, a turn counts
 * of which nothing is heard; a request that was cut off never gives it back.
 */
type Limits = { capacity: number; waiting: number; inOrder: boolean; longest: number }

/** How often, in milliseconds, who waits looks without being called whether it is their turn. */
const LOOK_EVERY = 50

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

  function drop(turns: Set<Turn>, clock: Clock): Turn[] {
    for (const turn of turns) if (clock.now() - turn.since > longest) turns.delete(turn)
    return [...turns]
  }

  const fits = ({ weight }: Turn, clock: Clock) =>
    drop(underWay, clock).reduce((sum, other) => sum + other.weight, weight) <= capacity

  /** Until somebody is done or, for a request that is cut off calls nobody, for a while. */
  async function pause(turn: Turn): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    await new Promise<void>((resolve) => {
      turn.call = resolve
      timer = setTimeout(resolve, LOOK_EVERY)
    }).finally(() => clearTimeout(timer))
  }

  async function wait(turn: Turn, clock: Clock): Promise<void> {
    if (drop(waiting, clock).length >= mostWaiting) throw new Refusal('busy')
    waiting.add(turn)
    try {
      const isFirst = () => !inOrder || drop(waiting, clock)[0] === turn || !waiting.has(turn)
      while (!isFirst() || !fits(turn, clock)) {
        await pause(turn)
        turn.since = clock.now()
      }
      underWay.add(turn)
    } finally {
      waiting.delete(turn)
    }
  }

  return async function inTurn(clock, weight, work) {
    const turn = { weight: Math.min(weight, capacity), since: clock.now() }
    if ((inOrder && waiting.size > 0) || !fits(turn, clock)) await wait(turn, clock)
    else underWay.add(turn)
    try {
      return await work(() => {
        turn.since = clock.now()
      })
    } finally {
      underWay.delete(turn)
      for (const { call } of waiting) call?.()
    }
  }
}
