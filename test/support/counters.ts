import { env } from 'cloudflare:workers'

/**
 * What something cost: links of password hashes, D1 round trips and the statements in them, keys asked of KV, and calls
 * to R2.
 */
export type Cost = { links: number; roundTrips: number; statements: number; kv: number; r2: number }

/** The same with the rows that D1 bills for it. */
export type Bill = Cost & { rowsRead: number; rowsWritten: number }

const NOTHING: Bill = { links: 0, roundTrips: 0, statements: 0, kv: 0, r2: 0, rowsRead: 0, rowsWritten: 0 }

const difference = (after: Bill, before: Bill) =>
  Object.fromEntries(
    (Object.keys(NOTHING) as (keyof Bill)[]).map((name) => [name, after[name] - before[name]]),
  ) as Bill

/** Bindings that count, for `openGatehouse`, and `costOf`, which tells what was counted meanwhile. */
export function countedBindings() {
  const count = { ...NOTHING }
  countLinks(count)

  return {
    bindings: {
      DB: countDatabase(env.DB, count),
      REVOKED: countCalls(env.REVOKED, ([keys]) => {
        // KV bills each key of several that are asked for in one call.
        count.kv += Array.isArray(keys) ? keys.length : 1
      }),
      PICTURES: countCalls(env.PICTURES, () => count.r2++),
    },
    /** A refusal costs something too: whatever is thrown is dropped. */
    async costOf(work: () => Promise<unknown>): Promise<Cost> {
      const before = { ...count }
      await work().catch(() => {})
      const { rowsRead, rowsWritten, ...cost } = difference(count, before)
      return cost
    },
    /** Tells what was counted from here on, whenever it is asked. */
    counting(): () => Bill {
      const before = { ...count }
      return () => difference(count, before)
    },
  }
}

function countLinks(count: Bill): void {
  const deriveBits = crypto.subtle.deriveBits.bind(crypto.subtle)
  crypto.subtle.deriveBits = (...parameters) => {
    count.links++
    return deriveBits(...parameters)
  }
}

function countCalls<Binding extends object>(
  binding: Binding,
  called: (parameters: unknown[]) => void,
): Binding {
  return new Proxy(binding, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...parameters: unknown[]) => {
        called(parameters)
        return Reflect.apply(member, target, parameters)
      }
    },
  })
}

type Answer = { results: Record<string, unknown>[]; meta: { rows_read: number; rows_written: number } }

/**
 * D1 tells what it bills with every answer but that of `raw`, which drizzle asks most with. So a read is asked for once
 * more to be counted, and a write is asked for with `all`: its columns are of one table, so each name stands once.
 */
function countDatabase(database: D1Database, count: Bill): D1Database {
  const originals = new WeakMap<object, D1PreparedStatement>()

  const add = ({ meta }: Answer) => {
    count.rowsRead += meta.rows_read
    count.rowsWritten += meta.rows_written
  }

  function countStatement(statement: D1PreparedStatement, isRead: boolean): D1PreparedStatement {
    const all = async () => {
      const answer = (await statement.all()) as unknown as Answer
      add(answer)
      return answer
    }
    const ask = {
      all,
      run: all,
      raw: async () => {
        const { results } = await all()
        return isRead ? statement.raw() : results.map((row) => Object.values(row))
      },
    }
    const counted = new Proxy(statement, {
      get(target, name) {
        if (name === 'bind') return (...values: unknown[]) => countStatement(target.bind(...values), isRead)
        if (name !== 'all' && name !== 'run' && name !== 'raw')
          throw new Error(`not counted: ${String(name)}`)
        return () => {
          count.roundTrips++
          count.statements++
          return ask[name]()
        }
      },
    })
    originals.set(counted, statement)
    return counted
  }

  return new Proxy(database, {
    get(target, name) {
      if (name === 'prepare')
        return (query: string) => countStatement(target.prepare(query), /^\s*select\b/i.test(query))
      if (name !== 'batch') throw new Error(`not counted: ${String(name)}`)
      return async (statements: D1PreparedStatement[]) => {
        count.roundTrips++
        count.statements += statements.length
        const answers = await target.batch(
          statements.map((statement) => originals.get(statement) ?? statement),
        )
        for (const answer of answers) add(answer as unknown as Answer)
        return answers
      }
    },
  })
}
