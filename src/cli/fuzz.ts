import { fuzzUsage, parseFuzzArguments } from './fuzz/fuzz-arguments.ts'
import { fuzzProperties } from './fuzz/fuzz-properties.ts'
import { fuzzServer } from './fuzz/fuzz-server.ts'
import { tellRefusal } from './refused.ts'
import { complain } from './terminal.ts'

const request = parseFuzzArguments(process.argv.slice(2), () => Date.now() % 2 ** 32)

if (request.kind === 'help') console.log(fuzzUsage)

if (request.kind === 'mistake') {
  complain(`${request.message}\n\n${fuzzUsage}`)
  process.exitCode = 2
}

if (request.kind === 'properties') process.exitCode = await fuzzProperties()

if (request.kind === 'server') {
  process.exit(await tellRefusal(() => fuzzServer(request)))
}
