import { and, eq, gt, inArray, lt, lte, ne, not, or, type SQL, sql } from 'drizzle-orm'
import { hasId } from './account-ids.ts'
import type { Condition, Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { insertIf, valuesOf } from './insert-if.ts'
import { purgeExpired } from './purge-expired.ts'
import { type AccountId, accounts, oneTimeTokens, type Purpose } from './schema.ts'
import { partOnce, type RowValues, statementOnce } from './write-once.ts'

export type OneTimeToken = typeof oneTimeTokens.$inferSelect

/** After how many wrong codes a code stops working. Its link still works. */
const WRONG_CODES = 5
/** How many links of a purpose work at the same time. Of those that sign in, the newest alone. */
const LINKS = 3
const linksOf = (purpose: Purpose) => (purpose === 'login' ? 1 : LINKS)
/** How many recoveries of an account may be open at once. */
const RECOVERIES = 50

/** A one-time token that has not expired, and since which there was no new password or address. */
const live = (hashes: string[], purpose: Purpose, now: number) =>
  and(
    inArray(oneTimeTokens.tokenHash, hashes),
    eq(oneTimeTokens.purpose, purpose),
    eq(oneTimeTokens.accountId, accounts.id),
    purpose === 'recovery' ? undefined : eq(oneTimeTokens.linkVersion, accounts.linkVersion),
    gt(oneTimeTokens.expiresAt, now),
  )

/** True for the account that a live one-time token belongs to. */
export const hasLiveToken = (db: Database, hash: string, purpose: Purpose, now: number) =>
  existsIn(db, oneTimeTokens, live([hash], purpose, now))

/** A link that signs in: by its token, or by the sign-in that asked for it. */
export type SignInLink = { tokenHashes: string[] } | { signInHashes: string[] }

/** True for a link that signs in, until it expires. Whether there was a new password or address since is not looked at. */
export const isSignIn = (by: SignInLink, now: number) =>
  and(
    'tokenHashes' in by
      ? inArray(oneTimeTokens.tokenHash, by.tokenHashes)
      : inArray(oneTimeTokens.addressHash, by.signInHashes),
    eq(oneTimeTokens.purpose, 'login'),
    gt(oneTimeTokens.expiresAt, now),
  )

/** Counts a wrong code of everything that was sent to these addresses, but of what has this code. Returns all that was tried. */
const tryCode = (
  db: Database,
  addressHashes: string[],
  purpose: Purpose,
  { codeHashes, now }: { codeHashes: string[]; now: number },
) =>
  db
    .update(oneTimeTokens)
    .set({
      wrongCodes: sql`${oneTimeTokens.wrongCodes} + (not ${inArray(oneTimeTokens.codeHash, codeHashes)})`,
    })
    .where(
      and(
        inArray(oneTimeTokens.addressHash, addressHashes),
        eq(oneTimeTokens.purpose, purpose),
        lt(oneTimeTokens.wrongCodes, WRONG_CODES),
        gt(oneTimeTokens.expiresAt, now),
      ),
    )
    .returning({ tokenHash: oneTimeTokens.tokenHash, codeHash: oneTimeTokens.codeHash })

/** The account as it was when a link was made; for a recovery it may have a new password or address. */
type Unmoved = { accountId: string; linkVersion: number | undefined }

const insert = statementOnce<[row: RowValues, unmoved: Unmoved, condition: Condition | undefined]>()(
  (db, row, { accountId, linkVersion }, condition) =>
    insertIf(
      db,
      oneTimeTokens,
      row,
      and(
        existsIn(
          db,
          accounts,
          eq(accounts.id, accountId),
          linkVersion === undefined ? undefined : eq(accounts.linkVersion, linkVersion),
        ),
        condition,
      ),
    ).returning({ tokenHash: oneTimeTokens.tokenHash }),
)

const isThere = partOnce<[tokenHash: string]>((db, tokenHash) =>
  existsIn(db, oneTimeTokens, eq(oneTimeTokens.tokenHash, tokenHash)),
)

const mayAddRecovery = partOnce<[accountId: string, condition: Condition]>(
  (_db, accountId, condition) =>
    sql`(${condition} and (select count(*) from ${oneTimeTokens}
      where ${oneTimeTokens.accountId} = ${accountId} and ${eq(oneTimeTokens.purpose, 'recovery')}) < ${RECOVERIES})`,
)

const deleteAll = statementOnce<[accountId: string, condition: SQL]>()((db, accountId, condition) =>
  db
    .delete(oneTimeTokens)
    .where(and(eq(oneTimeTokens.accountId, accountId), ne(oneTimeTokens.purpose, 'recovery'), condition)),
)

/** One-time tokens in D1. `find…` is one round trip; the others are statements for `commit`. */
export const openOneTimeTokens = (db: Database) => ({
  find: (hashes: string[], purpose: Purpose, now: number) =>
    db
      .select({ account: accounts, oneTimeToken: oneTimeTokens })
      .from(accounts)
      .innerJoin(oneTimeTokens, live(hashes, purpose, now))
      .get(),

  /** The account of this id, with the one-time token if it is live and this account's. */
  findOf: (accountId: AccountId, hashes: string[], purpose: Purpose, now: number) =>
    db
      .select({ account: accounts, oneTimeToken: oneTimeTokens })
      .from(accounts)
      .leftJoin(oneTimeTokens, live(hashes, purpose, now))
      .where(hasId(accountId))
      .get(),

  /**
   * The hash of the one-time token that was sent to this mailbox with this code. In the same statement, the mailbox's
   * other one-time tokens count a wrong code, and after five their codes stop working.
   */
  findByCode: async (addressHashes: string[], purpose: Purpose, codeHashes: string[], now: number) => {
    const tried = await tryCode(db, addressHashes, purpose, { codeHashes, now })
    return tried.find(({ codeHash }) => codeHash !== null && codeHashes.includes(codeHash))?.tokenHash
  },

  /** The same for a link that signs in, for `commit`: what was tried, the code among it. */
  trySignInCode: (signInHashes: string[], codeHashes: string[], now: number) =>
    tryCode(db, signInHashes, 'login', { codeHashes, now }),

  /** Links that sign in and have not expired, by the hash of the link, or of the sign-in that asked for it. */
  signIns: (by: SignInLink, now: number) => db.select().from(oneTimeTokens).where(isSignIn(by, now)),

  /** Adds nothing unless the account is there as it was when the one-time token was made, and the condition is true. */
  insert: (oneTimeToken: OneTimeToken, condition?: Condition) => {
    const { accountId, purpose, linkVersion } = oneTimeToken
    const unmoved = { accountId, linkVersion: purpose === 'recovery' ? undefined : linkVersion }
    return insert(db, valuesOf(oneTimeTokens, oneTimeToken), unmoved, condition)
  },

  /** True while a one-time token of an account works. */
  isLive: (accountId: string, hash: string, purpose: Purpose, now: number): SQL =>
    existsIn(db, accounts, eq(accounts.id, accountId), hasLiveToken(db, hash, purpose, now)),

  /** True while no other email asks the owner to approve a sign-in of this client. */
  isFirstFor: (accountId: string, clientHash: string, now: number): SQL =>
    not(
      existsIn(
        db,
        oneTimeTokens,
        eq(oneTimeTokens.accountId, accountId),
        eq(oneTimeTokens.purpose, 'approve'),
        eq(oneTimeTokens.sealed, clientHash),
        gt(oneTimeTokens.expiresAt, now),
      ),
    ),

  deleteOne: (hash: string, condition?: Condition) =>
    db
      .delete(oneTimeTokens)
      .where(and(eq(oneTimeTokens.tokenHash, hash), condition))
      .returning({ tokenHash: oneTimeTokens.tokenHash }),

  /** True if the one-time token was added. For the statements that follow from it. */
  isThere: ({ tokenHash }: Pick<OneTimeToken, 'tokenHash'>): SQL => isThere(db, tokenHash),

  /**
   * Email may be late, so users ask again: the newest links of a purpose all work until one is used. Deletes the older
   * ones.
   */
  deleteSurplus: ({ accountId, purpose, tokenHash }: OneTimeToken) =>
    db.delete(oneTimeTokens).where(
      and(
        eq(oneTimeTokens.accountId, accountId),
        eq(oneTimeTokens.purpose, purpose),
        sql`${oneTimeTokens.tokenHash} not in (select token_hash from ${oneTimeTokens}
          where ${oneTimeTokens.accountId} = ${accountId} and ${oneTimeTokens.purpose} = ${purpose}
          order by token_hash = ${tokenHash} desc, expires_at desc limit ${linksOf(purpose)})`,
        existsIn(db, oneTimeTokens, eq(oneTimeTokens.tokenHash, tokenHash)),
      ),
    ),

  /** Deletes the links of a purpose, once one of them was used. */
  deleteUsed: ({ accountId, purpose }: Pick<OneTimeToken, 'accountId' | 'purpose'>, condition: SQL) =>
    db
      .delete(oneTimeTokens)
      .where(and(eq(oneTimeTokens.accountId, accountId), eq(oneTimeTokens.purpose, purpose), condition)),

  /**
   * True while the account may get another recovery link, and the condition is true. Earlier ones are never dropped.
   */
  mayAddRecovery: (accountId: string, condition: Condition): SQL => mayAddRecovery(db, accountId, condition),

  /** Deletes every link except those for account recovery. */
  deleteAll: (accountId: string, condition: SQL) => deleteAll(db, accountId, condition),

  /** Deletes every link, those for account recovery too. */
  deleteEvery: (accountId: string, condition: SQL) =>
    db.delete(oneTimeTokens).where(and(eq(oneTimeTokens.accountId, accountId), condition)),

  /** Deletes every link, except recovery links that are older than this one: newer ones may be an attacker's. */
  deleteFrom: ({ accountId, expiresAt }: OneTimeToken, condition: SQL) =>
    db
      .delete(oneTimeTokens)
      .where(
        and(
          eq(oneTimeTokens.accountId, accountId),
          or(ne(oneTimeTokens.purpose, 'recovery'), sql`${oneTimeTokens.expiresAt} >= ${expiresAt}`),
          condition,
        ),
      ),

  /** Deletes expired one-time tokens, some at a time. */
  purgeExpired: (now: number) =>
    purgeExpired(db, oneTimeTokens.tokenHash, lte(oneTimeTokens.expiresAt, now), now),
})
