import {
  and,
  desc,
  eq,
  getTableColumns,
  gt,
  gte,
  inArray,
  isNotNull,
  lte,
  ne,
  type SQL,
  sql,
} from 'drizzle-orm'
import type { Condition, Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { isSignIn, type SignInLink } from './one-time-tokens.ts'
import { purgeExpired } from './purge-expired.ts'
import {
  type Account,
  accounts,
  approvals,
  oneTimeTokens,
  passkeys,
  type SecondFactor,
  secondFactors,
  trustedClients,
} from './schema.ts'
import { type Whose, whoIs } from './throttle.ts'
import { type Placeholders, statementOnce } from './write-once.ts'

export type TrustedClient = typeof trustedClients.$inferSelect

/** How many clients an account may trust. The oldest one goes. */
const TRUSTED = 20

/** What is stored of an account's second factor, and how many passkeys it has. */
export type Factor = SecondFactor & { passkeys: number }

/** What an account has to prove itself with, besides the password. It may have passkeys that no sign-in needs. */
export type Owned = { factor: Factor | undefined; passkeys: number }

/** An account with its second factor, if it has one, and what the client that signs in has besides. */
export type Candidate = {
  account: Account
  factor: Factor | null
  isTrusted: boolean
  isApproved: boolean
}

/** What a client has: the hash of its token as a trusted client, and its own hash if approvals count. */
export type ClientProof = { trustedHash?: string | undefined; clientHash?: string | undefined }

const countOfPasskeys = sql`(select count(*) from ${passkeys} where ${passkeys.accountId} = ${accounts.id})`

/**
 * A factor as one column, because a batch tells columns by their names, and an account has some of the same ones. It is a
 * row to read for each account that has one, and one for each of its passkeys.
 */
const factorColumn = sql<Factor | null>`(select json_object(${sql.join(
  Object.entries(getTableColumns(secondFactors)).map(([name, column]) => sql`${name}, ${column}`),
  sql`, `,
)}, 'passkeys', ${countOfPasskeys}) from ${secondFactors} where ${secondFactors.accountId} = ${accounts.id})`
  .mapWith((text: string): Factor => {
    const row = JSON.parse(text)
    return { ...row, emailApproval: row.emailApproval === 1, emailBarred: row.emailBarred === 1 }
  })
  .as('factor')

const isTrue = (condition: SQL | undefined, name: string) =>
  sql<boolean>`${condition ?? sql`0`}`.mapWith(Boolean).as(name)

const isLiveTrusted = (db: Database, accountId: SQL | string, tokenHash: string | SQL, now: number | SQL) =>
  existsIn(
    db,
    trustedClients,
    eq(trustedClients.tokenHash, tokenHash),
    sql`${trustedClients.accountId} = ${accountId}`,
    gt(trustedClients.expiresAt, now),
  )

const isLiveApproval = (db: Database, accountId: SQL | string, clientHash: string | SQL, now: number | SQL) =>
  existsIn(
    db,
    approvals,
    sql`${approvals.accountId} = ${accountId}`,
    eq(approvals.clientHash, clientHash),
    gt(approvals.until, now),
  )

const selectCandidates = (
  db: Database,
  { trustedHash, clientHash }: ClientProof | Placeholders<ClientProof>,
  now: number | SQL,
) =>
  db
    .select({
      ...getTableColumns(accounts),
      factor: factorColumn,
      isTrusted: isTrue(
        trustedHash === undefined ? undefined : isLiveTrusted(db, sql`${accounts.id}`, trustedHash, now),
        'is_trusted',
      ),
      isApproved: isTrue(
        clientHash === undefined ? undefined : isLiveApproval(db, sql`${accounts.id}`, clientHash, now),
        'is_approved',
      ),
    })
    .from(accounts)

const candidatesNamed = statementOnce<[whose: Whose, proof: ClientProof, now: number]>()(
  (db, whose, proof, now) => selectCandidates(db, proof, now).where(whoIs(whose)),
)

const distrust = statementOnce<[accountId: string, beginning: Beginning, condition: Condition | undefined]>()(
  (db, accountId, beginning, condition) =>
    db
      .delete(trustedClients)
      .where(and(beginsSo(accountId, beginning), condition))
      .returning({ tokenHash: trustedClients.tokenHash }),
)

const endApprovals = statementOnce<[accountId: string, clientHash: string | undefined, condition: SQL]>()(
  (db, accountId, clientHash, condition) =>
    db
      .delete(approvals)
      .where(
        and(
          eq(approvals.accountId, accountId),
          clientHash === undefined ? undefined : eq(approvals.clientHash, clientHash),
          condition,
        ),
      ),
)

/** Second factors, trusted clients and approvals in D1. `find…` and `list…` are one read; the others are for `commit`. */
export const openSecondFactors = (db: Database) => {
  const owned = (accountId: string) =>
    db
      .select({ factor: factorColumn, passkeys: sql<number>`${countOfPasskeys}`.as('passkeys') })
      .from(accounts)
      .where(eq(accounts.id, accountId))
  const of = (accountId: string, ...conditions: (SQL | undefined)[]) =>
    and(eq(secondFactors.accountId, accountId), ...conditions)

  return {
    /** `accounts.named`, with what `candidateOf` reads of each. */
    named: (whose: Whose, { trustedHash, clientHash }: ClientProof, now: number) =>
      candidatesNamed(db, whose, { trustedHash, clientHash }, now),

    /** The same of the account that a link signs in to. */
    ofSignIn: (by: SignInLink, proof: ClientProof, now: number) =>
      selectCandidates(db, proof, now).where(
        inArray(
          accounts.id,
          db.select({ id: oneTimeTokens.accountId }).from(oneTimeTokens).where(isSignIn(by, now)),
        ),
      ),

    findById: async (accountId: string, proof: ClientProof, now: number) => {
      const row = await selectCandidates(db, proof, now).where(eq(accounts.id, accountId)).get()
      return row && candidateOf(row)
    },

    find: async (accountId: string): Promise<Owned> => {
      const [row] = await owned(accountId)
      return { factor: row?.factor ?? undefined, passkeys: row?.passkeys ?? 0 }
    },

    /** The same as a row, for `commit`. */
    owned,

    /** The owner of a passkey, as `candidateOf` reads them. */
    ofPasskey: (id: string) =>
      selectCandidates(db, {}, 0).where(
        eq(accounts.id, sql`(select ${passkeys.accountId} from ${passkeys} where ${passkeys.id} = ${id})`),
      ),

    /** A passkey was used, so a sign-in may be approved by email again. */
    unbar: (accountId: string, isIn: Condition) =>
      db.update(secondFactors).set({ emailBarred: false }).where(of(accountId, isIn)),

    /** True while no later step than this one was used, and the secret is this one. */
    isNewStep: (accountId: string, totp: string, step: number): SQL =>
      existsIn(
        db,
        secondFactors,
        of(accountId, eq(secondFactors.totp, totp), sql`${secondFactors.lastStep} < ${step}`),
      ),

    hasRecovery: (accountId: string, tag: string): SQL =>
      existsIn(db, secondFactors, of(accountId, sql`instr(${secondFactors.recovery}, ${tag}) > 0`)),

    /** Uses a step up, in the session that it has opened. `totp`: the secret, sealed anew. */
    useStep: (accountId: string, step: number, totp: string, isIn: Condition) =>
      db.update(secondFactors).set({ lastStep: step, totp, emailBarred: false }).where(of(accountId, isIn)),

    useRecovery: (accountId: string, tag: string, isIn: Condition) =>
      db
        .update(secondFactors)
        .set({ recovery: sql`replace(${secondFactors.recovery}, ${tag}, '')`, emailBarred: false })
        .where(of(accountId, isIn)),

    /** Stores a secret that is not confirmed yet, in the place of an earlier one. Adds or changes one row, or none. */
    begin: (
      accountId: string,
      pending: { sealed: string; until: number; now: number },
      condition: Condition,
    ) =>
      db
        .insert(secondFactors)
        .select(
          rowOf(
            {
              account_id: accountId,
              pending: pending.sealed,
              pending_until: pending.until,
              created_at: pending.now,
            },
            condition,
          ),
        )
        .onConflictDoUpdate({
          target: secondFactors.accountId,
          set: { pending: pending.sealed, pendingUntil: pending.until },
        })
        .returning({ accountId: secondFactors.accountId }),

    /** True while this secret waits for its first code, and the conditions are true. */
    isPending: (accountId: string, pending: string, ...conditions: Condition[]): SQL =>
      existsIn(db, secondFactors, of(accountId, eq(secondFactors.pending, pending), ...conditions)),

    /**
     * Puts the secret that was pending in use. Its step is used up; recovery codes are those given, or stay. Changes one
     * row, or none.
     */
    activate: (
      { accountId, pending }: { accountId: string; pending: string },
      { totp, step, recovery }: { totp: string; step: number; recovery: string | null },
      now: number,
      condition: Condition,
    ) =>
      db
        .update(secondFactors)
        .set({
          totp,
          totpAddedAt: now,
          lastStep: step,
          pending: null,
          pendingUntil: null,
          emailBarred: false,
          requiredSince: sql`coalesce(${secondFactors.requiredSince}, ${now})`,
          ...(recovery !== null && { recovery, recoveryMadeAt: now }),
        })
        .where(of(accountId, eq(secondFactors.pending, pending), condition))
        .returning({ accountId: secondFactors.accountId }),

    /**
     * True while this secret is in use, or none is, and the conditions are true. Its random part makes it unique to a change.
     */
    isTotp: (accountId: string, totp: string | null, ...conditions: Condition[]): SQL =>
      existsIn(db, secondFactors, of(accountId, sql`${secondFactors.totp} is ${totp}`, ...conditions)),

    /** True while there is an app, or a passkey other than this one. */
    hasOther: (accountId: string, passkeyId: string): SQL =>
      sql`(${existsIn(db, secondFactors, of(accountId, isNotNull(secondFactors.totp)))}
        or ${existsIn(db, passkeys, eq(passkeys.accountId, accountId), ne(passkeys.id, passkeyId))})`,

    /** True while there is no app and no passkey. */
    isAlone: (accountId: string): SQL =>
      sql`not (${existsIn(db, secondFactors, of(accountId, isNotNull(secondFactors.totp)))}
        or ${existsIn(db, passkeys, eq(passkeys.accountId, accountId))})`,

    /** True while no sign-in of the account needs a factor, and the condition is true. */
    isFree: (accountId: string, condition: Condition): SQL =>
      sql`(${condition} and not ${existsIn(db, secondFactors, of(accountId, isNotNull(secondFactors.requiredSince)))})`,

    /** Makes a sign-in need a factor, where the account has passkeys alone. Adds or changes one row. */
    require: (
      accountId: string,
      { recovery, now }: { recovery: string; now: number },
      condition: Condition,
    ) =>
      db
        .insert(secondFactors)
        .select(
          rowOf(
            { account_id: accountId, recovery, recovery_made_at: now, required_since: now, created_at: now },
            condition,
          ),
        )
        .onConflictDoUpdate({
          target: secondFactors.accountId,
          set: { recovery, recoveryMadeAt: now, requiredSince: now, emailBarred: false },
        })
        .returning({ accountId: secondFactors.accountId }),

    /**
     * Takes the app away; recovery codes stay, for there are passkeys, but for the one that was used for it. Changes one row,
     * or none.
     */
    removeTotp: (accountId: string, usedTag: string | undefined, ...conditions: Condition[]) =>
      db
        .update(secondFactors)
        .set({
          totp: null,
          totpAddedAt: null,
          pending: null,
          pendingUntil: null,
          ...(usedTag !== undefined && {
            recovery: sql`replace(${secondFactors.recovery}, ${usedTag}, '')`,
            emailBarred: false,
          }),
        })
        .where(of(accountId, ...conditions))
        .returning({ accountId: secondFactors.accountId }),

    /** Takes the factor away, with its recovery codes. Deletes one row, or none. */
    remove: (accountId: string, ...conditions: Condition[]) =>
      db
        .delete(secondFactors)
        .where(of(accountId, ...conditions))
        .returning({ accountId: secondFactors.accountId }),

    /** True once there is nothing left of the factor. */
    isGone: (accountId: string): SQL => sql`not ${existsIn(db, secondFactors, of(accountId))}`,

    setRecovery: (
      accountId: string,
      { recovery, now }: { recovery: string; now: number },
      ...conditions: Condition[]
    ) =>
      db
        .update(secondFactors)
        .set({ recovery, recoveryMadeAt: now })
        .where(of(accountId, ...conditions))
        .returning({ accountId: secondFactors.accountId }),

    isRecovery: (accountId: string, recovery: string): SQL =>
      existsIn(db, secondFactors, of(accountId, eq(secondFactors.recovery, recovery))),

    setApproval: (accountId: string, emailApproval: boolean, ...conditions: Condition[]) =>
      db
        .update(secondFactors)
        .set({ emailApproval })
        .where(of(accountId, ...conditions))
        .returning({ accountId: secondFactors.accountId }),

    /** True while approval by email is on, or off, and the conditions are true. */
    isApproval: (accountId: string, emailApproval: boolean, ...conditions: Condition[]): SQL =>
      existsIn(
        db,
        secondFactors,
        of(accountId, eq(secondFactors.emailApproval, emailApproval), ...conditions),
      ),

    /** After a reset by email or a change of address, no sign-in is approved by email until a code was used. */
    bar: (accountId: string, condition: Condition) =>
      db.update(secondFactors).set({ emailBarred: true }).where(of(accountId, condition)),

    /**
     * What “this was not me” does to a factor: an app and passkeys that were added at this time or later go, and the factor
     * if nothing older is left that was required before; the later recovery codes go. Approval by email ends.
     */
    removeSince: (accountId: string, since: number, condition: Condition) => [
      db
        .delete(passkeys)
        .where(and(eq(passkeys.accountId, accountId), gte(passkeys.createdAt, since), condition)),
      db.delete(secondFactors).where(
        of(
          accountId,
          sql`coalesce(${secondFactors.totpAddedAt}, ${since}) >= ${since}`,
          sql`(coalesce(${secondFactors.requiredSince}, ${since}) >= ${since}
              or not ${existsIn(db, passkeys, eq(passkeys.accountId, accountId))})`,
          condition,
        ),
      ),
      db
        .update(secondFactors)
        .set({
          totp: sql`iif(coalesce(${secondFactors.totpAddedAt}, ${since}) >= ${since}, null, ${secondFactors.totp})`,
          totpAddedAt: sql`iif(${secondFactors.totpAddedAt} >= ${since}, null, ${secondFactors.totpAddedAt})`,
          emailBarred: true,
          emailApproval: false,
          pending: null,
          pendingUntil: null,
          recovery: sql`iif(${secondFactors.recoveryMadeAt} >= ${since}, '', ${secondFactors.recovery})`,
        })
        .where(of(accountId, condition)),
    ],

    isLiveTrusted: (accountId: string, tokenHash: string, now: number): SQL =>
      isLiveTrusted(db, accountId, tokenHash, now),

    /** Lists the clients that an account trusts, the newest first. */
    listTrusted: (accountId: string, now: number) =>
      db
        .select()
        .from(trustedClients)
        .where(and(eq(trustedClients.accountId, accountId), gt(trustedClients.expiresAt, now)))
        .orderBy(desc(trustedClients.createdAt), trustedClients.tokenHash),

    /** Trusts a client, if the condition is true; the oldest of too many goes. */
    trust: (client: TrustedClient, isIn: Condition) => [
      db.insert(trustedClients).select(
        sql`select ${sql.join(
          (Object.keys(getTableColumns(trustedClients)) as (keyof TrustedClient)[]).map(
            (name) => sql`${client[name]}`,
          ),
          sql`, `,
        )} where ${isIn}`,
      ),
      db.delete(trustedClients).where(
        and(
          eq(trustedClients.accountId, client.accountId),
          sql`${trustedClients.tokenHash} not in (select token_hash from ${trustedClients}
            where ${trustedClients.accountId} = ${client.accountId} order by created_at desc, token_hash = ${client.tokenHash} desc limit ${TRUSTED})`,
        ),
      ),
    ],

    noteTrusted: (tokenHash: string, now: number, isIn: Condition) =>
      db
        .update(trustedClients)
        .set({ lastUsedAt: now })
        .where(and(eq(trustedClients.tokenHash, tokenHash), isIn)),

    /** Ends trust in the clients whose hash begins so: one, or with an empty text all. Returns those that it ended. */
    distrust: (accountId: string, beginning: string, condition?: Condition) =>
      distrust(db, accountId, beginningOf(beginning), condition),

    /** True once none of these clients is trusted. */
    isDistrusted: (accountId: string, beginning: string): SQL =>
      sql`not ${existsIn(db, trustedClients, beginsSo(accountId, beginningOf(beginning)))}`,

    isLiveApproval: (accountId: string, clientHash: string, now: number): SQL =>
      and(
        isLiveApproval(db, accountId, clientHash, now),
        existsIn(
          db,
          secondFactors,
          of(accountId, eq(secondFactors.emailApproval, true), eq(secondFactors.emailBarred, false)),
        ),
        existsIn(db, accounts, eq(accounts.id, accountId), eq(accounts.isStaff, false)),
      ) as SQL,

    approve: (accountId: string, clientHash: string, until: number, condition: Condition) =>
      db
        .insert(approvals)
        .select(sql`select ${accountId}, ${clientHash}, ${until} where ${condition}`)
        .onConflictDoUpdate({ target: [approvals.accountId, approvals.clientHash], set: { until } })
        .returning({ until: approvals.until }),

    /** True once a client was approved until this time. */
    isApprovedUntil: (accountId: string, clientHash: string, until: number): SQL =>
      existsIn(
        db,
        approvals,
        eq(approvals.accountId, accountId),
        eq(approvals.clientHash, clientHash),
        eq(approvals.until, until),
      ),

    /** Ends the approvals of an account, or the one for a client. */
    endApprovals: (accountId: string, condition: Condition, clientHash?: string) =>
      endApprovals(db, accountId, clientHash, condition),

    purgeTrusted: (now: number) =>
      purgeExpired(db, trustedClients.tokenHash, lte(trustedClients.expiresAt, now), now),

    purgeApprovals: (now: number) => purgeExpired(db, approvals.accountId, lte(approvals.until, now), now),
  }
}

/** What a hash begins with, or undefined for every hash. */
type Beginning = { text: string; length: number } | undefined

const beginningOf = (text: string): Beginning => (text === '' ? undefined : { text, length: text.length })

/** The clients of an account whose hash begins so. */
const beginsSo = (accountId: string | SQL, beginning: Beginning | Placeholders<Beginning>) =>
  and(
    eq(trustedClients.accountId, accountId),
    beginning && sql`substr(${trustedClients.tokenHash}, 1, ${beginning.length}) = ${beginning.text}`,
  )

/** A row of a factor with these columns, if the condition is true. */
function rowOf(given: Record<string, string | number>, condition: Condition): SQL {
  const row: Record<string, unknown> = {
    last_step: 0,
    recovery: '',
    email_approval: 0,
    email_barred: 0,
    ...given,
  }
  const values = Object.values(getTableColumns(secondFactors)).map(({ name }) => sql`${row[name] ?? null}`)
  return sql`select ${sql.join(values, sql`, `)} where ${condition}`
}

type Row = Account & Omit<Candidate, 'account'>

/** A row of `named`, with the account by itself. */
export const candidateOf = ({ factor, isTrusted, isApproved, ...account }: Row): Candidate => ({
  account,
  factor,
  isTrusted,
  isApproved,
})
