import type { Random } from './random.ts'
import { innermost } from './unavailable.ts'

/**
 * What runs after the answer, for the platform to wait for. What fails is logged here, by its innermost fault: the
 * platform would log drizzle's, and all parameters with it.
 */
export const afterwards = (work: Promise<unknown>): Promise<unknown> =>
  work.catch((error) => {
    const { name, message } = innermost(error)
    console.error(JSON.stringify({ event: 'failed after the answer', name, message }))
  })

/** How long, in milliseconds, what comes after the answer waits: where nobody measures it, and otherwise at least and at most. */
const WAITS = { development: 1, least: 300, most: 2_000 }
const JITTER_BYTES = 2

export type Pause = (milliseconds: number) => Promise<void>

export const systemPause: Pause = (milliseconds) => scheduler.wait(milliseconds)

type Dependencies = {
  later: (work: Promise<unknown>) => void
  random: Random
  pause: Pause
  isDevelopment: boolean
}

export type AfterAnswer = (work: () => Promise<unknown>) => void

/**
 * Begins once the answer is on its way, at a time that nobody knows: neither how long the answer takes nor how long the
 * next request takes tells whether there is something to do.
 */
export const openAfterAnswer =
  ({ later, random, pause, isDevelopment }: Dependencies): AfterAnswer =>
  (work) =>
    later(pause(isDevelopment ? WAITS.development : waitOf(random)).then(work))

function waitOf(random: Random): number {
  const [high = 0, low = 0] = random.bytes(JITTER_BYTES)
  return WAITS.least + ((WAITS.most - WAITS.least) * (high * 256 + low)) / 65_536
}
