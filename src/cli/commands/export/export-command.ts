import { wayBack as anyWayBack } from '../../../account/passwords/way-back.ts'
import type { AllPeople } from '../../../ports/all-people.ts'
import type { AllRows } from '../../../ports/all-rows.ts'
import type { Ports } from '../../../ports/ports.ts'
import { type Confirm, requireConfirmation } from '../../confirmation.ts'
import type { Shape } from '../../import/shape.ts'
import { startProgressBar } from '../../progress-bar.ts'
import { Refused } from '../../refused.ts'
import { tellAtExit } from '../../tell-at-exit.ts'
import { complain, note } from '../../terminal.ts'
import { djangoEntries } from './django-json.ts'
import type { ExportRequest } from './export-request.ts'
import type { Going } from './going.ts'
import { idTable } from './id-table.ts'
import { mongoDocument } from './mongo-json.ts'
import { concernOf, openOutcome } from './outcome.ts'
import { readPeople } from './read-people.ts'
import { writeWholeRows } from './whole-rows.ts'
import { type PrivateFile, requireFreeFile, writePrivately } from './write-file.ts'

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

const STOPPED = 'Stopped. Nothing was written'

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

/** Text around the records of a file. */
type Around = { before: string; between: string; after: string }
type Writing = Around & { record: (going: Going) => string[] }

const ARRAY: Around = { before: '[\n', between: ',\n', after: '\n]\n' }

const writingOf = (
  { ports: { config } }: ExportWorld,
  shape: Shape,
  { form, withNewProfiles }: ExportRequest,
): Writing =>
  form === 'django-json'
    ? {
        ...ARRAY,
        record: (going) =>
          djangoEntries(config, shape, going, withNewProfiles).map((each) => JSON.stringify(each)),
      }
    : {
        ...{ before: '', between: '\n', after: '\n' },
        record: (going) => [JSON.stringify(mongoDocument(config, shape, going))],
      }

/** Puts records into a file, with the text around them. */
const openRecords = async (file: PrivateFile, { before, between, after }: Around) => {
  await file.put(before)
  let separator = ''
  return {
    put: async (record: string) => {
      await file.put(separator + record)
      separator = between
    },
    end: () => file.put(after),
  }
}

const goBack = async (request: ExportRequest, world: ExportWorld): Promise<number> => {
  const { ports, people, confirm, stop } = world
  const { source, shape } = await findShape(people, request)
  const writing = writingOf(world, shape, request)
  const outcome = openOutcome()
  await writePrivately([request.out, request.report], async (file, reportFile) => {
    const records = await openRecords(file, writing)
    const report = reportFile && (await openRecords(reportFile, ARRAY))
    const bar = startProgressBar((await people.counts()).accounts)
    try {
      for await (const read of readPeople({ ports, people, source, shape, wayBack: SEALS })) {
        if (stop.aborted) throw new Stopped()
        outcome.count(read)
        const concern = concernOf(read)
        if (concern) await report?.put(JSON.stringify(concern))
        if ('deleted' in read) continue
        for (const record of writing.record(read.going)) await records.put(record)
        bar.show(outcome.total())
      }
    } finally {
      bar.hide()
    }
    await records.end()
    await report?.end()
    console.log(outcome.table())
    const loss = outcome.loss(request.form)
    if (loss !== undefined) await requireConfirmation(request.isMeant, loss, confirm)
  })
  note(`${outcome.total().toLocaleString('en')} people are in ${request.out}.
  Not in it: tokens and sessions, second factors, events, pictures that were uploaded here`)
  return 0
}

/** Writes the file with a progress bar. `write` says of each piece how many are done. Returns how many in all. */
const writeAll = async (
  { out }: ExportRequest,
  { stop }: ExportWorld,
  total: number,
  write: (file: PrivateFile, count: (more: number) => void) => Promise<void>,
): Promise<number> => {
  const bar = startProgressBar(total)
  let done = 0
  const count = (more: number) => {
    if (stop.aborted) throw new Stopped()
    done += more
    bar.show(done)
  }
  try {
    await writePrivately([out], (file) => write(file, count))
  } finally {
    bar.hide()
  }
  return done
}

const writeForm = async (request: ExportRequest, world: ExportWorld): Promise<number> => {
  const { people, rows } = world
  if (request.form === 'django-json' || request.form === 'mongo-json') return goBack(request, world)
  const { accounts, imported } = await people.counts()
  if (request.form === 'csv') {
    const done = await writeAll(request, world, Math.max(accounts, imported), async (file, count) => {
      for await (const line of idTable(people, count)) await file.put(line)
    })
    note(`${done.toLocaleString('en')} people are in ${request.out}`)
    return 0
  }
  let total = 0
  for (const name of rows.names) total += await rows.count(name)
  const greatest = await people.greatestNumber('')
  await writeAll(request, world, total, (file, count) => writeWholeRows(world, file, greatest, count))
  note(`${accounts.toLocaleString('en')} accounts are in ${request.out}.
  Not in it: pictures, events, links in emails, limits, webhooks`)
  return 0
}

/** Writes the file. Returns the exit code. Throws Refused before anything was written. */
export const runExportCommand = async (request: ExportRequest, world: ExportWorld): Promise<number> => {
  await requireFreeFile(request.out, request.isMeant, world.confirm)
  if (request.report !== undefined) await requireFreeFile(request.report, request.isMeant, world.confirm)
  const takeBack = tellAtExit(() => STOPPED)
  try {
    return await writeForm(request, world)
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    complain(STOPPED)
    return 1
  } finally {
    takeBack()
  }
}
