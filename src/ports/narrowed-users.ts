import { and, asc, count, eq, getTableColumns, gte, type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'
import { between } from './key-range.ts'
import type { ONLY_THESE } from './list-words.ts'
import { isOldHash } from './old-hash.ts'
import { type Account, type AccountId, accounts, secondFactors, sessions } from './schema.ts'

/** Whom a list is narrowed to. */
export type Only = (typeof ONLY_THESE)[number]

/** What a narrowed list is ordered and searched by. */
export type Order = 'username' | 'email'

type Narrowed = { only: Only | undefined; order: Order; beginning: string }

/** `after` is the id of the last account on the previous page. Its position is looked up in the query. */
type PageOf = { after: AccountId | undefined; limit: number }

/** Whom a page found. `last`: the last account that it looked at, if there may be more behind it. */
type FoundUsers = { users: Account[]; last: string | undefined }

/** How many accounts a page looks at, and how many more if these do not fill it: few of a million may be meant. */
const LOOKED_AT = 2000
const LOOKED_AT_THEN = 8000
/** The same in one round trip, where it is known that more than a few are meant. */
const LOOKED_AT_ONCE = 5000

/** How many there may be of a filter for a page to read and sort all of them. */
const FEW = 2000

/** The filters that have an index, by username. */
const INDEXED: readonly (Only | undefined)[] = ['staff', 'disabled', 'old_password']

/** Accounts in an order, narrowed to some, whose key begins so. */
export const openNarrowed = (db: Database) => {
  const keyOf = (order: Order) => (order === 'email' ? accounts.emailKey : accounts.usernameKey)

  /** By the index of a filter. */
  const indexed = ({ only, beginning }: Narrowed, { after, limit }: PageOf): Promise<Account[]> => {
    const key = accounts.usernameKey
    return db
      .select()
      .from(accounts)
      .where(and(only && ONLY[only], between(sql`${key}`, key, beginning, after)))
      .orderBy(asc(key))
      .limit(limit)
  }

  /** The accounts of a filter that are found without their order, one more than a few at most. */
  const heldBy = (only: Only) =>
    only === 'second_factor'
      ? db
          .select({ id: secondFactors.accountId, isMeant: sql`required_since is not null`.as('is_meant') })
          .from(secondFactors)
          .limit(FEW + 1)
          .as('held')
      : db
          .select({ id: accounts.id, isMeant: sql`true`.as('is_meant') })
          .from(accounts)
          .where(and(ONLY[only], gte(accounts.usernameKey, '')))
          .limit(FEW + 1)
          .as('held')

  /** All of a filter, sorted, while these are few. Undefined if they are many. */
  async function few({ only, order, beginning }: Narrowed & { only: Only }, { after, limit }: PageOf) {
    const key = keyOf(order)
    const held = heldBy(only)
    const [users, [there]] = await db.batch([
      db
        .select(getTableColumns(accounts))
        .from(held)
        // It keeps the order of the tables as well, and the plus keeps the other order from choosing an index.
        .crossJoin(accounts)
        .where(and(eq(accounts.id, held.id), held.isMeant, between(sql`+${key}`, key, beginning, after)))
        .orderBy(asc(sql`+${key}`))
        .limit(limit),
      db.select({ count: count() }).from(held),
    ])
    return there && there.count <= FEW ? users : undefined
  }

  /** Looks at so many of the accounts whose key begins so, in their order. */
  async function look(
    { only, order, beginning }: Narrowed,
    { after, limit }: PageOf,
    lookAt: number,
  ): Promise<FoundUsers> {
    const key = keyOf(order)
    const within = between(sql`${key}`, key, beginning, after)
    const near = db.select().from(accounts).where(within).orderBy(asc(key)).limit(lookAt).as('near')
    const keys = db
      .select({ id: accounts.id, key: sql`${key}`.as('key') })
      .from(accounts)
      .where(within)
      .orderBy(asc(key))
      .limit(lookAt)
      .as('near')
    const [users, [end]] = await db.batch([
      db
        .select()
        .from(near)
        .where(only && ONLY[only])
        .orderBy(asc(order === 'email' ? near.emailKey : near.usernameKey))
        .limit(limit),
      // With max() alone, SQLite takes the other columns from the row that has it (lang_select.html#bareagg).
      db.select({ id: keys.id, key: sql`max(${keys.key})`, lookedAt: sql<number>`count(*)` }).from(keys),
    ])
    return { users, last: end?.lookedAt === lookAt ? end.id : undefined }
  }

  return {
    /**
     * By username, staff, disabled accounts and passwords of another system have indexes of their own; by address they are
     * sorted while they are few, and so are second factors. For the others, so many accounts are looked at. Two round
     * trips at most.
     */
    narrowed: async (narrowed: Narrowed, page: PageOf): Promise<FoundUsers> => {
      const { only, order } = narrowed
      const { limit } = page
      const isIndexed = INDEXED.includes(only)
      if (isIndexed && order === 'username') return { users: await indexed(narrowed, page), last: undefined }
      if (only && (isIndexed || only === 'second_factor')) {
        const users = await few({ ...narrowed, only }, page)
        return users ? { users, last: undefined } : look(narrowed, page, LOOKED_AT_ONCE)
      }
      const first = await look(narrowed, page, LOOKED_AT)
      if (first.users.length === limit || first.last === undefined) return first
      const missing = { after: first.last, limit: limit - first.users.length }
      const then = await look(narrowed, missing, LOOKED_AT_THEN)
      return { users: [...first.users, ...then.users], last: then.last }
    },
  }
}

const hasNoSession = sql`not exists (select 1 from ${sessions} where ${sessions.accountId} = near.id)`

// Constants and no parameters, because SQLite compares them with the conditions of the indexes; names without a table,
// because they are those of a table or of a part of it.
export const ONLY: Record<Only, SQL> = {
  staff: sql`is_staff = 1`,
  disabled: sql`is_active = 0 and awaits_activation = 0`,
  active: sql`is_active = 1`,
  unverified: sql`email_verified_at is null and email_key is not null`,
  second_factor: sql`exists (select 1 from ${secondFactors} where ${secondFactors.accountId} = near.id and ${secondFactors.requiredSince} is not null)`,
  signed_out: hasNoSession,
  // The cron comes to a sign-in within a minute, and the session is there at once.
  never_signed_in: sql`first_login_at is null and last_login_at is null and ${hasNoSession}`,
  old_password: isOldHash,
}
