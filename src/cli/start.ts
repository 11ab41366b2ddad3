import { bringUp } from './bring-up.ts'
import { tellRefusal } from './refused.ts'
import { parseStartArguments, usage } from './start-arguments.ts'
import { tellUsage } from './tell-usage.ts'
import { whenToldToStop } from './told-to-stop.ts'

const request = parseStartArguments(process.argv.slice(2))

if (!tellUsage(request, usage)) {
  process.exitCode = await tellRefusal(() => bringUp(request, whenToldToStop()))
}
