import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { STRICT } from '../../../src/account/passwords/password-policy.ts'
import { register } from '../../../src/account/sign-in/registration.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { openHouse } from './local-database.ts'
import { fixture, siteAs } from './open-fixture.ts'

it('brings the people of a Django site, who sign in as before', async () => {
  const { run, canSignIn, account, rows, ports } = await openHouse({ ids: 'integer' })
  const site = siteAs('sqlite')
  expect(await run(site)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('✔ The import is complete\n         20  were added\n'),
  })
  expect(await rows('imported_accounts')).toHaveLength(20)

  const passwords = [
    ['root', 'Correct-horse-battery-1'],
    ['md5er', 'salted-md5-legacy'],
    ['Maria', 'upper-Maria-44'],
    ['maria_2', 'lower-maria-55'],
    ['twin2', 'same-address-two'],
    ['twin1', 'same-address-one'],
    ['Борис', 'пароль-с-кириллицей-7'],
  ] as const
  for (const [username, password] of passwords) {
    expect([username, await canSignIn(username, `${password}x`)]).toEqual([username, false])
    expect([username, await canSignIn(username, password)]).toEqual([username, true])
  }
  // Disabled; with a hash that no Worker can read; without a password.
  for (const [username, password] of [
    ['gone', 'inactive-person-9'],
    ['argo', 'argon-gas-18-noble'],
    ['nopass', ''],
  ] as const)
    expect(await canSignIn(username, password)).toBe(false)

  expect(await account('ada')).toMatchObject({
    number: 2,
    email: 'ada@example.com',
    email_verified_at: null,
    first_name: 'Ada',
    last_name: 'Lovelace',
    is_active: 1,
    is_staff: 0,
    created_at: Date.UTC(2024, 5, 24, 0, 14, 35),
    last_login_at: Date.UTC(2026, 10, 27, 23),
    password_hash: expect.stringMatching(/^\$foreign\$v=1\$a=pbkdf2_sha256,i=1000000,keyid=1\$/),
  })
  expect(await account('root')).toMatchObject({
    is_staff: 0,
    password_hash: expect.stringMatching(/^\$pbkdf2-chain/),
  })
  expect(await account('gone')).toMatchObject({ is_active: 0, awaits_activation: 0 })

  // Nobody who registers gets a number that is somebody's.
  const wish = { username: 'newcomer', email: 'new@example.com', password: 'Vq7-mountain-Kestrel' }
  expect((await register(ports, STRICT, wish)).number).toBeGreaterThan(45)
})

it('changes nothing in a dry run, and nothing a second time', async () => {
  const { run, everything } = await openHouse()
  const site = siteAs('sqlite')
  const report = join(temporaryFolder(), 'report.json')
  const empty = await everything()
  const dry = await run(site, { isDryRun: true, report })
  expect(dry).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/ 20 {2}will be added\n✔ Nothing was changed\n$/),
  })
  expect(await everything()).toEqual(empty)
  const { people } = JSON.parse(readFileSync(report, 'utf8'))
  const kinds = people.flatMap(({ clashes = [] }) => clashes.map(({ what }: { what: string }) => what))
  expect(new Set(kinds)).toEqual(new Set(['username_taken', 'address_shared', 'username_is_address']))

  await run(site)
  const imported = await everything()
  const again = await run(site)
  expect(again).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      / 20 {2}are as they were imported\n✔ There is nobody to import\. Nothing was changed\n$/,
    ),
  })
  expect(await everything()).toEqual(imported)
})

it('asks before it writes', async () => {
  const { run, everything } = await openHouse()
  const empty = await everything()
  expect(await run(siteAs('sqlite'), { isMeant: false })).toMatchObject({
    refused: 'This writes 20 accounts.\n  To confirm, add --yes',
  })
  expect(await everything()).toEqual(empty)
})

it('lets staff be staff only if told to, and superusers by that no more', async () => {
  const { run, account } = await openHouse()
  await run(siteAs('sqlite'), { withStaff: true })
  expect(await account('clerk')).toMatchObject({ is_staff: 1 })
  expect(await account('ada')).toMatchObject({ is_staff: 0 })
})

it('brings the users of an Express back end', async () => {
  const { run, canSignIn, account } = await openHouse({ ids: 'objectid' })
  expect(await run(fixture('express/lines.jsonl'))).toMatchObject({ code: 0 })
  expect(await account('hitesh')).toMatchObject({
    object_id: '697fe90036ab6edcc59afd76',
    first_name: 'Hitesh',
    last_name: 'Sharma',
    updated_at: Date.UTC(2026, 10, 28, 23, 0, 0, 456),
    number: null,
  })
  for (const [name, password] of [
    ['hitesh', 'Masala-chai-2024'],
    ['ravi.kumar@chai.example', 'tulsi-leaves-77'],
    ['phpy', 'two-y-prefix-php'],
    ['emoji', 'pass-🔐-word-🙂'],
  ] as const) {
    expect([name, await canSignIn(name, `${password}x`)]).toEqual([name, false])
    expect([name, await canSignIn(name, password)]).toEqual([name, true])
  }
})
