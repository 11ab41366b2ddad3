import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleWorker } from '../../bundle/bundle-worker.ts'
import { complain, note, showProgress } from '../../terminal.ts'
import { MOST_GZIP, MOST_GZIP_AT_START, sizeTable } from './size-table.ts'
import { MOST_CPU, median, startUpCpu } from './start-up.ts'

const RUNS = 15

const ms = (figure: number) => `${figure.toFixed(1)} ms`

/**
 * Bundles the Worker into build/worker, and prints its size and the cost of its start. The exit code is 1 where one of
 * them is over its limit.
 */
export async function measureSize(stop: AbortSignal): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-size-'))
  try {
    return await measureIn(folder, stop)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** `folder` is for what the Worker is compared with. */
async function measureIn(folder: string, stop: AbortSignal): Promise<number> {
  let done = showProgress('Bundling')
  const bundle = await bundleWorker()
  const floor = await bundleWorker(folder, 'src/cli/tools/size/bare-hono.ts')
  done()
  console.log(`\n${sizeTable(bundle)}\n`)

  done = showProgress(`Starting both ${RUNS} times`)
  const figures: { ours: number; bare: number }[] = []
  while (figures.length < RUNS && !stop.aborted) {
    figures.push({
      ours: await startUpCpu(bundle),
      bare: await startUpCpu(floor),
    })
  }
  done()
  const [own, least] = [median(figures.map((each) => each.ours)), median(figures.map((each) => each.bare))]
  console.log(`  CPU until the first response: ${ms(own)}, bare Hono ${ms(least)}\n`)

  return [
    report(bundle.gzip <= MOST_GZIP, `${bundle.gzip} bytes after gzip, of ${MOST_GZIP}`),
    report(
      bundle.atStart.gzip <= MOST_GZIP_AT_START,
      `${bundle.atStart.gzip} of them at the start, of ${MOST_GZIP_AT_START}`,
    ),
    report(own - least <= MOST_CPU, `${ms(own - least)} more than bare Hono to start, of ${MOST_CPU} ms`),
  ].every(Boolean)
    ? 0
    : 1
}

function report(isWithin: boolean, text: string): boolean {
  if (isWithin) note(text)
  else complain(text)
  return isWithin
}
