import type { Clock } from '../../ports/clock.ts'
import type { Ports } from '../../ports/ports.ts'
import { openSemaphore } from '../limits/semaphore.ts'
import { Refusal } from '../refusal.ts'

/** The request that needs a hash, and its client. */
export type Asker = Pick<Ports, 'clock' | 'trace' | 'clientInfo'>

/** After how long, in milliseconds, a request that has not ended counts as cut off. */
const LONGEST = 5_000
/** For how long, in milliseconds, after another request a hash yields more often. */
const RECENTLY = 250
/** How many links, of some 11 ms each, are computed before a yield: without and with other requests. */
const LINKS_PER_YIELD = { alone: 3, withOthers: 1 }
/** The first pause ends at once, because timers are overdue after a computation. In the second, other requests run. */
const LEAST_PAUSES = 2
/** How many pauses in a row a hash makes while other requests are in flight. */
const MOST_PAUSES = 8
/** How many pauses a hash makes in all, so that a flood of other requests cannot keep it from its end. */
const MOST_PAUSES_IN_ALL = 24

/**
 * One hash at a time in an isolate, which has one thread, and nineteen that wait: two at once would take twice as long
 * each, and all other requests would wait for both. Clients are served in rotation. A request that was cut off is
 * skipped after a few polls.
 */
const inHashQueue = openSemaphore({ capacity: 1, waiting: 19, patience: 3, longest: 1_000 })

/** After how long without a sign of life, in milliseconds, a hashing request counts as cut off. */
const LONGEST_SILENT = 2_000

/** Signed-in requests that hash, with their account and the time of their last sign of life. */
const signedIn = new Map<object, { accountId: string; since: number }>()

/**
 * Hashes for a signed-in user. Refuses as `busy` while another request of the account hashes, before any work.
 */
export async function onePerAccount<Done>(
  { trace, clock }: Asker,
  accountId: string,
  work: () => Promise<Done>,
): Promise<Done> {
  const now = clock.now()
  for (const [request, { since }] of signedIn) if (now - since > LONGEST_SILENT) signedIn.delete(request)
  if ([...signedIn.values()].some((other) => other.accountId === accountId)) throw new Refusal('busy')
  signedIn.set(trace, { accountId, since: now })
  try {
    return await work()
  } finally {
    signedIn.delete(trace)
  }
}

/** From how many requests in flight on those that were cut off are removed. */
const MANY = 1_000

/** Requests in flight in this isolate that have not begun to hash, and when they began. */
const inFlight = new Map<object, number>()
/** When the last of them was answered. */
let lastInFlight = Number.NEGATIVE_INFINITY

/** Answers a request, so that hashes yield to it. `request` is its `trace`. */
export async function countWhileAnswered(request: object, clock: Clock, answer: () => Promise<void>) {
  if (inFlight.size >= MANY) forgetCutOff(clock)
  inFlight.set(request, clock.now())
  try {
    await answer()
  } finally {
    if (inFlight.delete(request)) lastInFlight = clock.now()
  }
}

/** To be called before each link of a hash: lets other requests run from time to time. */
export type YieldToOthers = () => Promise<void>

/** Hashes once there is a permit. Refuses as `busy` if the queue is full, before any work. */
export function withHashPermit<Done>(
  { trace, clock, clientInfo }: Asker,
  hash: (yieldToOthers: YieldToOthers) => Promise<Done>,
): Promise<Done> {
  inFlight.delete(trace)
  const hasCompany = () => clock.now() - lastInFlight < RECENTLY
  const onAlive = () => {
    const mine = signedIn.get(trace)
    if (mine) mine.since = clock.now()
  }
  return inHashQueue(clock, { weight: 1, client: clientInfo.client, onAlive }, (reportAlive) => {
    // Without other requests, the round trips to D1 are pauses enough.
    let links = hasCompany() ? LINKS_PER_YIELD.withOthers : 0
    let paused = 0
    return hash(async () => {
      if (links++ < (hasCompany() ? LINKS_PER_YIELD.withOthers : LINKS_PER_YIELD.alone)) return
      links = 1
      for (let pauses = 0; pauses < MOST_PAUSES; pauses++) {
        if (pauses >= LEAST_PAUSES && (paused >= MOST_PAUSES_IN_ALL || !hasOthersInFlight(clock))) return
        paused++
        reportAlive()
        await scheduler.wait(0)
      }
    })
  })
}

function hasOthersInFlight(clock: Clock): boolean {
  forgetCutOff(clock)
  return inFlight.size > 0
}

function forgetCutOff(clock: Clock) {
  const now = clock.now()
  for (const [request, since] of inFlight) if (now - since > LONGEST) inFlight.delete(request)
}
