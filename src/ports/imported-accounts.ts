import { and, eq, getTableColumns, gt, isNull, not, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { Database, Statement } from './database.ts'
import { existsIn } from './exists-in.ts'
import { importSources, oldRows } from './imported-schema.ts'
import { IMPORTED_VERSION } from './imported-sessions.ts'
import { insertIf } from './insert-if.ts'
import { isOldHash } from './old-hash.ts'
import {
  type Account,
  accounts,
  importedAccounts,
  oneTimeTokens,
  type SecondFactor,
  secondFactors,
  uniqueFields,
} from './schema.ts'

/*
 * People of other systems, in D1. Not for the Worker: `npm run import` reads and writes many at once. Lists go to SQLite
 * as one JSON parameter, because D1 allows a hundred parameters and bills round trips.
 */

/** What is stored of a second factor: the secret sealed, recovery codes as tags. */
export type ImportedFactor = Pick<SecondFactor, 'totp' | 'lastStep' | 'recovery'>

/** An account to be written, and of whom. `oldRow`: what is kept of them for a way back, sealed. */
export type ImportedRow = {
  account: Account
  oldId: string
  fingerprint: string
  importedAt: number
  oldRow?: string
  factor?: ImportedFactor
}

/** What the database knows of a person who was imported before. */
export type KnownPerson = {
  oldId: string
  accountId: string
  fingerprint: string
  /** Undefined once the account was deleted here. */
  account: Pick<
    Account,
    'id' | 'username' | 'email' | 'emailVerifiedAt' | 'createdAt' | 'fields' | 'avatar' | 'cover'
  > | null
  /** Nobody has signed in to the account or changed it here since. */
  isUntouched: boolean
  /** Nobody has changed profile, password or status here since. */
  isProfileAsImported: boolean
}

/** Columns that a later import writes anew. */
const CHANGED = [
  ...(['username', 'usernameKey', 'email', 'emailKey', 'emailVerifiedAt', 'firstName', 'lastName'] as const),
  ...(['passwordHash', 'isActive', 'isStaff', 'createdAt', 'updatedAt', 'fields', 'lastLoginAt'] as const),
]

/**
 * True for a row of `imported_accounts` whose account is as the import left it: it was not changed, its password is
 * still the imported one, and nothing was recorded that only its owner or staff can have caused.
 */
const isUntouched = sql`exists (select 1 from accounts
  where accounts.id = imported_accounts.account_id
  and accounts.updated_at = imported_accounts.updated_at
  and (accounts.password_hash = '!' or accounts.password_hash glob '!$*' or ${isOldHash})
  and not exists (select 1 from events where events.account_id = accounts.id and kind <> 'sign_in_failed')
  and not exists (select 1 from known_places where known_places.account_id = accounts.id))`

const inList = (column: SQLWrapper, list: unknown[]): SQL =>
  sql`${column} in (select value from json_each(${JSON.stringify(list)}))`

/** A column of an account that is given as JSON. */
const given = (name: string): SQL =>
  name === 'fields' ? sql`given.value -> ${name}` : sql`given.value ->> ${name}`

const rowsOf = (rows: unknown[]): SQL => sql`json_each(${JSON.stringify(rows)}) as given`

export const openImportedAccounts = (db: Database) => ({
  ...openResetTokens(db),

  /** The people of a source with these ids who were imported before. */
  find: (source: string, oldIds: string[]): Promise<KnownPerson[]> =>
    db
      .select({
        oldId: importedAccounts.oldId,
        accountId: importedAccounts.accountId,
        fingerprint: importedAccounts.fingerprint,
        account: {
          id: accounts.id,
          username: accounts.username,
          email: accounts.email,
          emailVerifiedAt: accounts.emailVerifiedAt,
          createdAt: accounts.createdAt,
          fields: accounts.fields,
          avatar: accounts.avatar,
          cover: accounts.cover,
        },
        isUntouched: sql`${isUntouched}`.mapWith(Boolean),
        isProfileAsImported: sql`${accounts.updatedAt} = ${importedAccounts.updatedAt}`.mapWith(Boolean),
      })
      .from(importedAccounts)
      .leftJoin(accounts, eq(accounts.id, importedAccounts.accountId))
      .where(and(eq(importedAccounts.source, source), inList(importedAccounts.oldId, oldIds))),

  /** Shows a picture of somebody who has none, and whose profile is as it was imported, if the condition is true. */
  showPicture: ({ source, id, which, address }: LatePicture, condition: SQL) =>
    db
      .update(accounts)
      .set({ [which]: address })
      .where(
        and(
          eq(accounts.id, id),
          isNull(accounts[which]),
          sql`updated_at = (select updated_at from imported_accounts where source = ${source} and account_id = ${id})`,
          condition,
        ),
      ),

  /** How many people of a source were imported. */
  count: async (source: string): Promise<number> =>
    (
      await db
        .select({ count: sql<number>`count(*)` })
        .from(importedAccounts)
        .where(eq(importedAccounts.source, source))
        .get()
    )?.count ?? 0,

  /** Which of these ids accounts have. */
  findIds: async (ids: Record<'id' | 'number' | 'objectId', unknown[]>): Promise<Set<unknown>> => {
    const found = new Set<unknown>()
    for (const name of ['id', 'number', 'objectId'] as const) {
      if (ids[name].length === 0) continue
      const column = accounts[name]
      const rows = await db.select({ value: column }).from(accounts).where(inList(column, ids[name]))
      for (const { value } of rows) found.add(value)
    }
    return found
  },

  /** Who holds these values of unique fields. */
  findHeld: (values: [field: string, value: string][]) =>
    db
      .select()
      .from(uniqueFields)
      .where(
        sql`(${uniqueFields.field}, ${uniqueFields.value})
          in (select value ->> 0, value ->> 1 from json_each(${JSON.stringify(values)}))`,
      ),

  /** The names of accounts that were imported from a source, by old id. */
  namesOfSource: (source: string, after: string, limit: number) =>
    db
      .select({ ...NAMES, oldId: importedAccounts.oldId, isActive: accounts.isActive })
      .from(importedAccounts)
      .innerJoin(accounts, eq(accounts.id, importedAccounts.accountId))
      .where(and(eq(importedAccounts.source, source), gt(importedAccounts.oldId, after)))
      .orderBy(importedAccounts.oldId)
      .limit(limit),

  /** The names of all accounts, by id. */
  names: (after: string, limit: number) =>
    db
      .select({ ...NAMES, id: accounts.id })
      .from(accounts)
      .where(gt(accounts.id, after))
      .orderBy(accounts.id)
      .limit(limit),

  /** Statements that add accounts, if the condition is true. `added` tells how many were added. */
  insert: (source: string, rows: ImportedRow[], unique: string[], condition: SQL) => ({
    added: db.insert(accounts).select(
      sql`select ${sql.join(Object.keys(getTableColumns(accounts)).map(given), sql`, `)}
        from ${rowsOf(rows.map(({ account }) => account))} where ${condition}`,
    ),
    addedRecords: db.insert(importedAccounts).select(
      sql`select ${source}, given.value ->> 'oldId', given.value ->> 'accountId', given.value ->> 'importedAt',
        given.value ->> 'updatedAt', given.value ->> 'fingerprint'
        from ${rowsOf(rows.map(recordOf))} where ${condition}`,
    ),
    addedOldRows: keepOldRows(db, source, rows, condition),
    addedFactors: keepFactors(db, source, rows, condition),
    addedClaims: claims(db, rows, unique, condition),
  }),

  /** Notes what a source looks like. */
  describe: (source: string, shape: string) =>
    db
      .insert(importSources)
      .values({ source, shape })
      .onConflictDoUpdate({ target: importSources.source, set: { shape } }),

  /**
   * Statements that write accounts anew whose people are still untouched, if the condition is true. `changed`
   * tells how many were.
   */
  update: (source: string, rows: ImportedRow[], unique: string[], condition: SQL) => ({
    changedRecords: db
      .update(importedAccounts)
      .set({
        fingerprint: sql`given.value ->> 'fingerprint'`,
        updatedAt: sql`given.value ->> 'updatedAt'`,
        importedAt: sql`given.value ->> 'importedAt'`,
      })
      .from(rowsOf(rows.map(recordOf)))
      .where(
        sql`imported_accounts.source = ${source} and imported_accounts.old_id = given.value ->> 'oldId'
          and ${isUntouched} and ${condition}`,
      ),
    changed: db
      .update(accounts)
      .set(Object.fromEntries(CHANGED.map((name) => [name, given(name)])))
      .from(rowsOf(rows.map(({ account, ...row }) => ({ ...account, ...row }))))
      .where(sql`accounts.id = given.value ->> 'id' and ${isRecorded(source)} and ${condition}`),
    freed:
      unique.length === 0
        ? []
        : [
            db.delete(uniqueFields).where(
              sql`${inList(
                sql`account_id`,
                rows.map(({ account }) => account.id),
              )} and ${condition} and not exists (select 1 from accounts
                where accounts.id = unique_fields.account_id and ${fieldText(sql`unique_fields.field`)} = unique_fields.value)`,
            ),
          ],
    changedOldRows: keepOldRows(db, source, rows, condition),
    changedFactors: keepFactors(db, source, rows, condition),
    endedFactors: endFactors(db, source, rows, condition),
    changedClaims: claims(db, rows, unique, condition),
  }),
})

type LatePicture = { source: string; id: string; which: 'avatar' | 'cover'; address: string }

/** A token in an email of the old system, for a new password. */
type ResetToken = Pick<
  typeof oneTimeTokens.$inferSelect,
  'tokenHash' | 'accountId' | 'expiresAt' | 'addressHash' | 'isProved'
>

/** Tokens of the old system's emails. Our own have a code. */
const isOldToken = (source: string) =>
  and(
    eq(oneTimeTokens.purpose, 'reset'),
    isNull(oneTimeTokens.codeHash),
    sql`account_id in (select account_id from imported_accounts where source = ${source})`,
  )

/** Tokens in emails of other systems. `count…` is one read, the others are statements for `commit`. */
const openResetTokens = (db: Database) => ({
  /** Adds a token, unless it is there, or the account has had a new password or address since the import. */
  addResetToken: (token: ResetToken) =>
    insertIf(
      db,
      oneTimeTokens,
      {
        ...token,
        purpose: 'reset',
        linkVersion: IMPORTED_VERSION,
        codeHash: null,
        wrongCodes: 0,
        sealed: null,
      },
      existsIn(
        db,
        accounts,
        eq(accounts.id, token.accountId),
        eq(accounts.isActive, true),
        eq(accounts.linkVersion, IMPORTED_VERSION),
      ),
    ).onConflictDoNothing(),

  /** Deletes the tokens of a source but these: the others were used there. */
  deleteResetTokens: (source: string, exceptHashes: string[]) =>
    db
      .delete(oneTimeTokens)
      .where(and(isOldToken(source), not(inList(oneTimeTokens.tokenHash, exceptHashes)))),

  countResetTokens: async (source: string): Promise<number> =>
    (await db.select({ count: sql<number>`count(*)` }).from(oneTimeTokens).where(isOldToken(source)).get())
      ?.count ?? 0,
})

const NAMES = { username: accounts.username, usernameKey: accounts.usernameKey, emailKey: accounts.emailKey }

const recordOf = ({ account, ...row }: ImportedRow) => ({
  ...row,
  accountId: account.id,
  updatedAt: account.updatedAt,
})

/** Statements that keep what is sealed of people's rows in the other system. */
const keepOldRows = (db: Database, source: string, rows: ImportedRow[], condition: SQL): Statement[] => {
  const kept = rows.flatMap(({ account: { id }, oldId, fingerprint, oldRow: sealed }) =>
    sealed === undefined ? [] : [{ id, oldId, fingerprint, sealed }],
  )
  if (kept.length === 0) return []
  return [
    db
      .insert(oldRows)
      .select(
        sql`select given.value ->> 'id', given.value ->> 'sealed' from ${rowsOf(kept)}
          where ${condition} and ${isRecorded(source)}`,
      )
      .onConflictDoUpdate({ target: oldRows.accountId, set: { sealed: sql`excluded.sealed` } }),
  ]
}

const FACTOR_COLUMNS = Object.keys(getTableColumns(secondFactors)) as (keyof SecondFactor)[]

/** Statements that store second factors of people who are written. */
const keepFactors = (db: Database, source: string, rows: ImportedRow[], condition: SQL): Statement[] => {
  const kept = rows.flatMap(({ account, oldId, fingerprint, importedAt, factor }) =>
    factor === undefined
      ? []
      : [{ id: account.id, oldId, fingerprint, ...factorRow(account.id, factor, importedAt) }],
  )
  if (kept.length === 0) return []
  return [
    db
      .insert(secondFactors)
      .select(
        sql`select ${sql.join(FACTOR_COLUMNS.map(given), sql`, `)} from ${rowsOf(kept)}
          where ${condition} and ${isRecorded(source)}`,
      )
      .onConflictDoUpdate({
        target: secondFactors.accountId,
        set: {
          totp: sql`excluded.totp`,
          lastStep: sql`excluded.last_step`,
          recovery: sql`excluded.recovery`,
          recoveryMadeAt: sql`excluded.recovery_made_at`,
          totpAddedAt: sql`excluded.totp_added_at`,
        },
      }),
  ]
}

const factorRow = (accountId: string, factor: ImportedFactor, now: number): SecondFactor => ({
  ...{ accountId, ...factor, requiredSince: now, totpAddedAt: now, createdAt: now },
  ...{ pending: null, pendingUntil: null, emailApproval: false, emailBarred: false },
  recoveryMadeAt: factor.recovery === '' ? null : now,
})

/** Statements that take the factors away of people who are written and have none there any more. */
const endFactors = (db: Database, source: string, rows: ImportedRow[], condition: SQL): Statement[] => {
  const without = rows.flatMap(({ account: { id }, oldId, fingerprint, factor }) =>
    factor === undefined ? [{ id, oldId, fingerprint }] : [],
  )
  if (without.length === 0) return []
  return [
    db.delete(secondFactors).where(
      sql`account_id in (select given.value ->> 'id' from ${rowsOf(without)} where ${isRecorded(source)})
          and ${condition}`,
    ),
  ]
}

/** The text of a field that an account has. The configuration has no quotes in names. */
const fieldText = (field: SQL): SQL =>
  sql`cast(json_extract(accounts.fields, '$."' || ${field} || '"') as text)`

/** True for a given account once its row of `imported_accounts` says that it is written. */
const isRecorded = (source: string): SQL => sql`exists (select 1 from imported_accounts
  where source = ${source} and old_id = given.value ->> 'oldId' and fingerprint = given.value ->> 'fingerprint'
  and account_id = given.value ->> 'id')`

/** Statements that claim the values of unique fields for the accounts that have them. */
const claims = (db: Database, rows: ImportedRow[], unique: string[], condition: SQL): Statement[] => {
  const values = rows.flatMap(({ account: { id, fields } }) =>
    unique.flatMap((field) => {
      const value = fields[field]
      return value === null || value === undefined || value === ''
        ? []
        : [{ field, value: String(value), id }]
    }),
  )
  if (values.length === 0) return []
  return [
    db.insert(uniqueFields).select(
      sql`select given.value ->> 'field', given.value ->> 'value', given.value ->> 'id' from ${rowsOf(values)}
        where ${condition} and exists (select 1 from accounts where accounts.id = given.value ->> 'id'
          and ${fieldText(sql`(given.value ->> 'field')`)} = given.value ->> 'value')
        and not exists (select 1 from unique_fields
          where account_id = given.value ->> 'id' and field = given.value ->> 'field')`,
    ),
  ]
}
