import { wayBack as anyWayBack } from '../../../account/passwords/way-back.ts'
import type { AllPeople } from '../../../ports/all-people.ts'
import type { AllRows } from '../../../ports/all-rows.ts'
import type { Ports } from '../../../ports/ports.ts'
import { type Confirm, requireConfirmation } from '../../confirmation.ts'
import type { Shape } from '../../import/shape.ts'
import { startProgressBar } from '../../progress-bar.ts'
import { Refused } from '../../refused.ts'
import { complain, note } from '../../terminal.ts'
import { djangoEntries } from './django-json.ts'
import type { ExportRequest } from './export-request.ts'
import type { Going } from './going.ts'
import { idTable } from './id-table.ts'
import { mongoDocument } from './mongo-json.ts'
import { type Outcome, openOutcome } from './outcome.ts'
import { type Read, readPeople } from './read-people.ts'
import { wholeRows } from './whole-rows.ts'
import { requireFreeFile, writePrivately } from './write-file.ts'

/** What an export needs of the world. `stop` ends it, and then there is no file. */
export type ExportWorld = {
  ports: Pick<Ports, 'config' | 'keys'>
  people: AllPeople
  rows: AllRows
  confirm: Confirm
  stop: AbortSignal
}

/** A seal can be opened once the day is over, too, until it is removed. */
const SEALS = anyWayBack({ until: '' })

class Stopped extends Error {}

/** Django's name of a model. */
const IS_MODEL = /^\w+\.\w+$/

const IS_OF: Record<string, (shape: Shape) => boolean> = {
  'django-json': ({ format }) => format !== 'mongo',
  'mongo-json': ({ format }) => format === 'mongo',
}

/** The system to go back to. Throws Refused if there is none, or several. */
const findShape = async (
  people: AllPeople,
  { form, name, models }: ExportRequest,
): Promise<{ source: string; shape: Shape }> => {
  const known = (await people.sources()).map(({ source, shape }) => ({
    source,
    shape: JSON.parse(shape) as Shape,
  }))
  const fitting = known.filter(
    ({ source, shape }) => IS_OF[form]?.(shape) && (name === undefined || source === name),
  )
  const [found, other] = fitting
  if (!found) {
    const names = known.map(({ source, shape }) => `${source} (${shape.format})`).join(', ') || 'none'
    throw new Refused(`Nobody was imported from such a system${name === undefined ? '' : ` named ${name}`}. Known: ${names}.
  After an update of Gatehouse, run the import once more`)
  }
  if (other)
    throw new Refused(`Add --name, which is one of ${fitting.map(({ source }) => source).join(', ')}`)
  const tables = found.shape.tables.map((table) => ({ ...table, model: models[table.name] ?? table.model }))
  const nameless = form === 'django-json' ? tables.find(({ model }) => !IS_MODEL.test(model)) : undefined
  if (nameless)
    throw new Refused(
      `What Django calls ${nameless.name} is not known. Add --model '${nameless.name}=app.Model'`,
    )
  return { source: found.source, shape: { ...found.shape, tables } }
}

/** Text around the records of a form, and a record of one person. */
type Writing = { before: string; between: string; after: string; record: (going: Going) => string[] }

const writingOf = (
  { ports: { config } }: ExportWorld,
  shape: Shape,
  { form, withNewProfiles }: ExportRequest,
): Writing =>
  form === 'django-json'
    ? {
        ...{ before: '[\n', between: ',\n', after: '\n]\n' },
        record: (going) =>
          djangoEntries(config, shape, going, withNewProfiles).map((each) => JSON.stringify(each)),
      }
    : {
        ...{ before: '', between: '\n', after: '\n' },
        record: (going) => [JSON.stringify(mongoDocument(config, shape, going))],
      }

async function* textOf(
  people: AsyncIterable<Read>,
  { before, between, after, record }: Writing,
  see: (read: Read) => void,
): AsyncGenerator<string> {
  yield before
  let separator = ''
  for await (const read of people) {
    see(read)
    if ('deleted' in read) continue
    for (const text of record(read.going)) {
      yield separator + text
      separator = between
    }
  }
  yield after
}

/** What is lost, by reading everybody once. */
const survey = async (people: AsyncIterable<Read>, stop: AbortSignal): Promise<Outcome> => {
  const outcome = openOutcome()
  for await (const read of people) {
    outcome.count(read)
    if (stop.aborted) throw new Stopped()
  }
  return outcome
}

const goBack = async (request: ExportRequest, world: ExportWorld): Promise<number> => {
  const { ports, people, confirm, stop } = world
  const { source, shape } = await findShape(people, request)
  const read = () => readPeople({ ports, people, source, shape, wayBack: SEALS })
  const expected = await survey(read(), stop)
  console.log(expected.table())
  const loss = expected.loss(request.form)
  if (loss !== undefined) await requireConfirmation(request.isMeant, loss, confirm)
  const outcome = openOutcome()
  const bar = startProgressBar(expected.total())
  try {
    await writePrivately(
      request.out,
      textOf(read(), writingOf(world, shape, request), (each) => {
        if (stop.aborted) throw new Stopped()
        outcome.count(each)
        bar.show(outcome.total())
      }),
    )
  } finally {
    bar.hide()
  }
  if (request.report !== undefined) await writePrivately(request.report, outcome.report(read()))
  note(`${outcome.total().toLocaleString('en')} people are in ${request.out}.
  Not in it: tokens and sessions, second factors, events, pictures that were uploaded here`)
  return 0
}

const writeAll = async (
  { out }: ExportRequest,
  { stop }: ExportWorld,
  total: number,
  lines: (count: (more: number) => void) => AsyncIterable<string>,
): Promise<number> => {
  const bar = startProgressBar(total)
  let done = 0
  try {
    await writePrivately(
      out,
      lines((more) => {
        if (stop.aborted) throw new Stopped()
        done += more
        bar.show(done)
      }),
    )
  } finally {
    bar.hide()
  }
  return done
}

const writeForm = async (request: ExportRequest, world: ExportWorld): Promise<number> => {
  const { ports, people, rows } = world
  const { accounts, imported } = await people.counts()
  if (request.form === 'csv') {
    const done = await writeAll(request, world, Math.max(accounts, imported), (count) =>
      idTable(people, count),
    )
    note(`${done.toLocaleString('en')} people are in ${request.out}`)
    return 0
  }
  if (request.form !== 'gatehouse') return goBack(request, world)
  let total = 0
  for (const name of rows.names) total += await rows.count(name)
  const greatest = await people.greatestNumber('')
  await writeAll(request, world, total, (count) => wholeRows(rows, ports.keys, greatest, count))
  note(`${accounts.toLocaleString('en')} accounts are in ${request.out}.
  Not in it: pictures, events, links in emails, limits, webhooks`)
  return 0
}

/** Writes the file. Returns the exit code. Throws Refused before anything was written. */
export const runExportCommand = async (request: ExportRequest, world: ExportWorld): Promise<number> => {
  await requireFreeFile(request.out, request.isMeant, world.confirm)
  if (request.report !== undefined) await requireFreeFile(request.report, request.isMeant, world.confirm)
  try {
    return await writeForm(request, world)
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    complain('Stopped. Nothing was written')
    return 1
  }
}
