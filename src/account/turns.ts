import type { Clock } from '../ports/clock.ts'
import { Refusal } from './refusal.ts'

/**
 * What asks for a turn. `client`: whose turns take their place behind everybody else's once it was served; without it all
 * are one client's. `heard` is called whenever something is heard of the request.
 */
type Asked = { weight: number; client?: string; heard?: () => void }

/** `number`: the place in the order. `passed`: how often it let others go first, one look after the other. */
type Turn = Asked & { number: number; since: number; passed: number; isDisplaced: boolean }

/**
 * `capacity`: how much may be under way at once in an isolate. `waiting`: how many more wait. `patience`: how many looks
 * what fits waits for what is before it and may be cut off, or too heavy to fit. `longest`: how long, in milliseconds, a
 * turn counts of which nothing is heard; a request that was cut off never gives it back.
 */
type Limits = { capacity: number; waiting: number; patience: number; longest: number }

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
  asked: Asked,
  work: (tellAlive: () => void) => Promise<Done>,
) => Promise<Done>

export function openTurns(limits: Limits): InTurn {
  const { capacity, waiting: mostWaiting, patience, longest } = limits
  const underWay = new Set<Turn>()
  const waiting = new Set<Turn>()
  let come = 0

  function drop(turns: Set<Turn>, clock: Clock, most: number): Turn[] {
    for (const turn of turns) if (clock.now() - turn.since > most) turns.delete(turn)
    return [...turns]
  }

  const fits = ({ weight }: Turn, clock: Clock) =>
    drop(underWay, clock, longest).reduce((sum, other) => sum + other.weight, weight) <= capacity

  const waitingOf = (client: string | undefined) =>
    [...waiting].filter((turn) => turn.client === client).sort((one, other) => one.number - other.number)

  function isNext(turn: Turn, clock: Clock): boolean {
    if (!fits(turn, clock)) {
      turn.passed = 0
      return false
    }
    const isFirst = drop(waiting, clock, LONGEST_UNSEEN).every(({ number }) => number >= turn.number)
    return isFirst || turn.passed++ >= patience
  }

  function hear(turn: Turn, clock: Clock) {
    turn.since = clock.now()
    turn.heard?.()
  }

  /** Who could not look for long was taken for gone, and is back with this, at the place that their number gives them. */
  function look(turn: Turn, clock: Clock) {
    if (turn.isDisplaced) throw new Refusal('busy')
    hear(turn, clock)
    waiting.add(turn)
  }

  /** Whatever else waits of the same client goes behind everybody who waits now, so that clients take turns. */
  function begin(turn: Turn) {
    waiting.delete(turn)
    underWay.add(turn)
    for (const other of waitingOf(turn.client)) other.number = come++
  }

  /** A client of which nothing waits takes the last place of the client that has the most, and never its only one. */
  function hasRoom({ client }: Turn): boolean {
    if (waitingOf(client).length > 0) return false
    const [most = []] = [...waiting]
      .map((turn) => waitingOf(turn.client))
      .sort((one, other) => other.length - one.length)
    const newest = most.at(-1)
    if (!newest || most.length < 2) return false
    newest.isDisplaced = true
    return waiting.delete(newest)
  }

  async function wait(turn: Turn, clock: Clock): Promise<void> {
    const most = fits(turn, clock) ? mostWaiting + 1 : mostWaiting
    if (drop(waiting, clock, LONGEST_UNSEEN).length >= most && !hasRoom(turn)) throw new Refusal('busy')
    const begun = clock.now()
    try {
      look(turn, clock)
      for (let looks = 0; !isNext(turn, clock); looks++) {
        if (looks >= MOST_LOOKS || clock.now() - begun > LONGEST_WAIT) throw new Refusal('busy')
        await scheduler.wait(LOOK_EVERY)
        look(turn, clock)
      }
      begin(turn)
    } finally {
      waiting.delete(turn)
    }
  }

  return async function inTurn(clock, asked, work) {
    const weight = Math.min(asked.weight, capacity)
    const turn = { ...asked, weight, number: come++, since: clock.now(), passed: 0, isDisplaced: false }
    if (isNext(turn, clock)) begin(turn)
    else await wait(turn, clock)
    try {
      return await work(() => hear(turn, clock))
    } finally {
      underWay.delete(turn)
    }
  }
}
