import { reportRefusal } from '../src/cli/refused.ts'
import { stopOnSignal } from '../src/cli/stop-signal.ts'
import { benchUsage, parseBenchArguments } from './arguments.ts'
import { CANDIDATES } from './peers/candidates.ts'
import { printUsage } from './print-usage.ts'
import { runBench } from './run.ts'

const names = CANDIDATES.map(({ name }) => name)
const request = parseBenchArguments(process.argv.slice(2), names)
const usage = benchUsage.replace('{peers}', names.join(', '))

if (!printUsage(request, usage)) {
  const stopping = stopOnSignal()
  process.exitCode = await reportRefusal(() => runBench(request, stopping.signal))
}
