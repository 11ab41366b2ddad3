import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { checkPasskeys } from '../../../src/cli/commands/doctor/check-database.ts'
import { readMigrations } from '../../../src/cli/local-migrations.ts'

/** A database with a passkey for each of these hosts; null is one of a release that did not note it. */
function databaseWith(...hosts: (string | null)[]): D1Database {
  const sqlite = new DatabaseSync(':memory:')
  for (const { statements } of readMigrations()) for (const sql of statements) sqlite.exec(sql)
  sqlite.exec('pragma foreign_keys = off')
  for (const [at, host] of hosts.entries())
    sqlite
      .prepare(
        `insert into passkeys values (?, 'ada', 'public', 'tag', 0, 1, 0, '', '', 'Phone', 1, null, ?)`,
      )
      .run(String(at), host)
  return {
    prepare: (sql: string) => ({ all: async () => ({ results: sqlite.prepare(sql).all() }) }),
  } as never
}

const HERE = { PASSKEY_RP_ID: '', PUBLIC_URL: 'https://id.example.com' }
const said = (host: string, other: string) => ({
  about: 'Passkeys',
  state: 'warning',
  message: `PASSKEY_RP_ID: passkeys work for ${host} now, and there are some for ${other}, which sign nobody in any more. Set it back to ${other}, or have their owners add new ones`,
})

it.each<[string, (string | null)[], Record<string, unknown>, object[]]>([
  ['without passkeys', [], HERE, []],
  ['with passkeys of this host, and of nobody knows which', ['id.example.com', null], HERE, []],
  ['after another PUBLIC_URL', ['localhost'], HERE, [said('id.example.com', 'localhost')]],
  [
    'after another PASSKEY_RP_ID',
    ['id.example.com', 'example.com'],
    { ...HERE, PASSKEY_RP_ID: 'example.com' },
    [said('example.com', 'id.example.com')],
  ],
  ['where PUBLIC_URL is not set', ['localhost', 'a.example'], {}, [said('localhost', 'a.example')]],
])('says of passkeys %s whether they work', async (_, hosts, vars, findings) => {
  expect(await checkPasskeys(databaseWith(...hosts), vars)).toEqual(findings)
})
