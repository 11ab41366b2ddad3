import { expect, it } from 'vitest'
import { type Asked, importCommand } from '../../../src/cli/commands/import/command.ts'
import { listen } from '../listen.ts'
import { readArguments } from '../read-arguments.ts'

const usual = {
  kind: 'import',
  source: 'db.sqlite3',
  name: 'site',
  isDryRun: false,
  profileTables: [],
  withStaff: false,
  resetHours: 24,
  usernames: 'suffix',
  addresses: 'first',
  isMeant: false,
  isRemote: false,
}
const mistake = (message: string) => ({ mistake: expect.stringContaining(message) })

it.each([
  ['db.sqlite3', usual],
  ['db.sqlite3 --local', usual],
  ['db.sqlite3 --dry-run --report r.json', { ...usual, isDryRun: true, report: 'r.json' }],
  ['db.sqlite3 --reset-hours 48', { ...usual, resetHours: 48 }],
  [
    'db.sqlite3 --media-host res.cloudinary.com cdn.example.com:8443 --media https://old.example.com/media/',
    {
      ...usual,
      media: 'https://old.example.com/media/',
      mediaHosts: ['res.cloudinary.com', 'cdn.example.com:8443'],
    },
  ],
  ['db.sqlite3 --media-host https://x.example/', mistake('It is the name of a host in small letters')],
  ['db.sqlite3 --reset-hours soon', mistake('It is a number of hours')],
  ['db.sqlite3 --media media', { ...usual, media: 'media' }],
  ['db.sqlite3 --remote --yes --name shop-2', { ...usual, isRemote: true, isMeant: true, name: 'shop-2' }],
  [
    'db.sqlite3 --time-zone Europe/Berlin --user-table people --profile-table a b --with-staff',
    { ...usual, timeZone: 'Europe/Berlin', userTable: 'people', profileTables: ['a', 'b'], withStaff: true },
  ],
  [
    'db.sqlite3 --usernames leave_out --addresses nobody',
    { ...usual, usernames: 'leave_out', addresses: 'nobody' },
  ],
  ['--check', { kind: 'check', isRemote: false }],
  ['db.sqlite3 --check --remote', { kind: 'check', isRemote: true }],
  ['--help', 'help'],
  ['db.sqlite3 --local --remote', mistake('cannot be used with')],
  ['db.sqlite3 --name ../up', mistake('It may have up to 32 small letters')],
  ['db.sqlite3 --usernames merge', mistake('Allowed choices are suffix, leave_out')],
  ['db.sqlite3 --secret-key x', mistake("unknown option '--secret-key'")],
  ['db.sqlite3 other.sqlite3', mistake('too many arguments')],
])('reads “%s”', async (line, request) => {
  expect(await readArguments(importCommand, line.split(' '))).toEqual(request)
})

it('needs a source', async () => {
  const printed = listen()
  const asked: Asked[] = []
  await importCommand((request) => void asked.push(request)).parseAsync([], { from: 'user' })
  expect({ asked, stderr: printed.stderr, code: process.exitCode }).toEqual({
    asked: [],
    stderr: '✘ Name the file or folder to import. To see more, add --help\n',
    code: 2,
  })
  process.exitCode = undefined
})
