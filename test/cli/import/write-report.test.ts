import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { planNames } from '../../../src/cli/import/names/plan-names.ts'
import { totalsTable } from '../../../src/cli/import/report/totals-table.ts'
import { maskAddress, type ReportOptions, writeReport } from '../../../src/cli/import/report/write-report.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { fixture, opened, peopleOf, siteAs } from './open-fixture.ts'

const reportOn = async (path: string, options?: ReportOptions) => {
  const source = await opened(path)
  const plan = await planNames(source.people())
  onTestFinished(() => plan.close())
  const file = join(temporaryFolder(), 'report.json')
  const totals = await writeReport(file, source, plan, options)
  return { source, plan, file, totals, text: readFileSync(file, 'utf8') }
}

it('reports everybody, without a secret', async () => {
  const { source, file, totals, text } = await reportOn(siteAs('sqlite'))
  const report = JSON.parse(text)
  expect(report.source).toEqual({
    format: 'django-sqlite',
    idKind: 'integer',
    userTable: 'auth_user',
    usernameField: 'username',
    outstanding: 10,
    blacklisted: 2,
    ofOldPasswords: 0,
  })
  expect(report.totals).toEqual(totals)
  expect(report.people).toHaveLength(20)
  const personOf = (oldId: string) =>
    report.people.find((person: { oldId: string }) => person.oldId === oldId)
  expect(personOf('2')).toEqual({
    oldId: '2',
    username: 'ada',
    email: 'a***@example.com',
    hash: 'pbkdf2_sha256',
    verdict: 'ready',
  })
  expect(personOf('27')).toEqual({
    oldId: '27',
    username: 'maria_2',
    oldUsername: 'maria',
    email: 'm***@example.com',
    hash: 'pbkdf2_sha256',
    verdict: 'clash',
    clashes: [{ what: 'username_taken', solved: 'named maria_2', oldId: '26' }],
    without: [],
  })
  expect(personOf('25')).toMatchObject({
    groups: ['Editors'],
    permissions: ['auth.change_user'],
    verdict: 'ready_without',
    without: ['staff', 'groups', 'permissions'],
  })
  expect(personOf('1')).toMatchObject({ without: ['staff', 'superuser'] })
  expect(personOf('13')).toMatchObject({ hash: 'argon2id', without: ['password'] })
  expect(statSync(file).mode & 0o777).toBe(0o600)

  const people = await peopleOf(source)
  const secrets = people.flatMap(({ password, tokens, email }) => [password, ...tokens, email])
  // One of the addresses is a username, too.
  const hidden = secrets.filter((secret) => secret !== '' && secret !== 'user@host.example')
  for (const secret of hidden) expect(text).not.toContain(secret)
  expect(text).not.toContain('refresh-token-')
})

it('shows the totals', async () => {
  const { totals } = await reportOn(siteAs('dumpdata.json'), { withStaff: true })
  expect(stripVTControlCharacters(totalsTable(totals))).toBe(`\
  20 people
  11  ready
   4  ready without …
   5  clash, solved
   0  cannot

  Of these
  2  username is taken
  1  username is somebody's address
  2  address is shared
  3  without an address
  1  without a password that is verified here
  1  without being superuser
  1  without groups
  1  without permissions

  Passwords
  17  pbkdf2_sha256  It is verified here at the first sign-in, and then replaced
   1  argon2id       102,400 KiB of memory for argon2 is more than 65,536. Set oldLogin in gatehouse.config.ts, so that the old login is asked once, or let these people reset it by email
   1  md5            It is verified here at the first sign-in, and then replaced. Until then it is kept inside a slow hash, for it is weak
   1  unusable       There is no password: these people signed in another way. A reset by email gives them one

  With them
  16  tokens
   3  pictures`)
})

it('reports hashes for which the configuration has no verifier', async () => {
  const { totals } = await reportOn(fixture('express/lines.jsonl'), { readerOf: () => 'lacking' })
  expect(totals.hashers).toEqual([
    {
      algorithm: 'bcrypt',
      verdict: 'callback',
      why: 'gatehouse.config.ts names no verifier for it',
      people: 7,
    },
  ])
  expect(totals.without).toEqual({ password: 7 })
})

it('makes the totals alone, and refuses a file that cannot be written', async () => {
  const { source, plan, totals } = await reportOn(fixture('express/lines.jsonl'))
  expect(await writeReport(undefined, source, plan)).toEqual(totals)
  const nowhere = join(temporaryFolder(), 'none', 'report.json')
  await expect(writeReport(nowhere, source, plan)).rejects.toThrow(`${nowhere} cannot be written: ENOENT`)
})

it.each([
  ['ada@example.com', 'a***@example.com'],
  ['🙂x@example.com', '🙂***@example.com'],
  ['no address', 'n***'],
  ['', ''],
])('masks %j', (address, masked) => {
  expect(maskAddress(address)).toBe(masked)
})
