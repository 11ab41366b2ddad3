import { fuzzUsage, parseFuzzArguments } from './fuzz/fuzz-arguments.ts'
import { fuzzProperties } from './fuzz/fuzz-properties.ts'
import { fuzzServer } from './fuzz/fuzz-server.ts'
import { tellRefusal } from './refused.ts'
import { tellUsage } from './tell-usage.ts'

const request = parseFuzzArguments(process.argv.slice(2), () => Date.now() % 2 ** 32)

if (!tellUsage(request, fuzzUsage)) {
  if (request.kind === 'properties') process.exitCode = await fuzzProperties()
  else process.exit(await tellRefusal(() => fuzzServer(request)))
}
