import { expect, it } from 'vitest'
import { adminCommand } from '../../../src/cli/commands/admin/command.ts'
import { readArguments } from '../read-arguments.ts'

const here = { isRemote: false }
const mistake = (message: string) => ({ mistake: message })
const invalidLimit = (text: string) =>
  mistake(
    `option '--limit <number>' argument '${text}' is invalid. It must be a whole number from 1 to 999999999.`,
  )
const tooMany = { mistake: expect.stringMatching(/^too many arguments/) }

it.each([
  ['create ada', { kind: 'create', username: 'ada', isStaff: false, isGenerated: false, ...here }],
  [
    'create ada --email ada@example.com --staff --generate --remote',
    {
      kind: 'create',
      username: 'ada',
      email: 'ada@example.com',
      isStaff: true,
      isGenerated: true,
      isRemote: true,
    },
  ],
  ['promote ada', { kind: 'promote', who: 'ada', isDemotion: false, ...here }],
  ['promote ada --demote', { kind: 'promote', who: 'ada', isDemotion: true, ...here }],
  ['disable ada', { kind: 'disable', who: 'ada', ...here }],
  ['enable --remote ada@example.com', { kind: 'enable', who: 'ada@example.com', isRemote: true }],
  ['show ada', { kind: 'show', who: 'ada', ...here }],
  ['sign-out ada', { kind: 'sign-out', who: 'ada', ...here }],
  ['list', { kind: 'list', limit: 50, asJson: false, ...here }],
  ['list --search a --limit 7 --json', { kind: 'list', search: 'a', limit: 7, asJson: true, ...here }],
  ['moved', { kind: 'moved', ...here }],
  ['moved --end', { kind: 'end-move', isMeant: false, ...here }],
  ['moved --end --yes', { kind: 'end-move', isMeant: true, ...here }],
  ['sign-out-everybody', { kind: 'sign-out-everybody', isMeant: false, ...here }],
  ['sign-out-everybody --yes --remote', { kind: 'sign-out-everybody', isMeant: true, isRemote: true }],
  ['--help', 'help'],
  ['create -h', 'help'],
  ['', mistake('(outputHelp)')],
  ['toString ada', mistake("unknown command 'toString'")],
  ['create', mistake("missing required argument 'username'")],
  ['create ada secret', tooMany],
  ['disable', mistake("missing required argument 'who'")],
  ['disable ada bob', tooMany],
  ['list ada', tooMany],
  ['list --limit 0', invalidLimit('0')],
  ['list --limit many', invalidLimit('many')],
  ['disable ada --yes', mistake("unknown option '--yes'")],
  ['create ada --search x', mistake("unknown option '--search'")],
  ['create ada --password x', mistake("unknown option '--password'")],
])('reads “%s”', async (line, request) => {
  expect(await readArguments(adminCommand, line.split(' ').filter(Boolean))).toEqual(request)
})

it.each(['create', 'show'])('refuses a blank name for “%s”', async (command) => {
  expect(await readArguments(adminCommand, [command, ' '])).toEqual({
    mistake: expect.stringMatching(/' ' is invalid for argument '\w+'\. It must not be empty\.$/),
  })
})
