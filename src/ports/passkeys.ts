import { and, eq, gt, lt, ne, not, or, type SQL, sql } from 'drizzle-orm'
import type { Condition, Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { insertIf } from './insert-if.ts'
import { type Passkey, passkeys } from './schema.ts'
import type { Settings } from './settings.ts'

/** How many passkeys an account may have. */
export const MOST_PASSKEYS = 20

/** The host that passkeys are bound to. A browser offers only those of the host that it is asked for. */
export const passkeyHost = ({
  PASSKEY_RP_ID,
  PUBLIC_URL,
}: Pick<Settings, 'PASSKEY_RP_ID' | 'PUBLIC_URL'>): string => PASSKEY_RP_ID || new URL(PUBLIC_URL).hostname

/** Another host for which there are passkeys: one row, or none. Two searches of an index, however many there are. */
export const otherPasskeyHost = (db: Database, host: string) =>
  db
    .select({ rpId: passkeys.rpId })
    .from(passkeys)
    .where(or(lt(passkeys.rpId, host), gt(passkeys.rpId, host)))
    .limit(1)

/** What to say of passkeys that were made for another host. */
export const lostPasskeys = (host: string, other: string): string =>
  `PASSKEY_RP_ID: passkeys work for ${host} now, and there are some for ${other}, which sign nobody in any more. Set it back to ${other}, or have their owners add new ones`

/** Passkeys in D1. All are for `commit`; `list` and `named` are a read by themselves too. */
export const openPasskeys = (db: Database) => {
  const own = (accountId: string, ...conditions: (SQL | undefined)[]) =>
    and(eq(passkeys.accountId, accountId), ...conditions)
  const is = (accountId: string, id: string, ...conditions: (SQL | undefined)[]) =>
    own(accountId, eq(passkeys.id, id), ...conditions)
  return {
    /** Those of an account, the oldest first. */
    list: (accountId: string) =>
      db.select().from(passkeys).where(own(accountId)).orderBy(passkeys.createdAt, passkeys.id),

    /** The one with this id, or none. */
    named: (id: string) => db.select().from(passkeys).where(eq(passkeys.id, id)),

    /** True while nobody has a passkey with this id, the account may have one more, and the conditions are true. */
    mayAdd: ({ accountId, id }: Passkey, ...conditions: Condition[]): Condition =>
      sql`${and(
        not(existsIn(db, passkeys, eq(passkeys.id, id))),
        sql`(select count(*) from ${passkeys} where ${own(accountId)}) < ${MOST_PASSKEYS}`,
        ...conditions,
      )}`,

    /** Adds one row, or none. */
    insert: (passkey: Passkey, condition: Condition) =>
      insertIf(db, passkeys, passkey, condition).returning({ id: passkeys.id }),

    /** True while the account has this passkey, and the conditions are true. */
    isThere: (accountId: string, id: string, ...conditions: Condition[]): SQL =>
      existsIn(db, passkeys, is(accountId, id, ...conditions)),

    /** True once it was added at this time, while the conditions are true. */
    wasAdded: ({ accountId, id, createdAt }: Passkey, ...conditions: Condition[]): SQL =>
      existsIn(db, passkeys, is(accountId, id, eq(passkeys.createdAt, createdAt), ...conditions)),

    /** True while the account has any other than this one, and the conditions are true. */
    hasOther: (accountId: string, id: string, ...conditions: Condition[]): SQL =>
      existsIn(db, passkeys, own(accountId, ne(passkeys.id, id), ...conditions)),

    /**
     * True while a count is one that the authenticator had not told before. What can be copied to other devices may tell
     * any.
     */
    mayCount: ({ accountId, id, backupEligible }: Passkey, signCount: number): SQL =>
      existsIn(
        db,
        passkeys,
        is(
          accountId,
          id,
          backupEligible
            ? undefined
            : sql`(${passkeys.signCount} < ${signCount} or ${passkeys.signCount} = 0 and ${signCount} = 0)`,
        ),
      ),

    /** Notes a use. The count never goes down. */
    noteUse: (
      { accountId, id }: Passkey,
      {
        signCount,
        ...used
      }: Pick<Passkey, 'signCount' | 'backedUp' | 'tag' | 'lastUsedAt'> & { rpId?: string },
      isIn: Condition,
    ) =>
      db
        .update(passkeys)
        .set({ ...used, signCount: sql`max(${passkeys.signCount}, ${signCount})` })
        .where(is(accountId, id, isIn)),

    rename: (accountId: string, id: string, name: string, condition: Condition) =>
      db
        .update(passkeys)
        .set({ name })
        .where(is(accountId, id, condition))
        .returning(),

    /** Deletes one row, or none. */
    remove: (accountId: string, id: string, ...conditions: Condition[]) =>
      db
        .delete(passkeys)
        .where(is(accountId, id, ...conditions))
        .returning({ id: passkeys.id }),

    /** True once nobody has it. */
    isGone: (id: string): SQL => not(existsIn(db, passkeys, eq(passkeys.id, id))),

    /** Deletes all of an account, if the condition is true. */
    removeAll: (accountId: string, condition: Condition) =>
      db.delete(passkeys).where(own(accountId, condition)),
  }
}
