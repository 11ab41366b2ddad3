import { expect, it } from 'vitest'
import { deployCommand } from '../../../src/cli/commands/deploy/command.ts'
import { readArguments } from '../read-arguments.ts'

it.each([
  [[], { isDry: false }],
  [['--dry-run'], { isDry: true }],
  [['--jurisdiction', 'eu'], { isDry: false, jurisdiction: 'eu' }],
  [['--jurisdiction', 'mars'], { mistake: expect.stringMatching(/Allowed choices are eu, fedramp, us/) }],
  [['--help'], 'help'],
  [['-h', '--dry-run'], 'help'],
  [['now'], { mistake: expect.stringMatching(/^too many arguments/) }],
  [['--force'], { mistake: "unknown option '--force'" }],
])('reads %j', async (args, request) => {
  expect(await readArguments(deployCommand, args)).toEqual(request)
})
