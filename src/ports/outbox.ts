import { and, desc, eq, inArray, isNull, lte, type SQL, sql } from 'drizzle-orm'
import type { Clock } from './clock.ts'
import type { Database } from './database.ts'
import { insertIf } from './insert-if.ts'
import type { Keys } from './keys.ts'
import type { Letter, Mail } from './mail.ts'
import type { Random } from './random.ts'
import type { Revocation, Revoked } from './revoked.ts'
import { outbox } from './schema.ts'

/** Something to be done outside D1 once a batch has committed. */
export type Errand =
  | { kind: 'letter'; letter: Letter }
  | { kind: 'revocation'; revocation: Revocation; until: number }

/** An errand and the row that stands for it until it is done. */
export type Packed = { row: typeof outbox.$inferInsert; errand: Errand }

type World = {
  db: Database
  keys: Keys
  clock: Clock
  random: Random
  mail: Mail
  revoked: Revoked
  later: (work: Promise<unknown>) => void
}

type Pending = { id: string; attempts: number; kind?: Errand['kind'] | undefined }

/** How long, in milliseconds, whoever holds an errand has it alone before the cron may take it. */
const LEASE = 60_000
/** How long, in milliseconds, an answer waits for KV. */
const PATIENCE = 500
const ATTEMPTS = 12
const AT_ONCE = 50
const SEAL_IV_BYTES = 12
const DAY = 86_400_000

/**
 * The outbox: errands written in the same batch as the change they follow from, done right after the answer, and tried
 * again by the cron until they are done or given up.
 */
export function openOutbox({ db, keys, clock, random, mail, revoked, later }: World) {
  async function pack(...errands: Errand[]): Promise<Packed[]> {
    const now = clock.now()
    return Promise.all(
      errands.map(async (errand) => ({
        errand,
        row: {
          id: random.uuid(),
          sealed: await keys.seal(JSON.stringify(errand), random.bytes(SEAL_IV_BYTES)),
          attempts: 0,
          dueAt: now + LEASE,
          createdAt: now,
        },
      })),
    )
  }

  /** Statements that add the rows, each only if the condition holds when the batch runs. */
  const insert = (packed: Packed[], condition?: SQL) =>
    packed.map(({ row }) => insertIf(db, outbox, row, condition))

  /**
   * Does errands whose batch has committed: what was taken back before the answer, unless KV is slow, so that whoever
   * asks next is refused; everything else after it.
   */
  async function dispatch(packed: Packed[]): Promise<void> {
    const held = packed.map(({ row, errand }) => ({ row, kind: errand.kind, open: async () => errand }))
    const revocations = held.filter(({ kind }) => kind === 'revocation')
    const others = held.filter(({ kind }) => kind !== 'revocation')
    if (others.length > 0) later(run(others))
    if (revocations.length === 0) return

    const takenBack = run(revocations)
    later(takenBack)
    await Promise.race([takenBack, scheduler.wait(PATIENCE)])
  }

  /** Does errands one by one. Never throws: what fails stays in the outbox, and the cron takes it over. */
  async function run(packed: { row: Pending; open: () => Promise<Errand> }[]): Promise<void> {
    await Promise.all(
      packed.map(async ({ row, open }) => {
        let kind: Errand['kind'] | undefined
        try {
          const errand = await open()
          kind = errand.kind
          await carryOut(errand)
          await settle(row.id)
        } catch (error) {
          await postpone({ ...row, kind }, error).catch((again) => complain('outbox unreachable', row, again))
        }
      }),
    )
  }

  /** Takes over errands that are due and does them. Two crons at once share them out. */
  async function runDue(): Promise<void> {
    const now = clock.now()
    const due = db
      .select({ id: outbox.id })
      .from(outbox)
      .where(and(lte(outbox.dueAt, now), isNull(outbox.doneAt)))
      .limit(AT_ONCE)
    const taken = await db
      .update(outbox)
      .set({ dueAt: now + LEASE })
      .where(inArray(outbox.id, due))
      .returning()
    await run(taken.map((row) => ({ row, open: () => unseal(row.sealed) })))
  }

  /** Every letter in the outbox that can be opened, newest first. Only development keeps those that were sent. */
  async function letters(): Promise<Letter[]> {
    const rows = await db.select().from(outbox).orderBy(desc(outbox.createdAt), desc(sql`rowid`))
    const opened = await Promise.allSettled(rows.map((row) => unseal(row.sealed)))
    const errands = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    return errands.flatMap((errand) => (errand.kind === 'letter' ? [errand.letter] : []))
  }

  async function unseal(sealed: string): Promise<Errand> {
    const text = await keys.unseal(sealed)
    if (text === undefined) throw new Error('sealed with a key that is gone')
    return JSON.parse(text)
  }

  async function carryOut(errand: Errand): Promise<void> {
    switch (errand.kind) {
      case 'letter':
        return mail.send(errand.letter)
      case 'revocation':
        return revoked.add(errand.revocation, Math.ceil((errand.until - clock.now()) / 1000))
    }
  }

  const settle = (id: string) =>
    mail.keepsSent
      ? db.update(outbox).set({ doneAt: clock.now() }).where(eq(outbox.id, id))
      : db.delete(outbox).where(eq(outbox.id, id))

  async function postpone(row: Pending, error: unknown): Promise<void> {
    const attempts = row.attempts + 1
    const givenUp = attempts >= ATTEMPTS
    complain(givenUp ? 'errand given up' : 'errand failed', { ...row, attempts }, error)
    const dueAt = clock.now() + LEASE * 2 ** attempts
    if (givenUp) await db.delete(outbox).where(eq(outbox.id, row.id))
    else await db.update(outbox).set({ attempts, dueAt }).where(eq(outbox.id, row.id))
  }

  const deleteDone = () => db.delete(outbox).where(lte(outbox.doneAt, clock.now() - DAY))

  return { pack, insert, dispatch, runDue, letters, deleteDone }
}

export type Outbox = ReturnType<typeof openOutbox>

/** Only the kind of error is told: its text may hold an address. */
function complain(event: string, { id, kind, attempts }: Pending, error: unknown): void {
  const cause = error instanceof Error ? error.name : typeof error
  console.error(JSON.stringify({ event, id, kind, attempts, cause }))
}
