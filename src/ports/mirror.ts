import type { InTime } from './deadline.ts'
import { Misconfigured } from './misconfigured.ts'
import type { Random } from './random.ts'
import { readText } from './read-text.ts'
import { readSettings } from './settings.ts'

/** What is compared: an answer as text, or undefined for a body of more than 64 KiB. */
export type Mirrored = { status: number; text: string | undefined }

type Dependencies = { env: object; http: typeof fetch; inTime: InTime; random: Random }

const MOST_BYTES = 64 * 1024
/** How many requests of an isolate may be at the old back end at once. Others are not compared. */
const AT_ONCE = 4

const running = new WeakMap<object, number>()

/** A request that is one of the sample: where it is to be sent as well. It takes a place until it is released. */
export type Chosen = { to: string; release: () => void }

/** The old back end, which a sample of reads is sent to as well (docs/mirror.md). */
export const openMirror = ({ env, http, inTime, random }: Dependencies) => ({
  /** Whether a request is one of the sample. Never throws. */
  choose: (): Chosen | undefined => {
    const to = wanted(env, random)
    const places = running.get(env) ?? 0
    if (to === undefined || places >= AT_ONCE) return undefined
    running.set(env, places + 1)
    return { to, release: () => void running.set(env, (running.get(env) ?? 1) - 1) }
  },

  /** The answer there. Undefined if there is none within the deadline. No redirect is followed. */
  ask: async (url: string, init: RequestInit): Promise<Mirrored | undefined> => {
    const stop = new AbortController()
    try {
      const asked = http(url, { ...init, redirect: 'manual', signal: stop.signal })
      return await inTime('old back end', asked.then(readMirrored))
    } catch {
      return undefined
    } finally {
      stop.abort()
    }
  },
})

function wanted(env: object, random: Random): string | undefined {
  try {
    const { MIRROR_TO, MIRROR_PERCENT } = readSettings(env)
    if (MIRROR_TO === '') return undefined
    const [high = 0, low = 0] = random.bytes(2)
    return (high * 256 + low) / 65_536 < MIRROR_PERCENT / 100 ? MIRROR_TO : undefined
  } catch (error) {
    // Every request that needs the settings is answered with it.
    if (error instanceof Misconfigured) return undefined
    throw error
  }
}

/** What is compared of an answer. */
export const readMirrored = async (response: Response): Promise<Mirrored> => ({
  status: response.status,
  text: await readText(response, MOST_BYTES),
})
