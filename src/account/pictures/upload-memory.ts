import type { Clock } from '../../ports/clock.ts'
import { Refusal } from '../refusal.ts'

const KIB = 2 ** 10

/** Up to so many bytes a body is small: it takes no room, and no turn. */
export const SMALL = 64 * KIB
/** How many bytes of bodies may be there that were received and have not come to their turn. */
const MOST_RESERVED = 32 * KIB * KIB
/** How many bodies wait for room; what comes then is refused. */
const MOST_WAITING = 64
/** How long, in milliseconds, a body counts of which nothing is heard: its request was cut off. Turns are not waited for longer. */
const LONGEST_SILENT = 25_000
/** How often, in milliseconds, who waits looks for room, and how often before they are refused: 20 seconds. */
const LOOK_EVERY = 15
const MOST_LOOKS = 20_000 / LOOK_EVERY

type Held = { bytes: number; since: number; waits: boolean }

/** Whatever is large, in the order in which it came. No body waits for another one's request: each looks by itself. */
const bodies = new Set<Held>()

/** The room that a body takes while it is received and waits for its turn. */
export type Reservation = {
  /** Counts what has come, and waits until more may come. Refuses as `busy`. */
  take: (bytes: number) => Promise<void>
  leave: () => void
}

export function reserveMemory(clock: Clock): Reservation {
  const held = { bytes: 0, since: clock.now(), waits: false }

  /** Whether more of this body may come: the oldest goes on in any case, or all of them would wait for each other. */
  function mayGoOn(): boolean {
    held.since = clock.now()
    bodies.add(held)
    const there = counted(clock)
    return there[0] === held || there.reduce((sum, { bytes }) => sum + bytes, 0) <= MOST_RESERVED
  }

  async function wait() {
    if (counted(clock).filter(({ waits }) => waits).length >= MOST_WAITING) throw new Refusal('busy')
    held.waits = true
    for (let looks = 0; !mayGoOn(); looks++) {
      if (looks >= MOST_LOOKS) throw new Refusal('busy')
      await scheduler.wait(LOOK_EVERY)
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
