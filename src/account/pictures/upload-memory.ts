import type { Clock } from '../../ports/clock.ts'
import { Refusal } from '../refusal.ts'

const KIB = 2 ** 10

/** A body of at most so many bytes needs no reservation and no permit. */
export const SMALL = 64 * KIB
/** How many bytes of received bodies may wait for a permit. */
const MOST_RESERVED = 32 * KIB * KIB
/** How many bodies may wait for memory. More are refused. */
const MOST_WAITING = 64
/**
 * After how long without progress, in milliseconds, a request counts as cut off. No request waits longer for a permit.
 */
const LONGEST_SILENT = 25_000
/** How often, in milliseconds, a waiting request polls, and how often before it is refused: 20 seconds. */
const POLL_EVERY = 15
const MOST_POLLS = 20_000 / POLL_EVERY

type Held = { bytes: number; since: number; waits: boolean }

/**
 * Large bodies, in the order in which they came. Each request polls for itself, because it cannot rely on another one.
 */
const bodies = new Set<Held>()

/** The memory that a body takes while it is received and waits for its permit. */
export type Reservation = {
  /** Counts received bytes, and waits until more may be received. Refuses as `busy`. */
  take: (bytes: number) => Promise<void>
  leave: () => void
}

export function reserveMemory(clock: Clock): Reservation {
  const held = { bytes: 0, since: clock.now(), waits: false }

  /** Whether more of this body may be received. The oldest one always may, or all of them could wait for each other. */
  function mayGoOn(): boolean {
    held.since = clock.now()
    bodies.add(held)
    const there = counted(clock)
    return there[0] === held || there.reduce((sum, { bytes }) => sum + bytes, 0) <= MOST_RESERVED
  }

  async function wait() {
    if (counted(clock).filter(({ waits }) => waits).length >= MOST_WAITING) throw new Refusal('busy')
    held.waits = true
    for (let polls = 0; !mayGoOn(); polls++) {
      if (polls >= MOST_POLLS) throw new Refusal('busy')
      await scheduler.wait(POLL_EVERY)
    }
    held.waits = false
  }

  return {
    async take(bytes) {
      held.bytes += bytes
      if (held.bytes > SMALL && !mayGoOn()) await wait()
    },
    leave: () => void bodies.delete(held),
  }
}

function counted(clock: Clock): Held[] {
  for (const held of bodies) if (clock.now() - held.since > LONGEST_SILENT) bodies.delete(held)
  return [...bodies]
}
