import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
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

it('brings pictures of a folder, and everybody else without', { timeout: 60_000 }, async () => {
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
      /11 {2}were added\n +3 {2}pictures were stored\n +7 {2}pictures were left out: missing, not a picture/,
    ),
  })
  const shown = (await rows('accounts')).filter(({ avatar }) => avatar !== null)
  expect(shown.map(({ username }) => username).sort()).toEqual(['composed', 'good', 'shared'])
  expect(new Set(shown.map(({ avatar }) => avatar)).size).toBe(3)
  const { objects } = await env.PICTURES.list()
  expect(objects.map(({ key }) => key).sort()).toEqual(shown.map(({ avatar }) => avatar).sort())
  expect(await rows('discarded_pictures')).toEqual([])
})

it('needs a folder, and a local database', { timeout: 60_000 }, async () => {
  const { run } = await openHouse()
  expect(await run(site(), { media: '/nowhere' })).toMatchObject({ refused: '/nowhere is no folder' })
  expect(await run(site(), { media: '.', isRemote: true })).toMatchObject({
    refused: 'Pictures are only imported into a local database',
  })
})
