import { beginTiming, type Timing } from './timing.ts'

/**
 * What a request came to, for its line in the log: statements that D1 was sent, the round trips that they took, how
 * long it waited, whose request it was, and why it was refused.
 */
export type Trace = {
  statements: number
  roundTrips: number
  timing: Timing
  account?: string
  reason?: string
}

export const beginTrace = (): Trace => ({ statements: 0, roundTrips: 0, timing: beginTiming() })

/** The same database, of which everything that is sent to it is counted. Only what drizzle asks of it is there. */
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
