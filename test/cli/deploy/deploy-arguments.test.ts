import { expect, it } from 'vitest'
import { parseDeployArguments } from '../../../src/cli/deploy/deploy-arguments.ts'

it.each([
  [[], { kind: 'deploy', isDry: false }],
  [['--dry-run'], { kind: 'deploy', isDry: true }],
  [['--help'], { kind: 'help' }],
  [['-h', '--dry-run'], { kind: 'help' }],
  [['now'], { kind: 'mistake', message: "Unexpected argument 'now'" }],
  [['--force'], { kind: 'mistake', message: "Unknown option '--force'" }],
])('reads %j', (args, request) => {
  expect(parseDeployArguments(args)).toEqual(request)
})
