import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './project-root.ts'
import { tellRefusal } from './refused.ts'
import { makeBundle } from './size/make-bundle.ts'
import { MOST_GZIP, sizeTable } from './size/size-table.ts'
import { MOST_CPU, median, startUpCpu } from './size/start-up.ts'
import { complain, note, showProgress } from './terminal.ts'
import { whenToldToStop } from './told-to-stop.ts'

const RUNS = 15

const ms = (figure: number) => `${figure.toFixed(1)} ms`

/** Prints how large the Worker is and what its start costs, and ends with 1 where either is more than it may be. */
async function tellSize(folder: string, stop: AbortSignal): Promise<number> {
  const [ours, bare] = [join(folder, 'worker'), join(folder, 'bare-hono')]
  let done = showProgress('Bundling')
  const bundle = await makeBundle(ours, stop)
  await makeBundle(bare, stop, join(projectRoot, 'src/cli/size/bare-hono.ts'))
  done()
  console.log(`\n${sizeTable(bundle)}\n`)

  done = showProgress(`Starting both ${RUNS} times`)
  const figures: { ours: number; bare: number }[] = []
  while (figures.length < RUNS && !stop.aborted) {
    figures.push({
      ours: await startUpCpu(ours, 'worker.js'),
      bare: await startUpCpu(bare, 'bare-hono.js'),
    })
  }
  done()
  const [own, floor] = [median(figures.map((each) => each.ours)), median(figures.map((each) => each.bare))]
  console.log(`  CPU until the first answer: ${ms(own)}, bare Hono ${ms(floor)}\n`)

  return [
    tell(bundle.gzip <= MOST_GZIP, `${bundle.gzip} bytes after gzip, of ${MOST_GZIP}`),
    tell(own - floor <= MOST_CPU, `${ms(own - floor)} more than bare Hono to start, of ${MOST_CPU} ms`),
  ].every(Boolean)
    ? 0
    : 1
}

function tell(isWithin: boolean, text: string): boolean {
  if (isWithin) note(text)
  else complain(text)
  return isWithin
}

// In the project, as everything that is built.
mkdirSync(join(projectRoot, 'build'), { recursive: true })
const folder = mkdtempSync(join(projectRoot, 'build/size-'))
try {
  process.exitCode = await tellRefusal(() => tellSize(folder, whenToldToStop().signal))
} finally {
  rmSync(folder, { recursive: true })
}
