import type { AfterAnswer } from './afterwards.ts'
import type { Clock } from './clock.ts'
import type { Database } from './database.ts'
import { hourOf, type NewCount, noteCounts } from './new-counts.ts'
import type { LIMITS } from './schema.ts'

/** A limit that refuses requests with 429. */
export type Limit = (typeof LIMITS)[number]

/** How long, in milliseconds, an isolate writes nothing more once it has written. */
const PAUSE = 60_000

/**
 * How many counts are kept while D1 takes none: those of six hours at least. Older ones are lost. A statement may have a
 * hundred parameters, and each count is three.
 */
const MOST_KEPT = 30

type Kept = { writtenAt: number; counts: Map<string, NewCount> }

/** By the bindings of an isolate. */
const kept = new WeakMap<object, Kept>()

type Dependencies = { env: object; db: Database; clock: Clock; afterAnswer: AfterAnswer }

/**
 * How many requests were refused with 429. They are counted in memory and written once a minute at most, so that a client
 * that sends many buys no writes with them. What an isolate has not written when it ends is lost.
 */
export function openRefused({ env, db, clock, afterAnswer }: Dependencies) {
  function keep(): Kept {
    const known = kept.get(env) ?? { writtenAt: Number.NEGATIVE_INFINITY, counts: new Map() }
    kept.set(env, known)
    return known
  }

  function add({ counts }: Kept, { kind, at, count }: NewCount): void {
    const name = `${kind} ${at}`
    counts.set(name, { kind, at, count: count + (counts.get(name)?.count ?? 0) })
    const [oldest = name] = counts.keys()
    if (counts.size > MOST_KEPT) counts.delete(oldest)
  }

  async function write(own: Kept, counts: readonly [NewCount, ...NewCount[]]): Promise<void> {
    try {
      await noteCounts(db, counts)
    } catch (error) {
      for (const each of counts) add(own, each)
      throw error
    }
  }

  return {
    note: (limit: Limit): void =>
      add(keep(), { kind: `refused_${limit}`, at: hourOf(clock.now()), count: 1 }),

    /** Writes what was noted, after the response, unless this isolate wrote in the last minute. */
    writeDue(): void {
      const own = kept.get(env)
      const now = clock.now()
      if (!own || now - own.writtenAt < PAUSE) return
      const [first, ...rest] = own.counts.values()
      if (!first) return
      own.writtenAt = now
      own.counts = new Map()
      afterAnswer(() => write(own, [first, ...rest]))
    },
  }
}
