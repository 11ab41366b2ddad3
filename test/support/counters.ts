import { env } from 'cloudflare:workers'

/** What something cost: links of password hashes, D1 round trips and the statements in them, calls to KV and R2. */
export type Cost = { links: number; roundTrips: number; statements: number; kv: number; r2: number }

/** Bindings that count, for `openHouse`, and `costOf`, which tells what was counted meanwhile. */
export function countedBindings() {
  const count: Cost = { links: 0, roundTrips: 0, statements: 0, kv: 0, r2: 0 }
  countLinks(count)

  return {
    bindings: {
      DB: countDatabase(env.DB, count),
      REVOKED: countCalls(env.REVOKED, () => count.kv++),
      PICTURES: countCalls(env.PICTURES, () => count.r2++),
    },
    /** A refusal costs something too: whatever is thrown is dropped. */
    async costOf(work: () => Promise<unknown>): Promise<Cost> {
      const before = { ...count }
      await work().catch(() => {})
      return {
        links: count.links - before.links,
        roundTrips: count.roundTrips - before.roundTrips,
        statements: count.statements - before.statements,
        kv: count.kv - before.kv,
        r2: count.r2 - before.r2,
      }
    },
  }
}

function countLinks(count: Cost): void {
  const deriveBits = crypto.subtle.deriveBits.bind(crypto.subtle)
  crypto.subtle.deriveBits = (...parameters) => {
    count.links++
    return deriveBits(...parameters)
  }
}

function countCalls<Binding extends object>(binding: Binding, called: () => void): Binding {
  return new Proxy(binding, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...parameters: unknown[]) => {
        called()
        return Reflect.apply(member, target, parameters)
      }
    },
  })
}

function countDatabase(database: D1Database, count: Cost): D1Database {
  const originals = new WeakMap<object, D1PreparedStatement>()

  function countStatement(statement: D1PreparedStatement): D1PreparedStatement {
    const counted = new Proxy(statement, {
      get(target, name) {
        const member = Reflect.get(target, name) as (...parameters: unknown[]) => unknown
        return (...parameters: unknown[]) => {
          if (name === 'bind') return countStatement(target.bind(...parameters))
          count.roundTrips++
          count.statements++
          return Reflect.apply(member, target, parameters)
        }
      },
    })
    originals.set(counted, statement)
    return counted
  }

  return new Proxy(database, {
    get(target, name) {
      if (name === 'prepare') return (query: string) => countStatement(target.prepare(query))
      if (name !== 'batch') throw new Error(`not counted: ${String(name)}`)
      return (statements: D1PreparedStatement[]) => {
        count.roundTrips++
        count.statements += statements.length
        return target.batch(statements.map((statement) => originals.get(statement) ?? statement))
      }
    },
  })
}
