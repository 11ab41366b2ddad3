import { expect, it } from 'vitest'
import { startCommand } from '../../../src/cli/commands/start/command.ts'
import { readArguments } from '../read-arguments.ts'

const read = (args: string[]) => readArguments(startCommand, args)
const invalid = (text: string) =>
  `option '-p, --port <number>' argument '${text}' is invalid. It must be a whole number from 1 to 65535.`

it.each([
  [[], undefined],
  [['--port', '9000'], 9000],
  [['--port=1'], 1],
  [['-p', '65535'], 65_535],
])('%j starts', async (args, port) => {
  expect(await read(args)).toEqual({ port, log: false })
})

it('--log shows the log of requests', async () => {
  expect(await read(['--log'])).toEqual({ log: true })
})

it.each([[['--help']], [['-h']], [['--port', '9000', '--help']]])('%j asks for help', async (args) => {
  expect(await read(args)).toBe('help')
})

it.each([
  [['--port', '0'], invalid('0')],
  [['--port', '65536'], invalid('65536')],
  [['--port', '80a'], invalid('80a')],
  [['--port', ''], invalid('')],
  [['--port', '1e3'], invalid('1e3')],
  [['--port'], "option '-p, --port <number>' argument missing"],
  [['--prot', '9000'], "unknown option '--prot'\n(Did you mean --port?)"],
  [['9000'], expect.stringMatching(/^too many arguments/)],
])('%j is a mistake', async (args, mistake) => {
  expect(await read(args)).toEqual({ mistake })
})
