import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { planNames } from '../../../src/cli/import/names/plan-names.ts'
import { openSource } from '../../../src/cli/import/open-source.ts'
import type { SourceOptions } from '../../../src/cli/import/source.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { fixture, opened, peopleOf, sqliteFile } from './open-fixture.ts'

/* User models whose USERNAME_FIELD is no username and no address. */

const HASH = 'pbkdf2_sha256$1$salt$6Y2ELXP3zCVBF0CG6iSeYk3ZBHZBkeYzWZtR1Fk0P1c='

const record = (pk: number | undefined, fields: object) => ({
  model: 'people.person',
  ...(pk !== undefined && { pk }),
  fields: { password: HASH, last_login: null, ...fields },
})

const json = (...records: object[]) => {
  const path = join(temporaryFolder(), 'people.json')
  writeFileSync(path, JSON.stringify(records))
  return path
}

const readBy = async (path: string, options?: SourceOptions) => {
  const source = await opened(path, options)
  const names = (await peopleOf(source)).map(({ username, email }) => [username, email])
  return {
    field: source.usernameField,
    names,
    notes: source.notes.filter((note) => /sign in/.test(note)),
  }
}

it('takes the number by which people sign in for their username', async () => {
  const source = await opened(fixture('phones/copy.sql'))
  expect(source.usernameField).toBe('phone')
  expect(source.notes[0]).toBe('People sign in there by phone: its value becomes the username')
  expect(source.mapping.find(({ column }) => column === 'phone')).toMatchObject({ field: 'username' })
  const plan = await planNames(source.people())
  const planned = []
  for await (const each of plan.apply(source.people())) planned.push(each)
  plan.close()
  expect(
    planned.map(({ person, plan: { username, clashes } }) => [person.username, username, clashes]),
  ).toEqual([
    ['+49 170 1234567', '+491701234567', []],
    ['+491701234568', '+491701234568', []],
    ['0170 999 000', '0170999000', []],
    ['(0711) 12-34/5', '071112-345', []],
    ['01709990001', '01709990001', []],
  ])
  expect(planned[0]?.person.fields.phone).toBe('+49 170 1234567')
})

it.each([
  ['numbers', [{ mobile: 491701234567 }, { mobile: 15550101 }], 'mobile', ['491701234567', '15550101']],
  ['leading zeros', [{ employee_id: '0012' }, { employee_id: '12' }], 'employee_id', ['0012', '12']],
  [
    'a username that nobody has',
    [
      { username: '', phone: '1' },
      { username: null, phone: '2' },
    ],
    'phone',
    ['1', '2'],
  ],
  [
    'fewer addresses',
    [
      { email: 'a@example.com', phone: '1' },
      { email: '', phone: '2' },
    ],
    'phone',
    ['1', '2'],
  ],
])('knows the column of %s', async (_, people, field, names) => {
  const { names: read, ...rest } = await readBy(json(...people.map((fields, at) => record(at + 1, fields))))
  expect(read.map(([name]) => name)).toEqual(names)
  expect(rest).toEqual({ field, notes: [`People sign in there by ${field}: its value becomes the username`] })
})

it('keeps to addresses where everybody has one, and says what else it could be', async () => {
  const path = json(
    record(1, { email: 'a@example.com', phone: '1' }),
    record(2, { email: 'b@example.com', phone: '2' }),
  )
  expect(await readBy(path)).toEqual({
    field: undefined,
    names: [
      ['', 'a@example.com'],
      ['', 'b@example.com'],
    ],
    notes: ['Usernames are made of the addresses. If they sign in by phone, add --username-field phone'],
  })
  expect(await readBy(path, { usernameField: 'phone' })).toMatchObject({
    field: 'phone',
    names: [
      ['1', 'a@example.com'],
      ['2', 'b@example.com'],
    ],
  })
})

it('does not take what several people have', async () => {
  const path = json(record(1, { phone: '1', email: 'a@example.com' }), record(2, { phone: '1', email: '' }))
  expect((await readBy(path)).field).toBeUndefined()
})

it('leaves a username that is another name alone', async () => {
  const path = json(record(1, { username: 'ada', phone: '1' }), record(2, { username: 'bob', phone: '2' }))
  expect(await readBy(path)).toMatchObject({
    field: 'username',
    notes: ['The column username has the usernames. If they sign in by phone, add --username-field phone'],
  })
  const source = await opened(path, { usernameField: 'phone' })
  expect((await peopleOf(source)).map(({ username }) => username)).toEqual(['1', '2'])
  expect(source.mapping.find(({ column }) => column === 'username')).toMatchObject({ field: 'otherUsername' })
})

const table = (columns: string, ...rows: string[]) =>
  sqliteFile(
    `create table a_person (id integer primary key, password varchar(128), last_login datetime, ${columns});
     insert into a_person values ${rows.map((row, at) => `(${at + 1}, '!', null, ${row})`).join(', ')};`,
  )

it('takes the only unique column, whatever its name', async () => {
  const path = table('door_code varchar(9) unique, note varchar(9)', "'007', 'x'", "'008', 'y'")
  expect(await readBy(path)).toMatchObject({
    field: 'door_code',
    names: [
      ['007', ''],
      ['008', ''],
    ],
  })
})

it('takes an address that is not unique for no way to sign in', async () => {
  const path = table('email varchar(9), phone varchar(9) unique', "'a@b.de', '1'", "'c@d.de', '2'")
  expect((await readBy(path)).field).toBe('phone')
})

it('keeps bytes as base64 for the way back, up to 100 kB', async () => {
  const path = table('username varchar(9), photo blob', "'ada', x'00ff'", "'bob', zeroblob(100001)")
  const source = await opened(path)
  expect(
    (await peopleOf(source)).map(({ rows, fields, pictures }) => [rows.a_person?.photo, fields, pictures]),
  ).toEqual([
    ['AP8=', {}, {}],
    [null, {}, {}],
  ])
  expect(source.notes[0]).toBe(
    'Values of bytes that are longer than 100 kB are not kept, and a way back would empty them',
  )
})

it('asks where it cannot know', async () => {
  const path = table('door_code varchar(9) unique, code varchar(9) unique', "'007', 'x'", "'008', 'y'")
  await expect(openSource(path)).rejects.toThrow(
    'It is not known by which column of a_person people sign in. Add --username-field with one of door_code, code',
  )
  expect((await readBy(path, { usernameField: 'code' })).names).toEqual([
    ['x', ''],
    ['y', ''],
  ])
  await expect(openSource(path, { usernameField: 'phone' })).rejects.toThrow(
    'a_person has no column phone. It has id, password, last_login, door_code, code',
  )
  await expect(openSource(path, { usernameField: 'email' })).rejects.toThrow(
    "People who sign in by address need no --username-field: set loginField to 'email' in gatehouse.config.ts",
  )
})

it('makes no usernames of secrets', async () => {
  const path = table('api_token varchar(9) unique', "'007'", "'008'")
  await expect(openSource(path)).rejects.toThrow(
    'It is not known by which column of a_person people sign in. Add --username-field with one of id',
  )
  for (const usernameField of ['api_token', 'password'])
    await expect(openSource(path, { usernameField })).rejects.toThrow(
      `${usernameField} may hold secrets, and everybody may see a username`,
    )
  await expect(openSource(fixture('express/lines.jsonl'), { usernameField: 'password' })).rejects.toThrow(
    'password may hold secrets, and everybody may see a username',
  )
})

it('reads natural keys that are numbers', async () => {
  const [ada, ...others] = await peopleOf(await opened(fixture('phones/phones-natural.json')))
  expect(ada).toMatchObject({
    ...{ oldId: '+49 170 1234567', idKind: 'name', username: '+49 170 1234567' },
    ...{ tokens: [expect.stringMatching(/^[\da-f]{40}$/)], fields: { bio: 'bio of 1' } },
  })
  expect(others).toHaveLength(4)
})

it('reads JSONL of dumpdata as JSON', async () => {
  const people = await peopleOf(await opened(fixture('phones/dumpdata.json')))
  expect(await peopleOf(await opened(fixture('phones/dumpdata.jsonl')))).toEqual(people)
  expect(people).toHaveLength(5)
})

it('finds the field of documents by which people sign in', async () => {
  const path = join(temporaryFolder(), 'users.jsonl')
  const write = (...documents: object[]) =>
    writeFileSync(
      path,
      documents
        .map((each, at) =>
          JSON.stringify({ _id: { $oid: `65f00000000000000000000${at}` }, password: HASH, ...each }),
        )
        .join('\n'),
    )
  write({ phoneNumber: '+49 1' }, { phoneNumber: { $numberLong: '491701234567' }, email: 'a@example.com' })
  expect(await readBy(path)).toEqual({
    field: 'phoneNumber',
    names: [
      ['+49 1', ''],
      ['491701234567', 'a@example.com'],
    ],
    notes: ['People sign in there by phoneNumber: its value becomes the username'],
  })
  write({ phone: '1', email: 'a@example.com' }, { phone: '2', email: 'b@example.com' })
  expect((await readBy(path)).field).toBeUndefined()
  expect((await readBy(path, { usernameField: 'phone' })).names.map(([name]) => name)).toEqual(['1', '2'])
  write({ phone: '1', username: 'ada' }, { phone: '2' })
  expect((await readBy(path)).names.map(([name]) => name)).toEqual(['ada', ''])
  await expect(openSource(path, { usernameField: 'mobile' })).rejects.toThrow(
    /has no field mobile. It has _id, password, phone, username$/,
  )
})
