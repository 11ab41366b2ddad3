import { expect, it } from 'vitest'
import { adminCommand } from '../../../src/cli/commands/admin/command.ts'
import { readArguments } from '../read-arguments.ts'

const here = { isRemote: false, asJson: false }
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
      asJson: false,
    },
  ],
  ['promote ada', { kind: 'promote', who: 'ada', isDemotion: false, ...here }],
  ['promote ada --demote', { kind: 'promote', who: 'ada', isDemotion: true, ...here }],
  ['disable ada', { kind: 'disable', who: 'ada', ...here }],
  [
    'enable --remote ada@example.com',
    { kind: 'enable', who: 'ada@example.com', isRemote: true, asJson: false },
  ],
  ['show ada', { kind: 'show', who: 'ada', ...here }],
  ['sign-out ada', { kind: 'sign-out', who: 'ada', ...here }],
  ['list', { kind: 'list', limit: 50, ...here }],
  [
    'list --search a --limit 7 --json',
    { kind: 'list', search: 'a', limit: 7, isRemote: false, asJson: true },
  ],
  [
    'list --only never_signed_in --order email',
    { kind: 'list', only: 'never_signed_in', order: 'email', limit: 50, ...here },
  ],
  ['moved', { kind: 'moved', ...here }],
  ['moved --end', { kind: 'end-move', isMeant: false, ...here }],
  ['moved --end --yes', { kind: 'end-move', isMeant: true, ...here }],
  ['sign-out-everybody', { kind: 'sign-out-everybody', isMeant: false, ...here }],
  [
    'sign-out-everybody --yes --remote',
    { kind: 'sign-out-everybody', isMeant: true, isRemote: true, asJson: false },
  ],
  ['disable ada --reason Spam', { kind: 'disable', who: 'ada', reason: 'Spam', ...here }],
  ['send-reset ada --json', { kind: 'send-reset', who: 'ada', isRemote: false, asJson: true }],
  ['set-password ada', { kind: 'set-password', who: 'ada', isGenerated: false, ...here }],
  ['set-password ada secret', tooMany],
  ['delete ada --yes', { kind: 'delete', who: 'ada', isMeant: true, ...here }],
  ['events ada --limit 3', { kind: 'events', who: 'ada', limit: 3, ...here }],
  ['sessions ada', { kind: 'sessions', who: 'ada', limit: 50, ...here }],
  ['end-session ada 1', { kind: 'end-session', who: 'ada', session: '1', ...here }],
  ['edit ada --first-name Ada', { kind: 'edit', who: 'ada', edit: { firstName: 'Ada' }, ...here }],
  ['webhooks list', { kind: 'webhooks', webhooks: { does: 'list' }, ...here }],
  [
    'webhooks add https://a.example.com --events account.created,account.deleted --remote',
    {
      kind: 'webhooks',
      webhooks: {
        does: 'add',
        url: 'https://a.example.com',
        events: ['account.created', 'account.deleted'],
      },
      isRemote: true,
      asJson: false,
    },
  ],
  [
    'webhooks replay 1 --since 2026-11-20',
    { kind: 'webhooks', webhooks: { does: 'replay', id: '1', since: Date.UTC(2026, 10, 20) }, ...here },
  ],
  [
    'webhooks replay 1 --since yesterday',
    mistake(
      "option '--since <time>' argument 'yesterday' is invalid. It must be a time as 2026-11-20T08:00:00Z.",
    ),
  ],
  ['webhooks retry 1 7', { kind: 'webhooks', webhooks: { does: 'retry', id: '1', event: 7 }, ...here }],
  ['webhooks drop 1', { kind: 'webhooks', webhooks: { does: 'drop', id: '1' }, ...here }],
  ['webhooks remove 1', { kind: 'webhooks', webhooks: { does: 'remove', id: '1', isMeant: false }, ...here }],
  ['disabel ada', mistake("unknown command 'disabel'\n(Did you mean disable?)")],
  ['disable ada --reson Spam', mistake("unknown option '--reson'\n(Did you mean --reason?)")],
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
  [
    'list --order age',
    mistake("option '--order <order>' argument 'age' is invalid. It must be one of username, email."),
  ],
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
