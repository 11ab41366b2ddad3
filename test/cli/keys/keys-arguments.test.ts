import { expect, it } from 'vitest'
import { parseKeysArguments } from '../../../src/cli/keys/keys-arguments.ts'

it.each([
  [[], { kind: 'list', isRemote: false }],
  [['list'], { kind: 'list', isRemote: false }],
  [['--remote'], { kind: 'list', isRemote: true }],
  [['make'], { kind: 'make', isRemote: false }],
  [['make', '--file', 'a b'], { kind: 'make', isRemote: false, file: 'a b' }],
  [['rotate', 'signing'], { kind: 'rotate', of: 'signing', isRemote: false }],
  [['--remote', 'rotate', 'master'], { kind: 'rotate', of: 'master', isRemote: true }],
  [['kill', 'Yq3nVx0aB1c'], { kind: 'kill', kid: 'Yq3nVx0aB1c', isMeant: false, isRemote: false }],
  [['kill', '1', '--yes'], { kind: 'kill', kid: '1', isMeant: true, isRemote: false }],
  [['kill', '--', '-q3nVx0aB1c'], { kind: 'kill', kid: '-q3nVx0aB1c', isMeant: false, isRemote: false }],
  [['push'], { kind: 'push', isRemote: true }],
  [['push', '--remote', '--file=x'], { kind: 'push', isRemote: true, file: 'x' }],
])('%j is understood', (args, request) => {
  expect(parseKeysArguments(args)).toEqual(request)
})

it.each([[['--help']], [['-h']], [['kill', '--help']]])('%j asks for help', (args) => {
  expect(parseKeysArguments(args)).toEqual({ kind: 'help' })
})

it.each([
  [['rotate'], '“rotate” takes “signing” or “master”'],
  [['rotate', 'both'], '“rotate” takes “signing” or “master”'],
  [['rotate', 'signing', 'master'], '“rotate” takes “signing” or “master”'],
  [['kill'], '“kill” takes the id of one key'],
  [['kill', 'one', 'two'], '“kill” takes the id of one key'],
  [['destroy'], 'There is no “destroy”'],
  [['make', 'signing'], '“make” takes nothing more, but there is “signing”'],
  [['push', 'it'], '“push” takes nothing more, but there is “it”'],
  [['--force'], "Unknown option '--force'"],
  [['--file'], expect.stringMatching(/--file.* argument missing$/)],
])('%j is a mistake', (args, message) => {
  expect(parseKeysArguments(args)).toEqual({ kind: 'mistake', message })
})
