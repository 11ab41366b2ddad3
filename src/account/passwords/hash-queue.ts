import type { Clock } from '../../ports/clock.ts'
import type { Ports } from '../../ports/ports.ts'
import { openSemaphore } from '../limits/semaphore.ts'
import { Refusal } from '../refusal.ts'

/** Who asks for a hash: the request, and the client that the limits of tries know it by. */
export type Asker = Pick<Ports, 'clock' | 'trace' | 'clientInfo'>

/** How long, in milliseconds, a request counts that does not say that it is over: it was cut off. */
const LONGEST = 5_000
/** For how long, in milliseconds, a hash gives way more often once somebody else was there. */
const RECENTLY = 250
/** How many links are computed in one go, of some 11 ms each: while nobody else is there, and otherwise. */
const IN_ONE_GO = { alone: 3, inCompany: 1 }
/** The first is over at once, for the timers of a thread that computed are late; in the second what has come is begun. */
const LEAST_PAUSES = 2
/** How often a hash gives way, one after the other, until everybody else has been answered. */
const MOST_PAUSES = 8
/** How often a hash gives way in all: a flood of requests that need no hash must not keep one from its end. */
const MOST_PAUSES_IN_ALL = 24

/**
 * One hash at a time in an isolate, which has one thread, and nineteen that wait: two at once would take twice as long
 * each, and everybody else's requests would wait for both. Clients take turns; whoever is next and was cut off is waited
 * for no longer than a few looks.
 */
const inHashQueue = openSemaphore({ capacity: 1, waiting: 19, patience: 3, longest: 1_000 })

/** How long, in milliseconds, nothing is heard of a request that hashes before it counts as cut off. */
const LONGEST_SILENT = 2_000

/** Requests of those who are signed in and hash, whose account each is, and when something was last heard of it. */
const signedIn = new Map<object, { accountId: string; since: number }>()

/**
 * Does what hashes for whoever is signed in. Refuses as `busy` while another request of the account is at it, before it
 * has cost anything.
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

/** How many requests are known before those that were cut off are looked for among them. */
const MANY = 1_000

/** Requests of the isolate that are being answered and have not come to a hash, and when they began. */
const inFlight = new Map<object, number>()
/** When the last of them was answered. */
let lastInFlight = Number.NEGATIVE_INFINITY

/** Answers a request, so that hashes know of it and give way. `request` is what `inTurn` is told, too. */
export async function countWhileAnswered(request: object, clock: Clock, answer: () => Promise<void>) {
  if (inFlight.size >= MANY) forgetCutOff(clock)
  inFlight.set(request, clock.now())
  try {
    await answer()
  } finally {
    if (inFlight.delete(request)) lastInFlight = clock.now()
  }
}

/** To be called before each link of a hash: lets everybody else's requests go on from time to time. */
export type YieldToOthers = () => Promise<void>

/** Hashes when it is this hash's turn. Refuses any further one as `busy`, before it has cost anything. */
export function inTurn<Done>(
  { trace, clock, clientInfo }: Asker,
  hash: (yieldToOthers: YieldToOthers) => Promise<Done>,
): Promise<Done> {
  inFlight.delete(trace)
  const isInCompany = () => clock.now() - lastInFlight < RECENTLY
  const heard = () => {
    const mine = signedIn.get(trace)
    if (mine) mine.since = clock.now()
  }
  return inHashQueue(clock, { weight: 1, client: clientInfo.client, heard }, (tellAlive) => {
    // Between two hashes a Worker that is alone has pauses enough: D1's.
    let links = isInCompany() ? IN_ONE_GO.inCompany : 0
    let given = 0
    return hash(async () => {
      if (links++ < (isInCompany() ? IN_ONE_GO.inCompany : IN_ONE_GO.alone)) return
      links = 1
      for (let pauses = 0; pauses < MOST_PAUSES; pauses++) {
        if (pauses >= LEAST_PAUSES && (given >= MOST_PAUSES_IN_ALL || !isSomebodyHere(clock))) return
        given++
        tellAlive()
        await scheduler.wait(0)
      }
    })
  })
}

function isSomebodyHere(clock: Clock): boolean {
  forgetCutOff(clock)
  return inFlight.size > 0
}

function forgetCutOff(clock: Clock) {
  const now = clock.now()
  for (const [request, since] of inFlight) if (now - since > LONGEST) inFlight.delete(request)
}
