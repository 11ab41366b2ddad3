import { and, eq, isNull, ne, not, or, type SQL, sql } from 'drizzle-orm'
import { hasId } from './account-ids.ts'
import type { Condition, Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { rowOf, valuesOf } from './insert-if.ts'
import { type Account, type AccountId, accounts, sessions } from './schema.ts'
import { type Whose, whoIs } from './throttle.ts'
import type { FieldStore } from './user-field.ts'
import { partOnce, type RowValues, statementOnce } from './write-once.ts'

export type NewAccount = typeof accounts.$inferInsert

/** Columns that a change of profile may set. Columns that are not given stay as they are, and so do other user fields. */
export type ProfileColumns = Partial<
  Pick<
    Account,
    | 'username'
    | 'usernameKey'
    | 'email'
    | 'emailKey'
    | 'emailVerifiedAt'
    | 'pendingEmail'
    | 'firstName'
    | 'lastName'
    | 'language'
    | 'avatar'
    | 'cover'
    | 'isActive'
    | 'awaitsActivation'
    | 'fields'
  >
>

const passwordIs = partOnce<[id: string, passwordHash: string]>((db, id, passwordHash) =>
  existsIn(db, accounts, eq(accounts.id, id), eq(accounts.passwordHash, passwordHash)),
)

type Now = {
  [Name in 'usernameKey' | 'emailKey' | 'emailVerifiedAt' | 'pendingEmail']: ProfileColumns[Name] | undefined
}

const isNow = partOnce<[id: string, columns: Now, condition: Condition | undefined]>(
  (db, id, { usernameKey, emailKey, emailVerifiedAt, pendingEmail }, condition) =>
    existsIn(
      db,
      accounts,
      eq(accounts.id, id),
      usernameKey === undefined ? undefined : eq(accounts.usernameKey, usernameKey),
      emailKey === undefined ? undefined : sql`${accounts.emailKey} is ${emailKey}`,
      emailVerifiedAt === undefined ? undefined : sql`${accounts.emailVerifiedAt} is ${emailVerifiedAt}`,
      pendingEmail === undefined ? undefined : sql`${accounts.pendingEmail} is ${pendingEmail}`,
      condition,
    ),
)

const insert = statementOnce<[row: RowValues]>()((db, row) =>
  db.insert(accounts).values(rowOf(accounts, row)).returning(),
)

type Replaced = { from: string; to: string; now: number }

const changePassword = statementOnce<[id: string, passwords: Replaced, condition: SQL | undefined]>()(
  (db, id, { from, to, now }, condition) =>
    db
      .update(accounts)
      .set(newPassword(to, now))
      .where(and(eq(accounts.id, id), eq(accounts.passwordHash, from), condition))
      .returning({ sessionVersion: accounts.sessionVersion }),
)

/** Accounts in D1. `find…` is one read; the others are statements for `commit`, or conditions in them. */
export const openAccounts = (db: Database, store?: ReturnType<FieldStore>) => ({
  findById: (id: AccountId) => db.select().from(accounts).where(hasId(id)).get(),

  findByEmail: (emailKey: string) => db.select().from(accounts).where(eq(accounts.emailKey, emailKey)).get(),

  /** Every account with this id, username or email address: none, one, or a few. For `commit` too. */
  named: (whose: Whose) => db.select().from(accounts).where(whoIs(whose)),

  /** Any account's password hash: that of the first id from this text on, or else of the first one. For `commit`. */
  hashFrom: (text: string) =>
    db
      .select({ passwordHash: accounts.passwordHash })
      .from(accounts)
      .where(
        sql`${accounts.id} = coalesce((select min(id) from accounts where id >= ${text}), (select min(id) from accounts))`,
      ),

  /** Which of the two belong to an account other than `exceptId`. */
  findTaken: async (usernameKey: string, emailKey: string | null, exceptId: string) => {
    const others = await db
      .select({ usernameKey: accounts.usernameKey, emailKey: accounts.emailKey })
      .from(accounts)
      .where(
        and(
          or(
            eq(accounts.usernameKey, usernameKey),
            emailKey === null ? undefined : eq(accounts.emailKey, emailKey),
          ),
          ne(accounts.id, exceptId),
        ),
      )
    return {
      username: others.some((other) => other.usernameKey === usernameKey),
      email: emailKey !== null && others.some((other) => other.emailKey === emailKey),
    }
  },

  /** True once a change has set this password. Its salt makes the hash unique to that change. */
  passwordIs: (accountId: string, passwordHash: string): SQL => passwordIs(db, accountId, passwordHash),

  /**
   * True while the account has these values, as far as they are given, and the condition is true. For the statements
   * that follow from the change.
   */
  isNow: (
    accountId: string,
    { usernameKey, emailKey, emailVerifiedAt, pendingEmail }: ProfileColumns,
    condition?: Condition,
  ): SQL => isNow(db, accountId, { usernameKey, emailKey, emailVerifiedAt, pendingEmail }, condition),

  insert: (account: NewAccount) => insert(db, valuesOf(accounts, account)),

  /** Returns the changed row, or none. Links sent before a new address stop working. */
  changeProfile: (id: string, columns: ProfileColumns, now: number, conditions: (Condition | undefined)[]) =>
    db
      .update(accounts)
      .set({
        ...columns,
        ...(columns.fields && { fields: store?.withValues(columns.fields) }),
        updatedAt: now,
        ...(columns.emailKey !== undefined && {
          linkVersion: sql`${accounts.linkVersion} + (${accounts.emailKey} is not ${columns.emailKey})`,
        }),
      })
      .where(and(eq(accounts.id, id), ...conditions))
      .returning(),

  /** For `change`: the account's row once `changeProfile` has changed it in this way, at this time. */
  findChanged: async (id: string, columns: ProfileColumns, now: number): Promise<Account[] | undefined> => {
    const found = await db
      .select()
      .from(accounts)
      .where(
        and(
          eq(accounts.id, id),
          eq(accounts.updatedAt, now),
          ...(Object.keys(columns) as (keyof ProfileColumns)[]).map((name) =>
            name === 'fields'
              ? store?.hasValues(columns.fields ?? {})
              : sql`${accounts[name]} is ${sql.param(columns[name], accounts[name])}`,
          ),
        ),
      )
    return found.length > 0 ? found : undefined
  },

  /** True once there is no account of this id. */
  isGone: (id: string): SQL => not(existsIn(db, accounts, eq(accounts.id, id))),

  /** True while the account has neither a new password nor a new address. */
  isUnmoved: ({ linkVersion }: Pick<Account, 'linkVersion'>): SQL => eq(accounts.linkVersion, linkVersion),

  /** Replaces the hash of the password that the caller has checked. Changes one row, or none. */
  changePassword: (id: string, { from, to }: Omit<Replaced, 'now'>, now: number, condition?: SQL) =>
    changePassword(db, id, { from, to, now }, condition),

  /** Sets a new session version, once a session was moved to it. Changes one row, or none. */
  raiseSessionVersion: (id: string, sessionVersion: number, sessionId: string) =>
    db
      .update(accounts)
      .set({ sessionVersion })
      .where(
        and(
          eq(accounts.id, id),
          existsIn(db, sessions, eq(sessions.id, sessionId), eq(sessions.sessionVersion, sessionVersion)),
        ),
      )
      .returning({ sessionVersion: accounts.sessionVersion }),

  /** Notes when the owner last signed in. */
  noteLogin: (id: string, now: number, condition: SQL) =>
    db
      .update(accounts)
      .set({ lastLoginAt: now })
      .where(and(eq(accounts.id, id), condition)),

  /** Notes that the owner has read an email at the account's address, unless that was known. */
  noteVerified: (id: string, now: number, condition: SQL) =>
    db
      .update(accounts)
      .set({ emailVerifiedAt: now, updatedAt: now })
      .where(and(eq(accounts.id, id), isNull(accounts.emailVerifiedAt), condition)),

  /** Stores another hash of the same password. */
  rehash: (id: string, oldHash: string, newHash: string) =>
    db
      .update(accounts)
      .set({ passwordHash: newHash })
      .where(and(eq(accounts.id, id), eq(accounts.passwordHash, oldHash))),

  /** Deletes one row, or none. Its sessions and links are deleted with it. */
  delete: (id: string, condition: SQL | undefined) =>
    db
      .delete(accounts)
      .where(and(eq(accounts.id, id), condition))
      .returning({ id: accounts.id }),
})

/** A pending email address is dropped, because an attacker may have entered it. */
export const newPassword = <Text, Time>(passwordHash: Text, now: Time) => ({
  passwordHash,
  pendingEmail: null,
  updatedAt: now,
  sessionVersion: sql`${accounts.sessionVersion} + 1`,
  linkVersion: sql`${accounts.linkVersion} + 1`,
})
