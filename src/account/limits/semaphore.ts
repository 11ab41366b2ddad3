import type { Clock } from '../../ports/clock.ts'
import { Refusal } from '../refusal.ts'

/**
 * A request for a permit. `client`: after each permit, a client's other requests go to the end of the queue; without it
 * all requests are of one client. `onAlive` is called whenever the request shows that it was not cut off.
 */
type Asked = { weight: number; client?: string; onAlive?: () => void }

/** `number`: the position in the queue. `passed`: how many polls in a row it has fitted and let others go first. */
type Permit = Asked & { number: number; since: number; passed: number; isDisplaced: boolean }

/**
 * `capacity`: how much weight may be under way at once in an isolate. `waiting`: how many requests may wait.
 * `patience`: how many polls a request that fits waits for one before it that may be cut off, or too heavy to fit.
 * `longest`: for how long, in milliseconds, a permit counts without a sign of its request. A request that was cut off
 * never returns its permit.
 */
type Limits = { capacity: number; waiting: number; patience: number; longest: number }

/** How often, in milliseconds, a waiting request polls. No request can rely on a call by another one. */
const POLL_EVERY = 15
/** How long, in milliseconds, a waiting request counts without having polled. */
const LONGEST_SILENT = 500
/** How long, in milliseconds, a request waits before it is refused. */
const LONGEST_WAIT = 20_000
/** How often it polls before it is refused. This counts as well, because the clock may stand still. */
const MOST_POLLS = LONGEST_WAIT / POLL_EVERY

/**
 * Does work once it has a permit. The work reports from time to time that it was not cut off. Refuses as `busy` if the
 * queue is full, before any work.
 */
export type RunWithPermit = <Done>(
  clock: Clock,
  asked: Asked,
  work: (reportAlive: () => void) => Promise<Done>,
) => Promise<Done>

export function openSemaphore(limits: Limits): RunWithPermit {
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
    const isFirst = drop(waiting, clock, LONGEST_SILENT).every(({ number }) => number >= permit.number)
    return isFirst || permit.passed++ >= patience
  }

  function noteAlive(permit: Permit, clock: Clock) {
    permit.since = clock.now()
    permit.onAlive?.()
  }

  /** A request that could not poll for long was dropped from the queue. This puts it back at its position. */
  function poll(permit: Permit, clock: Clock) {
    if (permit.isDisplaced) throw new Refusal('busy')
    noteAlive(permit, clock)
    waiting.add(permit)
  }

  /** The client's other requests go to the end of the queue, so that clients are served in rotation. */
  function begin(permit: Permit) {
    waiting.delete(permit)
    underWay.add(permit)
    for (const other of waitingOf(permit.client)) other.number = come++
  }

  /**
   * A client with no waiting request displaces the newest request of the client that has most of them, unless it has
   * just one.
   */
  function displaceNewest({ client }: Permit): boolean {
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
    if (drop(waiting, clock, LONGEST_SILENT).length >= most && !displaceNewest(permit))
      throw new Refusal('busy')
    const begun = clock.now()
    try {
      poll(permit, clock)
      for (let polls = 0; !isNext(permit, clock); polls++) {
        if (polls >= MOST_POLLS || clock.now() - begun > LONGEST_WAIT) throw new Refusal('busy')
        await scheduler.wait(POLL_EVERY)
        poll(permit, clock)
      }
      begin(permit)
    } finally {
      waiting.delete(permit)
    }
  }

  return async function withPermit(clock, asked, work) {
    const weight = Math.min(asked.weight, capacity)
    const permit = { ...asked, weight, number: come++, since: clock.now(), passed: 0, isDisplaced: false }
    if (isNext(permit, clock)) begin(permit)
    else await wait(permit, clock)
    try {
      return await work(() => noteAlive(permit, clock))
    } finally {
      underWay.delete(permit)
    }
  }
}
