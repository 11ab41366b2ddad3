import { bringUp } from './bring-up.ts'
import { tellRefusal } from './refused.ts'
import { parseStartArguments, usage } from './start-arguments.ts'
import { complain } from './terminal.ts'
import { whenToldToStop } from './told-to-stop.ts'

const request = parseStartArguments(process.argv.slice(2))

if (request.kind === 'help') console.log(usage)

if (request.kind === 'mistake') {
  complain(`${request.message}\n\n${usage}`)
  process.exitCode = 2
}

if (request.kind === 'start') {
  process.exitCode = await tellRefusal(() => bringUp(request, whenToldToStop()))
}
