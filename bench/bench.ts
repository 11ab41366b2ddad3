import { tellRefusal } from '../src/cli/refused.ts'
import { tellUsage } from '../src/cli/tell-usage.ts'
import { whenToldToStop } from '../src/cli/told-to-stop.ts'
import { benchUsage, parseBenchArguments } from './arguments.ts'
import { CANDIDATES } from './peers/candidates.ts'
import { runBench } from './run.ts'

const names = CANDIDATES.map(({ name }) => name)
const request = parseBenchArguments(process.argv.slice(2), names)
const usage = benchUsage.replace('{peers}', names.join(', '))

if (!tellUsage(request, usage)) {
  const stopping = whenToldToStop()
  process.exitCode = await tellRefusal(() => runBench(request, stopping.signal))
}
