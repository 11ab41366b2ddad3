import { pbkdf2Sync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { text } from '../../../src/account/fields/text.ts'
import { changeProfile } from '../../../src/account/profile/profile.ts'
import { authenticate } from '../../../src/account/sessions/session.ts'
import { logInForToken } from '../../../src/account/sign-in/login.ts'
import { openDatabase } from '../../../src/ports/database.ts'
import { openImportLease } from '../../../src/ports/import-lease.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { openHouse } from './local-database.ts'
import { sqliteFile } from './open-fixture.ts'

type Person = {
  id: number
  username: string
  email?: string
  password?: string
  joined?: string
  phone?: string
}

/** A hash as Django writes it, cheap to try. */
const hashOf = (password: string) =>
  `pbkdf2_sha256$10$salt$${pbkdf2Sync(password, 'salt', 10, 32, 'sha256').toString('base64')}`

const passwordOf = (username: string) => `password-of-${username}`

/** A Django site with these people. */
const siteOf = (people: Person[]): string =>
  sqliteFile(`create table auth_user (id integer primary key, password varchar(128), last_login datetime,
      is_superuser bool, username varchar(150), first_name varchar(150), last_name varchar(150), email varchar(254),
      is_staff bool, is_active bool, date_joined datetime, phone varchar(20));
    begin;${people
      .map(
        ({ id, username, email = `${username}@example.com`, password = passwordOf(username), ...rest }) =>
          `insert into auth_user values (${id}, '${hashOf(password)}', null, 0, '${username}', '', '', '${email}', 0, 1,
          '${rest.joined ?? '2024-01-01 00:00:00'}', '${rest.phone ?? ''}');`,
      )
      .join('')}commit`)

const ALL: Person[] = ['ada', 'bob', 'eve', 'dan'].map((username, at) => ({ id: at + 1, username }))

afterEach(() => {
  vi.restoreAllMocks()
})

it('writes anew who has changed there, and nobody who was here since', async () => {
  const { run, canSignIn, account, ports, env, everything } = await openHouse()
  await run(siteOf(ALL))

  // Ada signs in; Bob signs in and changes his name; Eve fails to; Dan is deleted.
  expect(await canSignIn('ada', passwordOf('ada'))).toBe(true)
  const { token } = await logInForToken(ports, { identifier: 'bob' }, passwordOf('bob'))
  await changeProfile(ports, await authenticate(ports, token), { firstName: 'Bobby' })
  expect(await canSignIn('eve', 'something else')).toBe(false)
  await env.DB.prepare("delete from accounts where username = 'dan'").run()
  const before = await everything()

  const there = ALL.map((person) => ({
    ...person,
    password: 'another-password',
    email: `new${person.id}@example.com`,
  }))
  expect(await run(siteOf([...there, { id: 9, username: 'new' }]))).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`✔ The import is complete
          1  were added
          1  were written anew
          2  signed in here or changed something here since, and stay as they are
          1  were imported before, and their accounts were deleted here
`),
  })
  const of = (username: string) => before.accounts.find((row) => row.username === username)
  expect(await account('ada')).toEqual(of('ada'))
  expect(await account('bob')).toEqual(of('bob'))
  expect(await account('dan')).toBeUndefined()
  expect(await account('eve')).toMatchObject({ id: of('eve')?.id, number: 3, email: 'new3@example.com' })
  expect(await canSignIn('eve', passwordOf('eve'))).toBe(false)
  expect(await canSignIn('eve', 'another-password')).toBe(true)
  expect(await canSignIn('new', passwordOf('new'))).toBe(true)
})

it('says who was imported before and is not in the source now, unless they are disabled', async () => {
  const { run, env, everything } = await openHouse()
  await run(siteOf(ALL))
  await env.DB.prepare("update accounts set is_active = 0 where username = 'eve'").run()
  const before = await everything()
  const report = join(temporaryFolder(), 'report.json')
  const answer = await run(siteOf(ALL.slice(0, 1)), { report })
  expect(`${answer.stdout}${answer.stderr}`).toContain(
    '2 people were imported before and are not in this source: site:2, site:4.',
  )
  expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({
    gone: [
      { oldId: '2', username: 'bob' },
      { oldId: '4', username: 'dan' },
    ],
    totals: { gone: 2 },
  })
  expect(await everything()).toEqual(before)
})

it('leaves alone who signs in between the decision and the write', async () => {
  const { run, canSignIn, account } = await openHouse()
  await run(siteOf(ALL))
  const there = siteOf(ALL.map((person) => ({ ...person, email: `new${person.id}@example.com` })))
  const confirm = async () => {
    expect(await canSignIn('ada', passwordOf('ada'))).toBe(true)
    return true
  }
  expect(await run(there, { isMeant: false }, { confirm })).toMatchObject({
    stdout: expect.stringMatching(/3 {2}were written anew\n +1 {2}signed in here/),
  })
  expect(await account('ada')).toMatchObject({ email: 'ada@example.com' })
})

it('brings passwords once the configuration has their verifier', async () => {
  const { withConfig } = await openHouse()
  const site = siteOf(ALL)
  const without = withConfig({ importedPasswords: [] })
  expect(await without.run(site)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(
      'importedPasswords in gatehouse.config.ts lacks pbkdf2Sha256 (4 people).',
    ),
  })
  const full = withConfig({})
  expect(await full.canSignIn('ada', passwordOf('ada'))).toBe(false)
  expect(await full.run(site)).toMatchObject({ stdout: expect.stringContaining('4  were written anew') })
  expect(await full.canSignIn('ada', passwordOf('ada'))).toBe(true)
})

it('takes another source under the same name for a mistake', async () => {
  const { run, everything } = await openHouse()
  await run(siteOf(ALL))
  const before = await everything()
  const other = siteOf([{ id: 1, username: 'zoe', joined: '2020-02-02 00:00:00' }])
  expect(await run(other)).toMatchObject({
    stdout: expect.stringContaining(
      '1  have the id of somebody else of this name: give another source another --name',
    ),
  })
  expect(await everything()).toEqual(before)
  expect(await run(other, { name: 'other' })).toMatchObject({
    stdout: expect.stringMatching(/1 {2}were added\n +1 {2}have another id than before/),
  })
})

it('keeps declared fields, and a unique value for the first who has it', async () => {
  const { run, account, rows } = await openHouse({ fields: { phone: text({ maxLength: 20, unique: true }) } })
  const people = ALL.map((person) => ({ ...person, phone: person.id < 3 ? '0123' : '' }))
  expect(await run(siteOf(people))).toMatchObject({
    stdout: expect.stringContaining('1  values of unique fields were left out'),
  })
  expect((await account('ada'))?.fields).toBe('{"phone":"0123"}')
  expect((await account('bob'))?.fields).toBe('{}')
  expect((await account('eve'))?.fields).toBe('{"phone":""}')

  await run(siteOf(people.map((person) => ({ ...person, phone: `0${person.id}` }))))
  expect((await rows('unique_fields')).map(({ value }) => value)).toEqual(['01', '02', '03', '04'])
})

const CROWD: Person[] = Array.from({ length: 600 }, (_, at) => ({ id: at + 1, username: `person${at}` }))

it('stops after whole people, and goes on with the same command', async () => {
  const { run, rows } = await openHouse()
  const site = siteOf(CROWD)
  const stopping = new AbortController()
  const confirm = async () => {
    setTimeout(() => stopping.abort(), 0)
    return true
  }
  expect(await run(site, { isMeant: false }, { confirm, stop: stopping.signal })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^✘ Stopped after 250 of 600\. To continue, run it again/),
  })
  expect(await rows('accounts')).toHaveLength(250)
  expect(await rows('imported_accounts')).toHaveLength(250)
  expect(await run(site)).toMatchObject({ code: 0, stdout: expect.stringContaining('350  were added') })
  expect(await rows('accounts')).toHaveLength(600)
})

it('waits for an import that was killed, and refuses beside one that is alive', async () => {
  const { run, env, rows } = await openHouse()
  const lease = openImportLease(openDatabase(env.DB))
  const { now } = Date
  let passed = 0
  vi.spyOn(Date, 'now').mockImplementation(() => now() + passed)
  await lease.take(Date.now(), Date.now() + 600_000)
  const wait = async () => {
    passed = 600_001
  }
  expect(await run(siteOf(ALL), {}, { pause: wait })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Waiting for another import'),
  })
  expect((await rows('counters')).map(({ name }) => name)).toEqual(['number'])

  const end = Date.now() + 60_000
  await lease.take(Date.now(), end)
  const pause = async () => void (await lease.renew(end, end + 1_000))
  expect(await run(siteOf(CROWD), { name: 'crowd' }, { pause })).toMatchObject({
    refused: 'Another import is running. Nothing was changed by this one',
  })
  expect(await rows('accounts')).toHaveLength(4)
})

it('imports the others when a name is taken meanwhile', async () => {
  const { run, env, rows } = await openHouse()
  const confirm = async () => {
    await env.DB.prepare(`insert into accounts (id, username, username_key, email, first_name, last_name, password_hash,
      is_active, awaits_activation, created_at, updated_at) values ('x', 'bob', 'bob', '', '', '', '!', 1, 0, 0, 0)`).run()
    return true
  }
  expect(await run(siteOf(ALL), { isMeant: false }, { confirm })).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(
      /3 {2}were added\n +1 {2}were not imported, for a name was taken meanwhile \(2\)/,
    ),
  })
  expect(await rows('imported_accounts')).toHaveLength(3)
})
