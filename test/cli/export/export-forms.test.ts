import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { STRICT } from '../../../src/account/passwords/password-policy.ts'
import { wayBack } from '../../../src/account/passwords/way-back.ts'
import { drfTokens } from '../../../src/account/sessions/imported/drf-tokens.ts'
import { logInForToken } from '../../../src/account/sign-in/login.ts'
import { register } from '../../../src/account/sign-in/registration.ts'
import { openHouse } from '../import/local-database.ts'
import { fixture, opened, peopleOf, siteAs } from '../import/open-fixture.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const kept = wayBack({ until: '2100-01-01' })
const NEWCOMER = { username: 'newcomer', email: 'new@example.com', password: 'Vq7-mountain-Kestrel' }

it.each(['lines.jsonl', 'canonical.jsonl', 'array.json'])(
  'writes the documents of an Express back end as they were, from %s',
  { timeout: 120_000 },
  async (name) => {
    const house = await openHouse({ ids: 'objectid', wayBack: kept })
    expect((await house.run(fixture(`express/${name}`))).code).toBe(0)
    const { out, code } = await house.exportTo('mongo-json')
    expect(code).toBe(0)
    const plain = async (path: string) =>
      (await peopleOf(await opened(path))).map(
        // Signing in again makes another one.
        ({
          rows: { users: { refreshToken: _, password: _password, ...row } = {} },
          refreshTokens: _tokens,
          ...person
        }) => ({
          ...person,
          row,
        }),
      )
    const byId = (people: Awaited<ReturnType<typeof plain>>) =>
      people.toSorted((a, b) => (a.oldId < b.oldId ? -1 : 1))
    expect(byId(await plain(out))).toEqual(byId(await plain(fixture(`express/${name}`))))
  },
)

it('adds nothing to documents of people who have fewer fields than others, or odd ones', async () => {
  const password = '$2b$10$8bI72Nsay4P6sGFW6fszielDWQ0TqKXuYdOhEh3lTky9u9qyREjja'
  const documents: object[] = [
    { _id: { $uuid: '44595865-448a-4b0c-bc23-7887af02f77b' }, username: 'd', password },
    {
      _id: { $oid: '65f000000000000000000001' },
      username: 'a',
      password,
      email: 'a@example.com',
      name: 'A B',
    },
    { _id: { $oid: '65f000000000000000000002' }, username: 'b', password, isDeleted: true, isActive: true },
    { _id: { $oid: '65f000000000000000000003' }, username: 'c', password, constructor: 'x', toString: 'y' },
  ]
  const path = join(temporaryFolder(), 'users.jsonl')
  writeFileSync(path, documents.map((each) => JSON.stringify(each)).join('\n'))
  const house = await openHouse({ ids: 'objectid', wayBack: kept })
  expect(await house.run(path)).toMatchObject({ code: 0 })
  const { text } = await house.exportTo('mongo-json')
  const written = text.trim().split('\n')
  expect(written.map((line) => JSON.parse(line))).toEqual(documents)
})

it('says whose password bcrypt cannot be made of', async () => {
  const house = await openHouse({ ids: 'objectid', wayBack: kept })
  await house.run(fixture('express/lines.jsonl'))
  await register(house.ports, STRICT, { ...NEWCOMER, firstName: 'New', lastName: 'Comer' })
  expect((await house.exportTo('mongo-json')).refused).toContain('the passwords of 1 people')
  const { text } = await house.exportTo('mongo-json', { isMeant: true })
  const documents = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(documents).toHaveLength(8)
  expect(documents.at(-1)).toEqual({
    _id: { $oid: expect.stringMatching(/^[\da-f]{24}$/) },
    username: 'newcomer',
    email: 'new@example.com',
    fullName: 'New Comer',
    password: '!',
    passwordPbkdf2: expect.stringMatching(/^pbkdf2_sha256\$100000\$/),
    createdAt: { $date: expect.any(String) },
    updatedAt: { $date: expect.any(String) },
  })
})

it('writes the ids of everybody as CSV', async () => {
  const house = await openHouse({ ids: 'integer' })
  await house.run(siteAs('sqlite'))
  await house.env.DB.prepare(`delete from accounts where username = 'rotator'`).run()
  await house.env.DB.prepare(`update accounts set username = 'a"b,c' where username = 'twin3'`).run()
  const { id } = await register(house.ports, STRICT, NEWCOMER)
  const { text, code } = await house.exportTo('csv')
  expect(code).toBe(0)
  const lines = text.split('\r\n')
  expect(lines).toHaveLength(1 + 21 + 1)
  expect(lines[0]).toBe('source,old_id,id,number,object_id,username,email,is_active,created_at')
  const ada = await house.account('ada')
  expect(lines).toContain(`site,2,${ada?.id},2,,ada,ada@example.com,true,2024-06-24T00:14:35.000Z`)
  expect(lines.find((line) => line.startsWith('site,31,'))).toContain(',31,,"a""b,c",')
  expect(lines.find((line) => line.startsWith('site,45,'))).toMatch(/^site,45,[\da-f-]{36},,,,,,$/)
  expect(lines.at(-2)).toMatch(new RegExp(`^,,${id},\\d+,,newcomer,new@example.com,true,`))
  expect(text).not.toMatch(/pbkdf2|\$/)
})

const WHOLE = [
  ...['accounts', 'imported_accounts', 'import_sources', 'old_rows', 'sessions', 'imported_sessions'],
  ...['second_factors', 'passkeys', 'trusted_clients'],
]

/** All that a copy of a deployment has to have; none of it is empty. */
async function rowsOf({ rows }: Pick<Awaited<ReturnType<typeof openHouse>>, 'rows'>) {
  const stored: Record<string, unknown[]> = {}
  for (const table of WHOLE) {
    stored[table] = await rows(table)
    expect([table, stored[table].length > 0]).toEqual([table, true])
  }
  return stored
}

/** A second factor that is not required, a passkey and a trusted client, as they are stored. */
const addFactors = (db: D1Database, id: string) =>
  db.batch([
    db
      .prepare('insert into second_factors (account_id, totp, last_step, created_at) values (?, ?, 7, 1)')
      .bind(id, '1.x'),
    db
      .prepare(
        `insert into passkeys values ('key', ?, 'public', 'tag', 3, 1, 0, 'usb', '', 'Phone', 1, null, 'id.example.com')`,
      )
      .bind(id),
    db
      .prepare(
        `insert into trusted_clients (token_hash, account_id, created_at, last_used_at, expires_at) values ('h', ?, 1, 1, 4e12)`,
      )
      .bind(id),
  ])

it('writes a whole deployment, which another one reads', { timeout: 180_000 }, async () => {
  const config = {
    ids: 'integer',
    wayBack: kept,
    importedSessions: [drfTokens({ until: '2100-01-01' })],
  } as const
  const house = await openHouse(config)
  await house.run(siteAs('sqlite'))
  await register(house.ports, STRICT, NEWCOMER)
  await logInForToken(house.ports, { identifier: 'newcomer' }, NEWCOMER.password)
  await addFactors(house.env.DB, String((await house.account('newcomer'))?.id))
  const stored = await rowsOf(house)
  const { out, code } = await house.exportTo('gatehouse')
  expect([code, statSync(out).mode & 0o777]).toEqual([0, 0o600])
  // Nothing in it opens anything.
  expect(readFileSync(out, 'utf8')).not.toMatch(/b74bc476c63b8f8dce85778f4c06df836ed05823|Vq7-mountain/)

  const other = await openHouse(config)
  const [empty] = [await other.everything()]
  expect((await other.run(out, { isDryRun: true })).stdout).toContain('✔ Nothing was changed')
  expect(await other.everything()).toEqual(empty)
  expect(await other.run(out)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('✔ 21 accounts were added. Their pictures and events were not'),
  })
  expect(await rowsOf(other)).toEqual(stored)
  expect(await other.canSignIn('root', 'Correct-horse-battery-1')).toBe(true)
  expect(await other.canSignIn('newcomer', NEWCOMER.password)).toBe(true)
  expect((await register(other.ports, STRICT, { ...NEWCOMER, username: 'next', email: '' })).number).toBe(47)

  // Once more, it changes nothing.
  const before = await other.everything()
  expect((await other.run(out)).stdout).toContain('✔ 0 accounts were added')
  expect(await other.everything()).toEqual({ ...before, counters: expect.anything() })

  const taken = await openHouse(config)
  await register(taken.ports, STRICT, { ...NEWCOMER, email: '' })
  const answer = await taken.run(out)
  expect([answer.code, answer.stderr]).toEqual([
    1,
    expect.stringMatching(
      /^✘ 2 could not be added, because others have their usernames, addresses or ids:\n/,
    ),
  ])
  expect(await taken.rows('accounts')).toHaveLength(20)
})

it('reads no file of other keys, another version, or without its end', async () => {
  const house = await openHouse({ ids: 'integer' })
  await register(house.ports, STRICT, NEWCOMER)
  const { out, text } = await house.exportTo('gatehouse')
  const [header = '', ...rows] = text.trim().split('\n')
  const refusal = async (...lines: string[]) => {
    writeFileSync(out, lines.join('\n'))
    return (await house.run(out)).refused
  }
  const stored = await house.everything()
  expect(await refusal(header)).toBe(`${out} ends too early: 0 of ${rows.length} rows`)
  expect(await refusal(header.replace('"gatehouse":1', '"gatehouse":2'), ...rows)).toBe(
    `${out} is of another version of Gatehouse`,
  )
  expect(await refusal(header.replace(/("1":")./, '$1x'), ...rows)).toBe(
    'The file was written with another master key 1. Without it no password of the file can be verified',
  )
  expect(await refusal(header, ...rows.map((row) => row.replace('"accounts"', '"secrets"')))).toBe(
    `${out} is of another version of Gatehouse: it has secrets`,
  )
  expect(await house.everything()).toEqual(stored)
})

it('writes over no file without being asked to, and leaves none when it is stopped', async () => {
  const house = await openHouse({ ids: 'integer' })
  await register(house.ports, STRICT, NEWCOMER)
  const { out } = await house.exportTo('csv')
  writeFileSync(out, 'mine')
  expect((await house.exportTo('csv', { out })).refused).toBe(
    `This writes over ${out}.\n  To confirm, add --yes`,
  )
  expect(await house.exportTo('csv', { out, isMeant: true }, { stop: AbortSignal.abort() })).toMatchObject({
    code: 1,
    stderr: '✘ Stopped. Nothing was written\n',
  })
  expect(readFileSync(out, 'utf8')).toBe('mine')
  expect(() => statSync(`${out}.part`)).toThrow('ENOENT')
  expect((await house.exportTo('csv', { out: `${out}/below` })).refused).toBe(
    `${out}/below cannot be written: ENOTDIR`,
  )
  expect((await house.exportTo('django-json')).refused).toContain(
    'Nobody was imported from such a system. Known: none.',
  )
  expect((await house.exportTo('csv', { out, isMeant: true })).code).toBe(0)
})
