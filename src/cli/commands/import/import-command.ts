import { givenIds } from '../../../account/imported/old-values.ts'
import type { AllRows } from '../../../ports/all-rows.ts'
import type { ImportLease } from '../../../ports/import-lease.ts'
import { isBroken, isOutage } from '../../../ports/unavailable.ts'
import { openWayBack } from '../../../ports/way-back.ts'
import { type Confirm, requireConfirmation } from '../../confirmation.ts'
import { lettingOthers } from '../../import/let-others.ts'
import { type NamePlan, planNames } from '../../import/names/plan-names.ts'
import { openSource } from '../../import/open-source.ts'
import type { Totals } from '../../import/report/totals.ts'
import { totalsTable } from '../../import/report/totals-table.ts'
import { writeReport } from '../../import/report/write-report.ts'
import { shapeOf } from '../../import/shape.ts'
import type { OldPerson, Source } from '../../import/source.ts'
import { startProgressBar } from '../../progress-bar.ts'
import { tellAtExit } from '../../tell-at-exit.ts'
import { complain, note, warn } from '../../terminal.ts'
import { bringLatePictures } from './bring-pictures.ts'
import type { BringResets } from './bring-resets.ts'
import type { BringSessions } from './bring-sessions.ts'
import { type Decision, decide, type Planned } from './decide.ts'
import { undeclared } from './field-values.ts'
import { type HeldLease, holdLease } from './hold-lease.ts'
import type { ImportContext } from './import-context.ts'
import type { ImportRequest } from './import-request.ts'
import {
  countDecisions,
  countPictures,
  countResult,
  intention,
  newOutcome,
  type Outcome,
  summary,
} from './outcome.ts'
import { isWhole, restore } from './restore.ts'
import { takenNames } from './taken-names.ts'
import { writeBatch } from './write-batch.ts'

/** What an import needs of the world. `stop` ends it after the batch that is being written. */
export type ImportWorld = {
  context: ImportContext
  lease: ImportLease
  rows: AllRows
  /** Undefined if nobody stays signed in. */
  sessions?: BringSessions | undefined
  resets: BringResets
  confirm: Confirm
  pause: (ms: number) => Promise<unknown>
  stop: AbortSignal
}

/** How many people are in one transaction, at most: a round trip of a remote database takes longer than to write them. */
const AT_ONCE = 250
/** And how many bytes their rows have, unless one person has more: D1 takes 2 MB as one value, and this is sealed in it. */
const MOST_BYTES = 1_000_000

/** Groups of people that are written together. */
async function* batchesOf(people: AsyncIterable<Planned>): AsyncGenerator<Planned[]> {
  let batch: Planned[] = []
  let bytes = 0
  for await (const each of people) {
    const more = Buffer.byteLength(JSON.stringify(each.person.rows))
    if (batch.length === AT_ONCE || (batch.length > 0 && bytes + more > MOST_BYTES)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(each)
    bytes += more
  }
  if (batch.length > 0) yield batch
}

/** Passes people on, and notes the greatest number that one has as an id. */
async function* notingIds(people: AsyncIterable<OldPerson>, greatest: { number: number }) {
  for await (const person of people) {
    greatest.number = Math.max(greatest.number, givenIds(person).number ?? 0)
    yield person
  }
}

const LISTED = 12

const listed = (names: string[]) =>
  names.length > LISTED
    ? `${names.slice(0, LISTED).join(', ')} and ${names.length - LISTED} more`
    : names.join(', ')

/** Who was imported before and is not in the source now. They keep their accounts: a source may hold a part of the people. */
const tellGone = (name: string, plan: NamePlan, { gone: count }: Totals) => {
  if (count === 0) return
  const gone: string[] = []
  for (const { oldId } of plan.gone()) if (gone.push(`${name}:${oldId}`) === LISTED) break
  const more = count > gone.length ? ` and ${count - gone.length} more` : ''
  warn(`${count.toLocaleString('en')} people were imported before and are not in this source: ${gone.join(', ')}${more}.
  They keep their accounts. If they were deleted there, type npm run admin -- disable ${gone[0]}`)
}

/** What the operator has to know before anything is written. */
const tellLosses = (
  { ports, verifiers, media }: ImportContext,
  source: Source,
  { pictures, tokens, refreshTokens, without: { address: withoutAddress = 0 } }: Totals,
) => {
  const [hasPictures, signedIn] = [pictures > 0, tokens + refreshTokens]
  for (const sentence of source.notes) console.log(`  ${sentence}`)
  const lacking = verifiers.lacking()
  if (lacking.length > 0) {
    const each = lacking.map(([name, people]) => `${name} (${people.toLocaleString('en')} people)`)
    warn(`importedPasswords in gatehouse.config.ts lacks ${each.join(', ')}.
  Without them these people need an email to set a new password. Add them, deploy, and run this again`)
  }
  const byAddress = Object.values(ports.config.apis).some(
    (api) => 'loginField' in api && api.loginField === 'email' && api.at.length > 0,
  )
  if (withoutAddress > 0 && byAddress && ports.config.usernames)
    warn(`${withoutAddress.toLocaleString('en')} people have no address here, and cannot sign in where loginField is 'email'. The report
  names them. To give one an address: npm run admin -- edit <username> --email <address>`)
  const columns = undeclared(ports.config, source.mapping)
  if (columns.length > 0) {
    warn(`No user field is declared for ${listed(columns)}.
  These are not imported. To keep one, declare it as a field in gatehouse.config.ts`)
  }
  if (signedIn > 0 && ports.config.importedSessions.length === 0)
    warn(
      `The ${signedIn.toLocaleString('en')} tokens end. To accept them, name importedSessions in gatehouse.config.ts`,
    )
  if (!openWayBack(ports))
    warn(`There will be no way back for passwords and for what is not imported. To keep one, name wayBack in
  gatehouse.config.ts first, and deploy`)
  if (hasPictures && !media) warn('Pictures are not imported. To bring them, add --media or --media-host')
}

/** Says what becomes of everybody, by reading them once more unless nobody was imported before. Changes nothing. */
const survey = async (
  context: ImportContext,
  people: AsyncIterable<Planned>,
  { people: total, verdicts: { cannot } }: Totals,
  stop: AbortSignal,
) => {
  const outcome = newOutcome()
  if ((await context.imported.count(context.name)) === 0) return { ...outcome, add: total - cannot, cannot }
  for await (const batch of batchesOf(people)) {
    countDecisions(outcome, await decide(context, batch))
    if (stop.aborted) break
  }
  return outcome
}

const isWritten = (decision: Decision) => decision.kind === 'add' || decision.kind === 'change'

/** How often a batch is tried, and how long, in milliseconds, the pauses between are. */
const ATTEMPTS = 4
const PAUSE = 1_000

/**
 * Does the work of a batch, and again if the database fails in passing: what was written of it is decided anew then.
 */
const steadily = async <Done>(
  { pause, stop }: Pick<ImportWorld, 'pause' | 'stop'>,
  held: HeldLease,
  work: () => Promise<Done>,
): Promise<Done> => {
  for (let attempt = 1; ; attempt++) {
    try {
      if (attempt > 1) await held.recover()
      return await work()
    } catch (error) {
      if (attempt === ATTEMPTS || stop.aborted || !(isOutage(error) || isBroken(error))) throw error
      await pause(PAUSE * attempt)
    }
  }
}

const writePeople = async ({ context, sessions }: ImportWorld, held: HeldLease, batch: Planned[]) => {
  const decisions = await decide(context, batch)
  const result = await writeBatch(context, held, decisions.filter(isWritten))
  const pictures = await bringLatePictures(context, held, decisions)
  await sessions?.ofPeople(batch.map(({ person }) => person))
  return { decisions, result, pictures }
}

const stopped = (done: number, total: number) =>
  `Stopped after ${done} of ${total}. To continue, run it again`

const write = async (
  world: ImportWorld,
  held: HeldLease,
  people: AsyncIterable<Planned>,
  total: number,
): Promise<Outcome> => {
  const { resets, stop } = world
  const outcome = newOutcome()
  const bar = startProgressBar(total)
  const takeBack = tellAtExit(() => stopped(outcome.done, total))
  try {
    for await (const batch of batchesOf(people)) {
      const { decisions, result, pictures } = await steadily(world, held, () =>
        writePeople(world, held, batch),
      )
      countResult(outcome, result)
      countPictures(outcome, pictures)
      countDecisions(outcome, decisions)
      resets.note(batch.map(({ person }) => person))
      bar.show(outcome.done)
      if (stop.aborted) break
    }
    return outcome
  } finally {
    takeBack()
    bar.hide()
  }
}

const importAll = async (
  world: ImportWorld,
  planned: () => AsyncIterable<Planned>,
  { total, greatest, endedJwts }: { total: number; greatest: number; endedJwts: Iterable<string> },
): Promise<number> => {
  const { context, lease, sessions, resets, pause, stop } = world
  const held = await holdLease({ lease, clock: context.ports.clock, pause })
  try {
    if (greatest > 0) await lease.reserveNumbers(greatest)
    const outcome = await write(world, held, planned(), total)
    await lease.forgetChecks()
    const tokens = await sessions?.finish(endedJwts)
    const isWhole = outcome.done === total
    // Who was not looked at would lose a token that still works there.
    const links = isWhole ? await resets.finish() : 0
    const counts = summary(outcome, context.pictureFaults.totals())
    if (isWhole) note(`The import is complete${counts}`)
    else complain(`${stopped(outcome.done, total)}${counts}`)
    if (tokens !== undefined) note(`${tokens.toLocaleString('en')} tokens of other systems are accepted`)
    if (links > 0) note(`${links.toLocaleString('en')} reset links in emails of the old system work here`)
    return isWhole && outcome.failed.length + outcome.tooLong.length === 0 && !stop.aborted ? 0 : 1
  } finally {
    await held.end()
  }
}

/** The `jti` of every token that is refused there. */
function* endedJwts(source: Source): Generator<string> {
  yield* source.blacklist()
  yield* source.ofOldPasswords()
}

/** Plans, tells, asks and imports. Returns the exit code. Throws Refused before anything was changed. */
export const runImportCommand = async (request: ImportRequest, world: ImportWorld): Promise<number> => {
  const { context, confirm, stop } = world
  const { ports, imported, verifiers, name, withStaff } = context
  if (await isWhole(request.source)) return restore(request, world)
  const source = await openSource(request.source, {
    ...(request.timeZone !== undefined && { timeZone: request.timeZone }),
    ...(request.userTable !== undefined && { userTable: request.userTable }),
    ...(request.usernameField !== undefined && { usernameField: request.usernameField }),
    profileTables: request.profileTables,
  })
  const people = () => lettingOthers(source.people())
  const greatest = { number: 0 }
  const plan = await planNames(notingIds(people(), greatest), {
    usernames: request.usernames,
    addresses: request.addresses,
    hasUsernames: ports.config.usernames,
    taken: takenNames(imported, name),
  })
  const planned = () => plan.apply(people())
  try {
    const totals = await writeReport(request.report, { ...source, people }, plan, {
      withStaff,
      readerOf: verifiers.readerOf,
      isAsked: (person) => verifiers.askedAs(person) !== undefined,
    })
    console.log(totalsTable(totals))
    tellLosses(context, source, totals)
    tellGone(name, plan, totals)
    const outcome = await survey(context, planned(), totals, stop)
    console.log(intention(outcome).slice(1))
    if (stop.aborted) return 1
    if (request.isDryRun) {
      note('Nothing was changed')
      return 0
    }
    await imported.describe(name, JSON.stringify(shapeOf(source, request.timeZone)))
    const hasMore =
      world.sessions ||
      (context.media && totals.pictures > 0) ||
      totals.resetTokens > 0 ||
      (await imported.countResetTokens(name)) > 0
    if (outcome.add + outcome.change === 0 && !hasMore) {
      note('There is nobody to import. Nothing was changed')
      return 0
    }
    const number = (outcome.add + outcome.change).toLocaleString('en')
    await requireConfirmation(request.isMeant, `This writes ${number} accounts.`, confirm)
    return await importAll(world, planned, {
      total: source.count,
      greatest: greatest.number,
      endedJwts: endedJwts(source),
    })
  } finally {
    plan.close()
    source.close()
  }
}
