import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadConfig } from '../src/cli/load-config.ts'
import { projectRoot } from '../src/cli/project-root.ts'
import { reportRefusal } from '../src/cli/refused.ts'
import { stopOnSignal } from '../src/cli/stop-signal.ts'
import { complain, note, showProgress } from '../src/cli/terminal.ts'
import { FEWEST_ACCOUNTS } from './arguments.ts'
import { openGatehouse } from './peers/gatehouse.ts'
import { openProgress } from './progress.ts'
import { type Case, casesOf, placesOf } from './readers/cases.ts'
import { type Found, MOST_PER_BODY, MOST_PER_MEGABYTE, measureCase } from './readers/measure.ts'
import { writeTable } from './report/figures-of.ts'
import { openQuickKeys } from './seed/quick-keys.ts'
import { tokenOf } from './seed/seeded.ts'
import { makeBundle, migrate } from './world/bundles.ts'
import { makeSecrets } from './world/secrets.ts'

const USAGE = `npm run bench:readers

Sends the Worker the largest bodies, headers and queries that it takes, each made to be slow, and measures the CPU that
reading them takes. Ends with 1 where one takes more than ${MOST_PER_MEGABYTE} ms for a megabyte, or more than ${MOST_PER_BODY} ms.

  --only form,picture    some of: JSON, base64, form, multipart, cookies, query, picture, pictures
  --write                writes the table into docs/input-cost.md`

const PAGE = join(projectRoot, 'docs/input-cost.md')
const TABLE = /(<!-- the table -->\n)[\s\S]*?(?=\n<!-- its end -->)/

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

/** Bundles the Worker, starts it with some accounts, measures, and leaves nothing behind. */
async function measureReaders(stop: AbortSignal): Promise<number> {
  const places = placesOf(await loadConfig())
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-readers-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  const [template, secrets] = [join(folder, 'template'), makeSecrets()]
  const hide = showProgress('Bundling')
  const [bundle] = await Promise.all([makeBundle('worker', folder, stop), migrate(template, stop)]).finally(
    hide,
  )
  const { workerd } = await openGatehouse()({
    bundle,
    condition: 'hashless',
    folder: join(folder, 'house'),
    template,
    secrets,
    clients: 1,
    accounts: FEWEST_ACCOUNTS,
    stop,
  })
  try {
    const { token } = await tokenOf(openQuickKeys(secrets), 1)
    const only = values.only?.split(',')
    const cases = casesOf(token, places).filter(({ reader }) => only?.includes(reader) ?? true)
    const progress = openProgress(cases.length)
    const rows: [Case, Found][] = []
    const known = new Map<string, number>()
    for (const [at, each] of cases.entries()) {
      if (stop.aborted) return 130
      progress.draw(at, `${each.reader}: ${each.name}`)
      rows.push([each, await measureCase(workerd, each, known)])
    }
    progress.end()
    return tell(rows)
  } finally {
    await workerd.stop()
  }
}

function tell(rows: [Case, Found][]): number {
  const table = writeTable(
    ['Reader', 'What is sent', 'Bytes', 'Answer', 'CPU ms', 'ms/MB', ''],
    rows.map(([{ reader, name }, found]) => [
      reader,
      name.replaceAll('|', '\\|'),
      found.bytes.toLocaleString('en'),
      found.status === 0 ? 'cut off' : String(found.status),
      found.cpu.toFixed(1),
      found.perMegabyte.toFixed(1),
      found.isOk ? 'ok' : '**too slow**',
    ]),
  )
  console.log(`\n${table}\n`)
  if (values.write) {
    writeFileSync(
      PAGE,
      readFileSync(PAGE, 'utf8').replace(TABLE, (_, begin) => `${begin}\n${table}\n`),
    )
    note('Wrote docs/input-cost.md')
  }
  const slow = rows.filter(([, { isOk }]) => !isOk)
  if (slow.length > 0) complain(`${slow.length} of ${rows.length} are too slow`)
  return slow.length > 0 ? 1 : 0
}

if (values.help) console.log(USAGE)
else process.exitCode = await reportRefusal(() => measureReaders(stopOnSignal().signal))
