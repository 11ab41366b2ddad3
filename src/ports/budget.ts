import { and, count, eq, gt, lte, sql } from 'drizzle-orm'
import { toHex, utf8 } from './bytes.ts'
import type { Clock } from './clock.ts'
import type { Database } from './database.ts'
import { deleteSome } from './delete-some.ts'
import { insertIf } from './insert-if.ts'
import type { Keys } from './keys.ts'
import type { Random } from './random.ts'
import { askedLetters } from './schema.ts'

type World = { db: Database; keys: Keys; clock: Clock; random: Random; mostAsked: () => number }

const HOUR = 3_600_000

/** How many letters one address gets that anybody could ask for, so that nobody's mailbox is flooded. */
export const openBudget = ({ db, keys, clock, random, mostAsked }: World) => ({
  /** Whether one more letter may be sent. Counted and compared in one statement. */
  async take(address: string): Promise<boolean> {
    const now = clock.now()
    const [kid] = keys.kids()
    const tag = await keys.mac('address', utf8(address.toLowerCase()), kid)
    const addressHash = toHex(tag ?? new Uint8Array())
    const sent = db
      .select({ count: count() })
      .from(askedLetters)
      .where(and(eq(askedLetters.addressHash, addressHash), gt(askedLetters.at, now - HOUR)))
    const taken = await insertIf(
      db,
      askedLetters,
      { id: random.uuid(), addressHash, at: now },
      sql`(${sent}) < ${mostAsked()}`,
    ).returning({ id: askedLetters.id })
    return taken.length > 0
  },

  /** Clears away what counts no more; the cron comes again. */
  deleteSpent: () => deleteSome(db, askedLetters, askedLetters.id, lte(askedLetters.at, clock.now() - HOUR)),
})
