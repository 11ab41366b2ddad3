import { expect, it } from 'vitest'
import { keysCommand } from '../../../src/cli/commands/keys/command.ts'
import { readArguments } from '../read-arguments.ts'

const read = (args: string[]) => readArguments(keysCommand, args)

it.each([
  [[], { kind: 'list', isRemote: false }],
  [['list'], { kind: 'list', isRemote: false }],
  [['--remote'], { kind: 'list', isRemote: true }],
  [['make'], { kind: 'make', isRemote: false }],
  [['make', '--file', 'a b'], { kind: 'make', isRemote: false, file: 'a b' }],
  [['rotate', 'signing'], { kind: 'rotate', of: 'signing', isRemote: false }],
  [['--remote', 'rotate', 'master'], { kind: 'rotate', of: 'master', isRemote: true }],
  [['rotate', 'master', '--remote'], { kind: 'rotate', of: 'master', isRemote: true }],
  [['kill', 'Yq3nVx0aB1c'], { kind: 'kill', kid: 'Yq3nVx0aB1c', isMeant: false, isRemote: false }],
  [['kill', '1', '--yes'], { kind: 'kill', kid: '1', isMeant: true, isRemote: false }],
  [['kill', '--', '-q3nVx0aB1c'], { kind: 'kill', kid: '-q3nVx0aB1c', isMeant: false, isRemote: false }],
  [['push'], { kind: 'push', isRemote: true }],
  [['push', '--remote', '--file=x'], { kind: 'push', isRemote: true, file: 'x' }],
])('%j is understood', async (args, request) => {
  expect(await read(args)).toEqual(request)
})

it.each([[['--help']], [['-h']], [['kill', '--help']]])('%j asks for help', async (args) => {
  expect(await read(args)).toBe('help')
})

it.each([
  [['rotate'], "missing required argument 'set'"],
  [['rotate', 'both'], expect.stringMatching(/Allowed choices are signing, master\.$/)],
  [['rotate', 'signing', 'master'], expect.stringMatching(/^too many arguments/)],
  [['kill'], "missing required argument 'id'"],
  [['kill', 'one', 'two'], expect.stringMatching(/^too many arguments/)],
  [['destroy'], "unknown command 'destroy'"],
  [['make', 'signing'], expect.stringMatching(/^too many arguments/)],
  [['push', 'it'], expect.stringMatching(/^too many arguments/)],
  [['--force'], "unknown option '--force'"],
  [['--file'], "option '--file <path>' argument missing"],
])('%j is a mistake', async (args, mistake) => {
  expect(await read(args)).toEqual({ mistake })
})
