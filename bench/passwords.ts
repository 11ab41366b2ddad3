import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { projectRoot } from '../src/cli/project-root.ts'
import { Refused, reportRefusal } from '../src/cli/refused.ts'
import { stopOnSignal } from '../src/cli/stop-signal.ts'
import { note, showProgress } from '../src/cli/terminal.ts'
import { cpuOf } from '../src/cli/tools/size/process-cpu.ts'
import { openProgress } from './progress.ts'
import { send } from './readers/request.ts'
import { writeTable } from './report/figures-of.ts'
import { makeBundle } from './world/bundles.ts'
import { startWorkerd, type Workerd } from './world/workerd.ts'

const USAGE = `npm run bench:passwords

Measures the CPU that verifying a password takes in workerd, for each kind of hash that can be imported.

  --write    writes the table into docs/imported-passwords.md`

const PAGE = join(projectRoot, 'docs/imported-passwords.md')
const TABLE = /(<!-- the table -->\n)[\s\S]*?(?=\n<!-- its end -->)/
const ROUNDS = 3

const { values } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

/** CPU of the whole process, in milliseconds: the least of some requests, after one to warm up. */
async function cpuOfVerifying({ origin, pid }: Workerd, at: number): Promise<number> {
  const rounds: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const before = cpuOf(pid)
    const status = await send(origin, { method: 'GET', path: `/${at}` })
    if (status !== 200) throw new Refused(`The Worker answered ${status} to ${at}`)
    if (round > 0) rounds.push(cpuOf(pid) - before)
  }
  return Math.min(...rounds)
}

async function measurePasswords(stop: AbortSignal): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-passwords-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  const hide = showProgress('Bundling')
  const bundle = await makeBundle('foreign-hash', folder, stop).finally(hide)
  const workerd = await startWorkerd({ bundle, condition: 'plain', folder })
  try {
    const forms = (await (await fetch(workerd.origin)).json()) as string[]
    const progress = openProgress(forms.length)
    const found: number[] = []
    for (const [at, form] of forms.entries()) {
      if (stop.aborted) return 130
      progress.draw(at, form)
      found.push(await cpuOfVerifying(workerd, at))
    }
    progress.end()
    tell(forms, found)
    return 0
  } finally {
    await workerd.stop()
  }
}

/** Our own hash is the first of them, and the measure of the others. */
function tell(forms: string[], found: number[]): void {
  const [own = 1] = found
  const rows = forms.map((form, at) => {
    const cpu = found[at] ?? 0
    return [form === 'chain' ? 'our own' : `\`${form}\``, cpu.toFixed(0), (cpu / own).toFixed(1)]
  })
  const table = writeTable(['Hash', 'CPU ms', 'of our own'], rows)
  console.log(`\n${table}\n`)
  if (!values.write) return
  writeFileSync(
    PAGE,
    readFileSync(PAGE, 'utf8').replace(TABLE, (_, begin) => `${begin}\n${table}\n`),
  )
  note('Wrote docs/imported-passwords.md')
}

if (values.help) console.log(USAGE)
else process.exitCode = await reportRefusal(() => measurePasswords(stopOnSignal().signal))
