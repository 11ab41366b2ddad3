import type { Random } from './random.ts'
import { innermost } from './unavailable.ts'

/**
 * Work after the response, for `waitUntil`. A failure is logged here with its innermost error, because the platform
 * would log drizzle's error, which contains every parameter.
 */
export const afterwards = (work: Promise<unknown>): Promise<unknown> =>
  work.catch((error) => {
    const { name, message } = innermost(error)
    console.error(JSON.stringify({ event: 'failed after the answer', name, message }))
  })

/** How long, in milliseconds, work after the response waits: in development, and otherwise at least and at most. */
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
 * Begins after the response, at a random time, so that neither the time of this response nor that of the next one shows
 * whether there was work to do.
 */
export const openAfterAnswer =
  ({ later, random, pause, isDevelopment }: Dependencies): AfterAnswer =>
  (work) =>
    later(pause(isDevelopment ? WAITS.development : waitOf(random)).then(work))

function waitOf(random: Random): number {
  const [high = 0, low = 0] = random.bytes(JITTER_BYTES)
  return WAITS.least + ((WAITS.most - WAITS.least) * (high * 256 + low)) / 65_536
}
