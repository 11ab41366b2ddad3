import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { wayBack } from '../../../src/account/passwords/way-back.ts'
import { oldLogin } from '../../../src/account/sign-in/old-login/old-login.ts'
import { openHouse } from '../import/local-database.ts'
import { sqliteFile } from '../import/open-fixture.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** A hasher that a site made, and somebody who has no password there. */
const OWN = 'sites_own$abc$def'
const SOCIAL = '!social'
const MARK = `!old-login,site,username,${Buffer.from('ada').toString('base64url')}`

const site = () =>
  sqliteFile(`create table auth_user (id integer primary key, password varchar(128), username varchar(150),
      email varchar(254), is_active bool, is_superuser bool, last_login datetime, date_joined datetime);
    insert into auth_user values (1, '${OWN}', 'ada', 'ada@example.com', 1, 1, null, '2024-01-01');
    insert into auth_user values (2, '${SOCIAL}', 'eve', 'eve@example.com', 1, 0, null, '2024-01-02');`)

const asking = { ids: 'integer', oldLogin: oldLogin({ api: 'djoser-token', until: '2999-01-01' }) } as const
const both = { ...asking, wayBack: wayBack({ until: '2999-01-01' }) }

const passwordsIn = (text: string) =>
  (JSON.parse(text) as { fields: { username: string; password: string } }[]).map(({ fields }) => [
    fields.username,
    fields.password,
  ])

it('gives the old hash back of who is still asked about, if it was kept', async () => {
  const { withConfig, account, rows } = await openHouse()
  const without = withConfig(asking)
  expect((await without.run(site())).code).toBe(0)
  expect(await account('ada')).toMatchObject({ password_hash: MARK })
  // Nothing was kept: they are told, and nothing is written over what is there without a yes.
  expect(await without.exportTo('django-json')).toMatchObject({
    refused: expect.stringContaining('the passwords of 2 people'),
  })
  const report = join(temporaryFolder(), 'report')
  const { text } = await without.exportTo('django-json', { isMeant: true, report })
  expect(passwordsIn(text)).toEqual([
    ['ada', '!'],
    ['eve', '!'],
  ])
  expect(JSON.parse(readFileSync(report, 'utf8'))).toEqual([
    { old_id: 1, what: 'password', password: 'none' },
    { old_id: 2, what: 'password', password: 'none' },
  ])

  // A second run keeps it, for whoever has not been here since, and a third finds nothing to do.
  const { run, exportTo } = withConfig(both)
  expect((await run(site())).stdout).toContain('2  were written anew')
  const hashes = (await rows('accounts')).map(({ password_hash }) => String(password_hash))
  expect(hashes.sort()).toEqual([
    expect.stringMatching(/^!\$1\.[\w-]+$/),
    expect.stringMatching(new RegExp(`^${MARK}\\$1\\.[\\w-]+$`)),
  ])
  expect((await run(site())).stdout).toContain('There is nobody to import')
  const kept = await exportTo('django-json', {})
  expect(kept).toMatchObject({ code: 0, stdout: expect.stringContaining('2  have the password as it was') })
  expect(passwordsIn(kept.text)).toEqual([
    ['ada', OWN],
    ['eve', SOCIAL],
  ])

  // And a run without it takes it away again: what was sealed is still the imported password.
  expect((await without.run(site())).stdout).toContain('2  were written anew')
  expect(await account('ada')).toMatchObject({ password_hash: MARK })
})
