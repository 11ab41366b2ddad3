import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../project-root.ts'
import { complain, note, showProgress } from '../../terminal.ts'
import { makeBundle } from './make-bundle.ts'
import { MOST_GZIP, sizeTable } from './size-table.ts'
import { MOST_CPU, median, startUpCpu } from './start-up.ts'

const RUNS = 15

const ms = (figure: number) => `${figure.toFixed(1)} ms`

/** Prints the size of the Worker and the cost of its start. The exit code is 1 where either is over its limit. */
export async function measureSize(stop: AbortSignal): Promise<number> {
  // In the project, as everything that is built.
  mkdirSync(join(projectRoot, 'build'), { recursive: true })
  const folder = mkdtempSync(join(projectRoot, 'build/size-'))
  try {
    return await measureIn(folder, stop)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function measureIn(folder: string, stop: AbortSignal): Promise<number> {
  const [ours, bare] = [join(folder, 'worker'), join(folder, 'bare-hono')]
  let done = showProgress('Bundling')
  const bundle = await makeBundle(ours, stop)
  await makeBundle(bare, stop, join(import.meta.dirname, 'bare-hono.ts'))
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
  console.log(`  CPU until the first response: ${ms(own)}, bare Hono ${ms(floor)}\n`)

  return [
    report(bundle.gzip <= MOST_GZIP, `${bundle.gzip} bytes after gzip, of ${MOST_GZIP}`),
    report(own - floor <= MOST_CPU, `${ms(own - floor)} more than bare Hono to start, of ${MOST_CPU} ms`),
  ].every(Boolean)
    ? 0
    : 1
}

function report(isWithin: boolean, text: string): boolean {
  if (isWithin) note(text)
  else complain(text)
  return isWithin
}
