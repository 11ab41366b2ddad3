import type { Clock } from '../../ports/clock.ts'
import { Refusal } from '../refusal.ts'

/**
 * What asks for a turn. `client`: whose turns take their place behind everybody else's once it was served; without it all
 * are one client's. `heard` is called whenever something is heard of the request.
 */
type Asked = { weight: number; client?: string; heard?: () => void }

/** `number`: the place in the order. `passed`: how often it let others go first, one look after the other. */
type Permit = Asked & { number: number; since: number; passed: number; isDisplaced: boolean }

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
export type RunInTurn = <Done>(
  clock: Clock,
  asked: Asked,
  work: (tellAlive: () => void) => Promise<Done>,
) => Promise<Done>

export function openSemaphore(limits: Limits): RunInTurn {
  const { capacity, waiting: mostWaiting, patience, longest } = limits
  const underWay = new Set<Permit>()
  const waiting = new Set<Permit>()
  let come = 0

  function drop(permits: Set<Permit>, clock: Clock, most: number): Permit[] {
    for (const permit of permits) if (clock.now() - permit.since > most) permits.delete(permit)
    return [...permits]
  }

  const fits = ({ weight }: Permit, clock: Clock) =>
    drop(underWay, clock, longest).reduce((sum, other) => sum + other.weight, weight) <= capacity

  const waitingOf = (client: string | undefined) =>
    [...waiting].filter((permit) => permit.client === client).sort((one, other) => one.number - other.number)

  function isNext(permit: Permit, clock: Clock): boolean {
    if (!fits(permit, clock)) {
      permit.passed = 0
      return false
    }
    const isFirst = drop(waiting, clock, LONGEST_UNSEEN).every(({ number }) => number >= permit.number)
    return isFirst || permit.passed++ >= patience
  }

  function hear(permit: Permit, clock: Clock) {
    permit.since = clock.now()
    permit.heard?.()
  }

  /** Who could not look for long was taken for gone, and is back with this, at the place that their number gives them. */
  function look(permit: Permit, clock: Clock) {
    if (permit.isDisplaced) throw new Refusal('busy')
    hear(permit, clock)
    waiting.add(permit)
  }

  /** Whatever else waits of the same client goes behind everybody who waits now, so that clients take turns. */
  function begin(permit: Permit) {
    waiting.delete(permit)
    underWay.add(permit)
    for (const other of waitingOf(permit.client)) other.number = come++
  }

  /** A client of which nothing waits takes the last place of the client that has the most, and never its only one. */
  function hasRoom({ client }: Permit): boolean {
    if (waitingOf(client).length > 0) return false
    const [most = []] = [...waiting]
      .map((permit) => waitingOf(permit.client))
      .sort((one, other) => other.length - one.length)
    const newest = most.at(-1)
    if (!newest || most.length < 2) return false
    newest.isDisplaced = true
    return waiting.delete(newest)
  }

  async function wait(permit: Permit, clock: Clock): Promise<void> {
    const most = fits(permit, clock) ? mostWaiting + 1 : mostWaiting
    if (drop(waiting, clock, LONGEST_UNSEEN).length >= most && !hasRoom(permit)) throw new Refusal('busy')
    const begun = clock.now()
    try {
      look(permit, clock)
      for (let looks = 0; !isNext(permit, clock); looks++) {
        if (looks >= MOST_LOOKS || clock.now() - begun > LONGEST_WAIT) throw new Refusal('busy')
        await scheduler.wait(LOOK_EVERY)
        look(permit, clock)
      }
      begin(permit)
    } finally {
      waiting.delete(permit)
    }
  }

  return async function inTurn(clock, asked, work) {
    const weight = Math.min(asked.weight, capacity)
    const permit = { ...asked, weight, number: come++, since: clock.now(), passed: 0, isDisplaced: false }
    if (isNext(permit, clock)) begin(permit)
    else await wait(permit, clock)
    try {
      return await work(() => hear(permit, clock))
    } finally {
      underWay.delete(permit)
    }
  }
}
