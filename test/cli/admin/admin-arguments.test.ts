import { expect, it } from 'vitest'
import { parseAdminArguments } from '../../../src/cli/admin/admin-arguments.ts'

const here = { isRemote: false }
const mistake = (message: string) => ({ kind: 'mistake', message })

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
  ['sign-out-everybody', { kind: 'sign-out-everybody', isMeant: false, ...here }],
  ['sign-out-everybody --yes --remote', { kind: 'sign-out-everybody', isMeant: true, isRemote: true }],
  ['--help', { kind: 'help' }],
  ['create -h', { kind: 'help' }],
  ['', mistake('What is to be done?')],
  ['toString ada', mistake('There is no “toString”')],
  ['create', mistake('“create” takes a username')],
  ['create ada secret', mistake('“create” takes a username')],
  ['disable', mistake('“disable” takes a username, an address or an id')],
  ['disable ada bob', mistake('“disable” takes a username, an address or an id')],
  ['list ada', mistake('“list” takes nothing more, but there is “ada”')],
  ['list --limit 0', mistake('“--limit” is a whole number from 1, not “0”')],
  ['list --limit many', mistake('“--limit” is a whole number from 1, not “many”')],
  ['disable ada --yes', mistake('“disable” takes no “--yes”')],
  ['create ada --search x', mistake('“create” takes no “--search”')],
  ['create ada --password x', mistake("Unknown option '--password'")],
])('reads “%s”', (line, request) => {
  expect(parseAdminArguments(line.split(' ').filter(Boolean))).toEqual(request)
})
