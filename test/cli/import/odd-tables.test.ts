import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { text } from '../../../src/account/fields/text.ts'
import { wayBack } from '../../../src/account/passwords/way-back.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { openHouse } from './local-database.ts'
import { opened, peopleOf, sqliteFile } from './open-fixture.ts'

const HASH = `pbkdf2_sha256$10$salt$${'A'.repeat(43)}=`

/** A site whose user model says `last_login = None` and has no `is_active`, and a table of mailboxes with passwords. */
const BARE = `create table accounts_user (id char(32) primary key, password varchar(128), email varchar(254) unique);
  create table authtoken_token (key varchar(40) primary key, user_id char(32) references accounts_user (id));
  create table mail_account (id integer primary key, password varchar(128), email varchar(254));
  insert into accounts_user values ('44595865448a4b0cbc237887af02f77b', '${HASH}', 'ada@example.com');
  insert into authtoken_token values ('${'a'.repeat(40)}', '44595865448a4b0cbc237887af02f77b');
  insert into mail_account values (1, 'secret', 'box@example.com')`

const ADA = {
  oldId: '44595865-448a-4b0c-bc23-7887af02f77b',
  email: 'ada@example.com',
  password: HASH,
  isActive: true,
  lastLogin: null,
}

it('finds people who have no last_login', async () => {
  const source = await opened(sqliteFile(BARE))
  expect([source.userTable, source.mapping.map(({ table }) => table)]).toEqual([
    'accounts_user',
    ['accounts_user', 'accounts_user', 'accounts_user'],
  ])
  expect(await peopleOf(source)).toMatchObject([{ ...ADA, tokens: ['a'.repeat(40)] }])
})

it('finds them in forms that do not say what refers to what', async () => {
  const folder = temporaryFolder()
  writeFileSync(
    join(folder, 'accounts_user.csv'),
    `id,password,email\n${ADA.oldId},${HASH},ada@example.com\n`,
  )
  writeFileSync(join(folder, 'notes.csv'), '')
  expect(await peopleOf(await opened(folder))).toMatchObject([ADA])

  const json = join(folder, 'people.json')
  const fields = { password: HASH, email: 'ada@example.com', groups: [['Editors']] }
  writeFileSync(json, JSON.stringify([{ model: 'accounts.user', pk: ADA.oldId, fields }]))
  expect(await peopleOf(await opened(json))).toMatchObject([{ ...ADA, groups: ['Editors'] }])
})

it.each(['ID,PASSWORD,LAST_LOGIN,EMAIL', ' Id,Password,Last Login,Email'])(
  'reads a header such as %s',
  async (header) => {
    const path = join(temporaryFolder(), 'people.csv')
    writeFileSync(path, `${header},firstName\n${ADA.oldId},${HASH},,ada@example.com,Ada\n`)
    const source = await opened(path)
    expect(source.mapping.map(({ column }) => column)).toEqual([
      'id',
      'password',
      'last_login',
      'email',
      'firstName',
    ])
    expect(await peopleOf(source)).toMatchObject([ADA])
  },
)

it('reads tables that have no row ids', async () => {
  const source = await opened(
    sqliteFile(BARE.replace('email varchar(254) unique);', 'email varchar(254) unique) without rowid;')),
  )
  expect(await peopleOf(source)).toMatchObject([ADA])
})

it('reads columns that are called as a part of every object is', async () => {
  const json = join(temporaryFolder(), 'people.json')
  const fields = { password: HASH, email: 'ada@example.com', constructor: 3, valueOf: [1] }
  writeFileSync(json, JSON.stringify([{ model: 'accounts.user', pk: ADA.oldId, fields }]))
  const [ada] = await peopleOf(await opened(json))
  expect(ada?.fields).toEqual({ constructor: 3, valueOf: [1] })
})

it('takes such a table before the usual one if it is named', async () => {
  const both = `${BARE}; create table auth_user (id integer primary key, password varchar(128), last_login datetime,
    username varchar(150)); insert into auth_user values (1, '${HASH}', null, 'bob')`
  expect(await peopleOf(await opened(sqliteFile(both)))).toMatchObject([{ username: 'bob' }])
  const named = await opened(sqliteFile(both), { userTable: 'accounts_user' })
  expect(await peopleOf(named)).toMatchObject([ADA])
})

it.each(['email', 'either'] as const)(
  'says who cannot sign in without an address, if they type it: %s',
  async (loginField) => {
    const { run, rows } = await openHouse({ loginField })
    const twin = `${BARE}; insert into accounts_user values ('44595865448a4b0cbc237887af02f77c', '${HASH}', 'ADA@example.com')`
    const { code, stdout, stderr } = await run(sqliteFile(twin))
    expect(code).toBe(0)
    expect((await rows('accounts')).map(({ username, email }) => [username, email]).sort()).toEqual([
      ['ADA_2', ''],
      ['ada', 'ada@example.com'],
    ])
    const warning = "1 people have no address here, and cannot sign in where loginField is 'email'"
    expect(`${stdout}${stderr}`.includes(warning)).toBe(loginField === 'email')
  },
)

/** People with long texts, of which D1 holds no more than 2 MB in one value. */
const long = (lengths: number[]) =>
  sqliteFile(`create table auth_user (id integer primary key, password varchar(128), last_login datetime,
      username varchar(150), email varchar(254), notes text);
    ${lengths
      .map(
        (length, at) =>
          `insert into auth_user values (${at + 1}, '${HASH}', null, 'person${at}', '', replace(printf('%${length}s', ''), ' ', '字'));`,
      )
      .join('')}`)

it('imports people whose rows are long, and says whose are too long for a way back', {
  timeout: 120_000,
}, async () => {
  const { run, rows, exportTo } = await openHouse({ wayBack: wayBack({ until: '2100-01-01' }) })
  const site = long([...Array(240).fill(2_000), 900_000, 10, 400_000])
  expect(await run(site)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/243 {2}were added\n +1 {2}have rows of more than 1\.4 MB/),
  })
  expect([await rows('accounts'), await rows('old_rows')].map(({ length }) => length)).toEqual([243, 242])
  expect(await run(site)).toMatchObject({ stdout: expect.stringContaining('243  are as they were imported') })
  expect((await exportTo('django-json')).refused).toContain('what was not imported of 1 people')
})

it('imports the others when somebody has more than a row holds', async () => {
  const { run, rows } = await openHouse({ fields: { notes: text({ maxLength: 9_000_000 }) } })
  expect(await run(long([10, 3_000_000, 10]))).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('1  were not imported, for their fields are longer than a row of D1 (2)'),
  })
  expect((await rows('imported_accounts')).map(({ old_id }) => old_id)).toEqual(['1', '3'])
})

/** As Postgres 15 writes it: bytes, no bytes, and a text that looks like bytes beside one that does not. */
const ROWS = [
  ['1', HASH, '\\N', 'ada', String.raw`\\x00ff5c7827`, String.raw`\\x`, String.raw`\\x41`],
  ['2', '!', '\\N', 'bob', '\\N', String.raw`\\x`, 'plain'],
].map((row) => row.join('\t'))

it.each([
  [
    'a dump of data alone',
    'dump.sql',
    `--\nCOPY public.auth_user (id, password, last_login, username, mark, nothing, note) FROM stdin;\n${ROWS.join('\n')}\n\\.\n`,
  ],
  [
    'CSV',
    'auth_user.csv',
    `id,password,last_login,username,mark,nothing,note\n${ROWS.map((row) => row.replaceAll('\\\\', '\\').replaceAll('\\N', '').replaceAll('\t', ',')).join('\n')}\n`,
  ],
])('finds bytes of Postgres in %s, and takes them back', async (_, name, content) => {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  const { run, exportTo } = await openHouse({ wayBack: wayBack({ until: '2100-01-01' }) })
  expect(await run(path)).toMatchObject({ code: 0 })
  const { text: json } = await exportTo('django-json')
  expect(JSON.parse(json).map(({ fields }: { fields: unknown }) => fields)).toMatchObject([
    {
      username: 'ada',
      mark: Buffer.from('00ff5c7827', 'hex').toString('base64'),
      nothing: '',
      note: '\\x41',
    },
    { username: 'bob', mark: null, nothing: '', note: 'plain' },
  ])
})
