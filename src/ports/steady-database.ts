import type { InTime } from './deadline.ts'
import type { Random } from './random.ts'
import { isLocked, isTransient } from './unavailable.ts'

type Dependencies = { inTime: InTime; random: Random }

type Asking = 'first' | 'run' | 'all' | 'raw'

/** How often anything is asked at most. */
const ATTEMPTS = 3
/** How long, in milliseconds, it waits before the second time; before the third, twice as long. */
const PAUSE = 50
/** A length that nothing else draws. */
const JITTER_BYTES = 2

/**
 * D1 with a deadline for every round trip. A single read that D1 loses is asked again, up to twice, within that deadline;
 * a write or a batch is only when the database was locked, because otherwise it may have happened, and nothing is when D1
 * is overloaded (Cloudflare's "Retry queries").
 */
export function steadyDatabase(d1: D1Database, { inTime, random }: Dependencies): D1Database {
  const originals = new WeakMap<D1PreparedStatement, D1PreparedStatement>()

  function steadyStatement(statement: D1PreparedStatement, isRead: boolean): D1PreparedStatement {
    const ask =
      (method: Asking) =>
      (...parameters: unknown[]) => {
        const once = () => Reflect.apply(statement[method], statement, parameters) as Promise<unknown>
        return inTime('D1', again(once, isRead ? isWorthAsking : isLocked))
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

  async function again<Done>(ask: () => Promise<Done>, isWorth: (error: unknown) => boolean): Promise<Done> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask()
      } catch (error) {
        if (attempt === ATTEMPTS || !isWorth(error)) throw error
        const [high = 0, low = 0] = random.bytes(JITTER_BYTES)
        await scheduler.wait(PAUSE * attempt * (0.5 + (high * 256 + low) / 65_536))
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

const isWorthAsking = (error: unknown) => isTransient(error) || isLocked(error)
