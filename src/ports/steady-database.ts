import type { InTime } from './deadline.ts'
import type { Random } from './random.ts'
import { isBroken, isLocked, isTransient } from './unavailable.ts'

/** How often a statement is sent at most, and the pause before the first retry in milliseconds; before the nth, n times as long. */
export type Retries = { attempts: number; pause: number }

/** `reads`: how single reads are retried, where somebody waits longer than for a request. */
type Dependencies = { inTime: InTime; random: Random; reads?: Retries | undefined }

type Asking = 'first' | 'run' | 'all' | 'raw'

const USUAL: Retries = { attempts: 3, pause: 50 }
const JITTER_BYTES = 2

/**
 * D1 with a timeout for every round trip. A single read is retried up to twice within that timeout. A write or a batch
 * is retried only if the database was locked, because otherwise it may have happened. Nothing is retried if D1 is
 * overloaded (Cloudflare's "Retry queries").
 */
export function steadyDatabase(d1: D1Database, { inTime, random, reads = USUAL }: Dependencies): D1Database {
  const originals = new WeakMap<D1PreparedStatement, D1PreparedStatement>()

  function steadyStatement(statement: D1PreparedStatement, isRead: boolean): D1PreparedStatement {
    const ask =
      (method: Asking) =>
      (...parameters: unknown[]) => {
        const once = () => Reflect.apply(statement[method], statement, parameters) as Promise<unknown>
        return inTime('D1', isRead ? again(once, isWorthAsking, reads) : again(once, isLocked))
      }
    const steady = {
      bind: (...values: unknown[]) => steadyStatement(statement.bind(...values), isRead),
      first: ask('first'),
      run: ask('run'),
      all: ask('all'),
      raw: ask('raw'),
    } as D1PreparedStatement
    originals.set(steady, statement)
    return steady
  }

  async function again<Done>(
    ask: () => Promise<Done>,
    isWorth: (error: unknown) => boolean,
    { attempts, pause }: Retries = USUAL,
  ): Promise<Done> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask()
      } catch (error) {
        if (attempt === attempts || !isWorth(error)) throw error
        const [high = 0, low = 0] = random.bytes(JITTER_BYTES)
        await scheduler.wait(pause * attempt * (0.5 + (high * 256 + low) / 65_536))
      }
    }
  }

  return {
    prepare: (query: string) => steadyStatement(d1.prepare(query), /^\s*select\b/i.test(query)),
    batch: (statements: D1PreparedStatement[]) =>
      inTime(
        'D1',
        again(() => d1.batch(statements.map((statement) => originals.get(statement) ?? statement)), isLocked),
      ),
  } as D1Database
}

const isWorthAsking = (error: unknown) => isTransient(error) || isLocked(error) || isBroken(error)
