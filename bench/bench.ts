import { tellRefusal } from '../src/cli/refused.ts'
import { complain } from '../src/cli/terminal.ts'
import { whenToldToStop } from '../src/cli/told-to-stop.ts'
import { benchUsage, parseBenchArguments } from './arguments.ts'
import { CANDIDATES } from './peers/candidates.ts'
import { runBench } from './run.ts'

const names = CANDIDATES.map(({ name }) => name)
const request = parseBenchArguments(process.argv.slice(2), names)
const usage = benchUsage.replace('{peers}', names.join(', '))

if (request.kind === 'help') console.log(usage)

if (request.kind === 'mistake') {
  complain(`${request.message}\n\n${usage}`)
  process.exitCode = 2
}

if (request.kind === 'bench') {
  const stopping = whenToldToStop()
  process.exitCode = await tellRefusal(() => runBench(request, stopping.signal))
}
