import type { Limit } from './refused.ts'
import { beginTiming, type Timing } from './timing.ts'

/**
 * What is logged of a request: statements and round trips to D1, how long it waited, its account, why it was
 * refused, and by which limit.
 */
export type Trace = {
  statements: number
  roundTrips: number
  timing: Timing
  account?: string
  reason?: string
  limit?: Limit | undefined
}

export const beginTrace = (): Trace => ({ statements: 0, roundTrips: 0, timing: beginTiming() })

/** The same database, with everything counted that is sent to it. It has only the methods that drizzle uses. */
export function countStatements(d1: D1Database, trace: Trace): D1Database {
  const originals = new WeakMap<object, D1PreparedStatement>()

  const count = (statements: number) => {
    trace.statements += statements
    trace.roundTrips++
  }

  function counted(statement: D1PreparedStatement): D1PreparedStatement {
    const proxy = new Proxy(statement, {
      get(target, name) {
        const member = Reflect.get(target, name) as (...parameters: unknown[]) => unknown
        if (name === 'bind') return (...values: unknown[]) => counted(target.bind(...values))
        return (...parameters: unknown[]) => {
          count(1)
          return Reflect.apply(member, target, parameters)
        }
      },
    })
    originals.set(proxy, statement)
    return proxy
  }

  const database: Pick<D1Database, 'prepare' | 'batch'> = {
    prepare: (query) => counted(d1.prepare(query)),
    batch: (statements) => {
      count(statements.length)
      return d1.batch(statements.map((statement) => originals.get(statement) ?? statement))
    },
  }
  return database as D1Database
}
