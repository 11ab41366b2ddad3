import { env } from 'cloudflare:workers'

/** Every statement that was prepared, with what was bound to it last. */
export type Recorded = Map<string, unknown[]>

/** A database that remembers every statement and what was bound to it. */
export function recordedDatabase(database: D1Database, statements: Recorded): D1Database {
  return new Proxy(database, {
    get(target, name) {
      if (name !== 'prepare') return Reflect.get(target, name).bind(target)
      return (query: string) => {
        const statement = target.prepare(query)
        statements.set(query, statements.get(query) ?? [])
        return new Proxy(statement, {
          get(prepared, method) {
            if (method !== 'bind') return Reflect.get(prepared, method).bind(prepared)
            return (...values: unknown[]) => {
              statements.set(query, values)
              return prepared.bind(...values)
            }
          },
        })
      }
    },
  })
}

/**
 * What reads a table from its beginning to its end, with the statement. What is made on the spot is no table: a row of
 * values, the lists of one to three that are called `counted` and `who`, the next two thousand rows of an index that
 * are called `near`, the steps of a search that are called `halved` or `half`, webhooks, of which there are ten, and the keys
 * that the cron has taken a step over.
 * wrangler's own list of migrations is read whole, and of events the oldest thousand in the order of the table itself, which
 * is that of time.
 */
export async function scansIn(statements: Recorded): Promise<string[]> {
  const scans: string[] = []
  for (const [query, values] of statements) {
    const plan = env.DB.prepare(`explain query plan ${query}`).bind(...values)
    for (const { detail } of (await plan.all<{ detail: string }>()).results)
      if (
        /^SCAN (?!CONSTANT ROW|\d-ROW VALUES|\(subquery|counted|who|near|halved|half|webhooks|d1_migrations)/.test(
          detail,
        ) &&
        !isOldest(query)
      )
        scans.push(`${detail}: ${query}`)
  }
  return scans
}

const isOldest = (query: string) => /^delete from "events" .* order by "events"."id" limit \?/.test(query)
