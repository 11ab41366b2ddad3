import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { gif } from '../../account/image/samples.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { openHouse } from './local-database.ts'
import { sqliteFile } from './open-fixture.ts'

const PEOPLE = [
  ['good', 'pics/good.gif'],
  ['shared', 'pics/good.gif'],
  ['composed', 'pics/é.gif'.normalize('NFC')],
  ['climber', '../secret.gif'],
  ['absolute', '/etc/hostname'],
  ['served', '/media/pics/good.gif?v=2'],
  ['encoded', '/media/pics/%C3%A9.gif'],
  ['climbing', '/media/%2e%2e/secret.gif'],
  ['linked', 'pics/link.gif'],
  ['folder', 'pics'],
  ['missing', 'pics/lost.gif'],
  ['html', 'pics/page.jpg'],
  ['elsewhere', 'http://pictures.example/a.gif'],
  ['without', ''],
]

const site = () =>
  sqliteFile(`create table auth_user (id integer primary key, password varchar(128), username varchar(150),
      email varchar(254), is_active bool, is_superuser bool, last_login datetime, date_joined datetime,
      avatar varchar(200));
    ${PEOPLE.map(
      ([name, path], at) =>
        `insert into auth_user values (${at + 1}, '!', '${name}', '', 1, 0, null,
          '2024-01-01', '${path}');`,
    ).join('')}`)

it('brings pictures of a folder, and everybody else without', async () => {
  const outside = temporaryFolder()
  const media = join(outside, 'media')
  mkdirSync(join(media, 'pics'), { recursive: true })
  const files: [string, string | Uint8Array][] = [
    ['media/pics/good.gif', gif()],
    ['media/pics/é.gif'.normalize('NFD'), gif()],
    ['media/pics/page.jpg', '<html></html>'],
    ['secret.gif', gif()],
  ]
  for (const [path, bytes] of files) writeFileSync(join(outside, path), bytes)
  symlinkSync(join(outside, 'secret.gif'), join(media, 'pics/link.gif'))

  const { run, rows, env } = await openHouse()
  expect(await run(site(), { media })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /14 {2}were added\n +5 {2}pictures were stored\n +8 {2}pictures were left out: /,
    ),
  })
  const shown = (await rows('accounts')).filter(({ avatar }) => avatar !== null)
  expect(shown.map(({ username }) => username).sort()).toEqual([
    'composed',
    'encoded',
    'good',
    'served',
    'shared',
  ])
  expect(new Set(shown.map(({ avatar }) => avatar)).size).toBe(5)
  const { objects } = await env.PICTURES.list()
  expect(objects.map(({ key }) => key).sort()).toEqual(shown.map(({ avatar }) => avatar).sort())
  expect(await rows('discarded_pictures')).toEqual([])
})

it('needs a folder', async () => {
  const { run } = await openHouse()
  expect(await run(site(), { media: '/nowhere' })).toMatchObject({ refused: '/nowhere is no folder' })
  expect(await run(site(), { media: 'http://old.example.com/media/' })).toMatchObject({
    refused: '--media has to be a folder, or a URL with https',
  })
})

it('brings pictures of people who were imported earlier, unless they changed their profile', async () => {
  const media = temporaryFolder()
  mkdirSync(join(media, 'pics'))
  const { run, rows, env, account, everything } = await openHouse()
  expect(await run(site())).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('add --media or --media-host'),
  })
  for (const name of ['good', 'é']) writeFileSync(join(media, 'pics', `${name}.gif`), gif())
  await env.DB.prepare("update accounts set updated_at = updated_at + 1 where username = 'shared'").run()
  // Signed in, which is no change of the profile.
  await env.DB.prepare("update accounts set password_hash = 'ours' where username = 'composed'").run()

  const report = join(temporaryFolder(), 'report.json')
  expect(await run(site(), { media, report })).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /4 {2}pictures were stored\n +8 {2}pictures were left out: missing \(4\), outside/,
    ),
  })
  expect(await rows('discarded_pictures')).toEqual([])
  for (const name of ['good', 'composed']) expect((await account(name))?.avatar).toMatch(/^[\w-]{43}$/)
  expect((await account('shared'))?.avatar).toBeNull()
  const faults = readFileSync(report.replace('.json', '.pictures.jsonl'), 'utf8').trimEnd().split('\n')
  expect(JSON.parse(faults[0] ?? '')).toEqual({ oldId: '4', picture: 'avatar', why: 'outside the folder' })
  expect(faults).toHaveLength(8)

  const before = await everything()
  await run(site(), { media })
  expect(await everything()).toEqual(before)
})
