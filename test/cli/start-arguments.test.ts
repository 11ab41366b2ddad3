import { expect, it } from 'vitest'
import { parseStartArguments } from '../../src/cli/start-arguments.ts'

it.each([
  [[], 8787],
  [['--port', '9000'], 9000],
  [['--port=1'], 1],
  [['-p', '65535'], 65_535],
])('%j starts', (args, port) => {
  expect(parseStartArguments(args)).toEqual({ kind: 'start', port, showLog: false })
})

it('--log shows the log of requests', () => {
  expect(parseStartArguments(['--log'])).toEqual({ kind: 'start', port: 8787, showLog: true })
})

it.each([[['--help']], [['-h']], [['--port', '9000', '--help']]])('%j asks for help', (args) => {
  expect(parseStartArguments(args)).toEqual({ kind: 'help' })
})

it.each([
  [['--port', '0'], 'A port is a number from 1 to 65535, not “0”'],
  [['--port', '65536'], 'A port is a number from 1 to 65535, not “65536”'],
  [['--port', '80a'], 'A port is a number from 1 to 65535, not “80a”'],
  [['--port', ''], 'A port is a number from 1 to 65535, not “”'],
  [['--port', '1e3'], 'A port is a number from 1 to 65535, not “1e3”'],
  [['--port'], expect.stringMatching(/--port.* argument missing$/)],
  [['--prot', '9000'], "Unknown option '--prot'"],
  [['9000'], "Unexpected argument '9000'"],
])('%j is a mistake', (args, message) => {
  expect(parseStartArguments(args)).toEqual({ kind: 'mistake', message })
})
