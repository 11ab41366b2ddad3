import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FAULTS } from '../../../src/cli/import/old-factor.ts'
import { openSource } from '../../../src/cli/import/open-source.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { opened, peopleOf, sqliteFile } from './open-fixture.ts'

const ADA = '1a2b3c4d5e6f40718293a4b5c6d7e8f9'
const DASHED = '1a2b3c4d-5e6f-4071-8293-a4b5c6d7e8f9'

/** A site with a user model of its own, UUIDs, allauth, reset links, and a profile that has its person's id. */
const CUSTOM = `
  create table members_member (
    id char(32) not null primary key, password varchar(128) not null, last_login datetime, is_superuser bool,
    email varchar(254) not null unique, name varchar(100), is_admin bool, is_active bool, created_at datetime,
    updated_at datetime, email_verified bool, tier integer, score decimal, birthday date, seen datetime,
    prefs text CHECK (JSON_VALID("prefs")), otp_secret varchar(32), photo varchar(100), key blob);
  create table members_profile (
    member_id char(32) not null primary key references members_member (id), bio text, tier varchar(9), cover varchar(100));
  create table members_note (id integer primary key, member_id char(32) references members_member (id), text text);
  create table account_emailaddress (
    id integer primary key, email varchar(254), verified bool, "primary" bool, user_id char(32) references members_member (id));
  create table django_rest_passwordreset_resetpasswordtoken (
    id integer primary key, created_at datetime, key varchar(64), user_id char(32) references members_member (id));
  create table members_member_groups (id integer primary key, member_id char(32), group_id integer);
  create table auth_group (id integer primary key, name varchar(150));
  create table knox_authtoken (digest varchar(128), user_id char(32));
  insert into members_member values ('${ADA}', '!x', '2026-01-02 03:04:05.678901', 0, 'Ada@Example.com', 'Ada Lovelace',
    1, 1, '2020-02-02 02:02:02', '2026-05-05 05:05:05', 0, 9007199254740993, '1.50', '1815-12-10', '2026-01-01 00:00:00',
    '{"a":[1]}', 'SECRET', 'default.jpg', x'00ff');
  insert into members_member values ('2a2b3c4d5e6f40718293a4b5c6d7e8f9', '', 'never', 1, 'b@example.com', '', 0, 0, null,
    null, 1, 3, null, null, null, 'null', null, 'people/b.png', null);
  insert into members_profile values ('${ADA}', 'Hello', 'gold', 'covers/ada.png');
  insert into members_note values (1, '${ADA}', 'a'), (2, '${ADA}', 'b');
  insert into account_emailaddress values (1, 'ada@example.com', 1, 1, '${ADA}'), (2, 'b@example.org', 1, 0, '2a2b3c4d5e6f40718293a4b5c6d7e8f9');
  insert into django_rest_passwordreset_resetpasswordtoken values (1, '2026-11-29 00:00:00', 'KEY', '${ADA}');
  insert into members_member_groups values (1, '${ADA}', 5), (2, '${ADA}', 4);
  insert into auth_group values (4, 'Editors'), (5, 'Admins');`

it('finds a user model of another name, and everything that belongs to its people', async () => {
  const source = await opened(sqliteFile(CUSTOM))
  const [ada, other] = await peopleOf(source)
  expect(source).toMatchObject({ idKind: 'uuid', userTable: 'members_member', count: 2 })
  expect(ada).toEqual({
    oldId: DASHED,
    idKind: 'uuid',
    username: '',
    email: 'Ada@Example.com',
    firstName: '',
    lastName: '',
    fullName: 'Ada Lovelace',
    password: '!x',
    isActive: true,
    isStaff: true,
    isSuperuser: false,
    dateJoined: Date.parse('2020-02-02T02:02:02Z'),
    lastLogin: Date.parse('2026-01-02T03:04:05.678Z'),
    updatedAt: Date.parse('2026-05-05T05:05:05Z'),
    emailVerified: true,
    fields: {
      name: 'Ada Lovelace',
      tier: '9007199254740993',
      // SQLite has decimals as floating-point numbers.
      score: '1.5',
      birthday: '1815-12-10',
      seen: '2026-01-01T00:00:00.000Z',
      prefs: { a: [1] },
      bio: 'Hello',
      email_verified: false,
      members_profile_tier: 'gold',
    },
    pictures: { cover: 'covers/ada.png' },
    tokens: [],
    resetTokens: [{ key: 'KEY', createdAt: Date.parse('2026-11-29T00:00:00Z') }],
    refreshTokens: [],
    groups: ['Admins', 'Editors'],
    permissions: [],
    factor: null,
    // Its secret is too short to be one.
    factorFaults: [FAULTS.unreadable],
    unread: [],
    rows: { members_member: expect.anything(), members_profile: expect.anything() },
  })
  expect(other).toMatchObject({
    isSuperuser: true,
    isActive: false,
    // The address that the package has verified is another one.
    emailVerified: true,
    lastLogin: null,
    unread: ['members_member.last_login'],
    pictures: { avatar: 'people/b.png' },
  })
  expect(source.notes).toEqual([
    'Tokens of django-rest-knox are stored as hashes and end',
    expect.stringContaining('Links in emails that Django or djoser signed end'),
  ])
  const leftOut = source.mapping.filter((mapping) => 'leftOut' in mapping).map(({ column }) => column)
  expect(leftOut).toEqual(['key'])
})

it('has the rows of people as they are stored, and says what Django calls their tables', async () => {
  const source = await opened(sqliteFile(CUSTOM))
  const rows = (await peopleOf(source)).map((person) => person.rows)
  expect(rows.map((each) => Object.keys(each))).toEqual([
    ['members_member', 'members_profile'],
    ['members_member'],
  ])
  expect(rows[0]?.members_profile).toEqual({
    ...{ member_id: ADA, bio: 'Hello', tier: 'gold', cover: 'covers/ada.png' },
  })
  expect(source.tables).toEqual([
    { name: 'members_member', model: 'members.member', key: 'id' },
    { name: 'members_profile', model: 'members.profile', key: 'member_id', link: 'member_id' },
  ])
})

it('reads times of a site that stores its own', async () => {
  const source = await opened(sqliteFile(CUSTOM), { timeZone: 'Europe/Berlin' })
  const [ada] = await peopleOf(source)
  expect(ada?.dateJoined).toBe(Date.parse('2020-02-02T01:02:02Z'))
  expect(ada?.fields.seen).toBe('2025-12-31T23:00:00.000Z')
})

it('says that a copy may be without its write-ahead log', async () => {
  const path = sqliteFile(`pragma journal_mode = wal;${CUSTOM}`)
  const [note] = (await opened(path)).notes
  expect(note).toContain('db.sqlite3-wal, which is not beside it')
  writeFileSync(`${path}-wal`, '')
  expect((await opened(path)).notes).toHaveLength(2)
})

const USER = 'id integer primary key, password varchar(128), last_login datetime, username varchar(150)'

it('prefers the table that tokens refer to, then one with people, then one with a content type', async () => {
  const two = `create table auth_user (${USER}); create table users_user (${USER});`
  const ada = (table: string) => `insert into ${table} values (1, '', null, 'ada');`
  const tokens = 'create table authtoken_token (key varchar(40), user_id integer references users_user (id));'
  const types = `create table django_content_type (id integer, app_label varchar(100), model varchar(100));
    insert into django_content_type values (1, 'users', 'user');`
  const both = two + ada('auth_user') + ada('users_user')
  expect((await opened(sqliteFile(two + ada('users_user')))).userTable).toBe('users_user')
  expect((await opened(sqliteFile(both + tokens))).userTable).toBe('users_user')
  expect((await opened(sqliteFile(both + types))).userTable).toBe('users_user')
  expect((await opened(sqliteFile(both), { userTable: 'auth_user' })).userTable).toBe('auth_user')
  await expect(openSource(sqliteFile(both))).rejects.toThrow(
    'Several tables could hold the people: auth_user, users_user. Add --user-table',
  )
  await expect(openSource(sqliteFile(both), { userTable: 'other' })).rejects.toThrow(
    'other is no table of people. Those here: auth_user, users_user',
  )
})

it('proposes tables that look like profiles in a source that does not say what refers to what', async () => {
  const folder = join(temporaryFolder(), 'csv')
  mkdirSync(folder)
  const write = (name: string, text: string) => writeFileSync(join(folder, `${name}.csv`), text)
  write('public.users_user_202611291230', 'id,password,last_login,username\n1,,,ada\n2,,,grace\n')
  write('shop_cart', 'id,user_id,total\n1,1,5\n2,2,7\n')
  write('shop_order', 'id,user_id,total\n1,1,5\n2,1,7\n')
  write('account_profile', 'id,owner_id,bio\n1,2,Hello\n')
  const plain = await opened(folder)
  expect((await peopleOf(plain)).map(({ fields }) => fields)).toEqual([{}, { bio: 'Hello' }])
  expect(plain.mapping).toContainEqual({
    table: 'shop_cart',
    column: 'total',
    kind: 'unknown',
    leftOut: 'to use it, add --profile-table shop_cart',
  })
  expect(plain.mapping.map(({ table }) => table)).not.toContain('shop_order')
  const more = await opened(folder, { profileTables: ['shop_cart'] })
  expect((await peopleOf(more)).map(({ fields }) => fields)).toEqual([
    { total: '5' },
    { total: '7', bio: 'Hello' },
  ])
})

it('finds people by natural keys in a file that has ids, too, and ids of 64 bits', async () => {
  const entries = [
    { model: 'users.user', pk: '@', fields: { password: '', last_login: null, email: 'a@example.com' } },
    { model: 'users.user', pk: 2, fields: { password: '', last_login: null, email: '2' } },
    { model: 'authtoken.token', pk: 'TOKEN', fields: { user: ['a@example.com'] } },
    // The address of the person with the id 2 is '2', and of another one '1'.
    { model: 'authtoken.token', pk: 'TWO', fields: { user: ['2'] } },
    { model: 'users.user', pk: 3, fields: { password: '', last_login: null, email: '1' } },
    { model: 'users.user', pk: 1, fields: { password: '', last_login: null, email: 'root' } },
    { model: 'authtoken.token', pk: 'ONE', fields: { user: ['1'] } },
    { model: 'users.profile', pk: '@', fields: { bio: 'Hello' } },
  ]
  const path = join(temporaryFolder(), 'people.json')
  writeFileSync(path, JSON.stringify(entries).replaceAll('"@"', '9007199254740993'))
  const [ada, other, three, root] = await peopleOf(await opened(path))
  expect(ada).toMatchObject({ oldId: '9007199254740993', tokens: ['TOKEN'], fields: { bio: 'Hello' } })
  expect(other).toMatchObject({ oldId: '2', tokens: ['TWO'], fields: {} })
  expect(three?.tokens).toEqual(['ONE'])
  expect(root?.tokens).toEqual([])
})

it('reads tables of other schemas, quoted names, and escapes of a dump', async () => {
  const path = join(temporaryFolder(), 'dump.sql')
  writeFileSync(
    path,
    String.raw`--
CREATE TABLE app."Person" (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp(6) without time zone,
    email public.citext NOT NULL,
    "order" numeric(10,2) DEFAULT 0,
    is_vip boolean DEFAULT false NOT NULL
);
COPY app."Person" (id, password, last_login, email, "order", is_vip) FROM stdin;
1	a\\b\tc\x41\101\.	2026-01-01 00:00:00.5	a@example.com	1.50	t
\.
ALTER TABLE ONLY app."Person"
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);
`,
  )
  const source = await opened(path, { timeZone: 'Asia/Kolkata' })
  expect(source.userTable).toBe('app.Person')
  expect(await peopleOf(source)).toEqual([
    expect.objectContaining({
      oldId: '1',
      password: 'a\\b\tcAA.',
      lastLogin: Date.parse('2025-12-31T18:30:00.5Z'),
      fields: { order: '1.50', is_vip: true },
    }),
  ])
})

it('gives nobody the tokens of a person whose address is their username', async () => {
  const user = (pk: number, username: string, email: string) => ({
    model: 'users.user',
    pk,
    fields: { password: '', last_login: null, username, email },
  })
  const token = (pk: string, email: string) => ({ model: 'authtoken.token', pk, fields: { user: [email] } })
  const entries = [
    user(1, 'b@example.com', 'a@example.com'),
    user(2, 'b', 'b@example.com'),
    token('A', 'a@example.com'),
    token('B', 'b@example.com'),
  ]
  const path = join(temporaryFolder(), 'people.jsonl')
  writeFileSync(path, entries.map((entry) => JSON.stringify(entry)).join('\n'))
  expect((await peopleOf(await opened(path))).map(({ tokens }) => tokens)).toEqual([['A'], ['B']])
})
