import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../temporary-folder.ts'
import { opened, peopleOf } from './open-fixture.ts'

const HASH = '$2b$10$8bI72Nsay4P6sGFW6fszielDWQ0TqKXuYdOhEh3lTky9u9qyREjja'

const ids = Array.from({ length: 9 }, (_, at) => `65f00000000000000000000${at}`)
const oid = (at: number) => ({ _id: { $oid: ids[at] }, password: HASH })

/** Documents as mongoose leaves them in projects that have other names for the same. */
const peopleIn = async (...documents: object[]) => {
  const path = join(temporaryFolder(), 'users.jsonl')
  writeFileSync(path, documents.map((document) => JSON.stringify(document)).join('\r\n'))
  return peopleOf(await opened(path))
}

it('reads the same of people under other names of fields', async () => {
  const [ada, bob, eve] = await peopleIn(
    { ...oid(0), userName: 'ada', emailAddress: 'a@example.com', name: { first: 'Ada', last: 'Lovelace' } },
    {
      _id: { $oid: ids[1] },
      login: 'b',
      username: 'bob',
      mail: 'b@example.com',
      passwordHash: HASH,
      password: null,
    },
    { ...oid(2), username: '', handle: 'eve', email: null, displayName: 'Eve Moneypenny' },
  )
  expect(ada).toMatchObject({
    username: 'ada',
    email: 'a@example.com',
    firstName: 'Ada',
    lastName: 'Lovelace',
  })
  expect(bob).toMatchObject({ username: 'bob', email: 'b@example.com', password: HASH })
  expect(eve).toMatchObject({ username: 'eve', email: '', fullName: 'Eve Moneypenny' })
  for (const { unread } of [ada, bob, eve].filter((each) => each !== undefined)) expect(unread).toEqual([])
})

it.each([
  [{ isVerified: true }, true],
  [{ isVerified: 'false' }, false],
  [{ emailVerified: { $date: '2026-01-01T00:00:00Z' } }, true],
  [{ emailVerified: null }, false],
  [{ isEmailVerified: false, verified: true }, false],
  [{}, undefined],
])('takes the word of %j for the address', async (fields, isVerified) => {
  const [person] = await peopleIn({ ...oid(0), ...fields })
  expect(person?.emailVerified).toBe(isVerified)
})

it.each([
  [{ role: 'admin' }, { isStaff: true, isSuperuser: false }],
  [{ roles: ['user', 'Super_Admin'] }, { isStaff: true, isSuperuser: true }],
  [{ role: 'administrators-guest' }, { isStaff: false, isSuperuser: false }],
  [
    { isAdmin: true, role: 'user' },
    { isStaff: true, isSuperuser: false },
  ],
])('reads from %j who is staff', async (fields, staff) => {
  const [person] = await peopleIn({ ...oid(0), ...fields })
  expect(person).toMatchObject(staff)
})

it.each([
  [{ isDeleted: true }, ['isDeleted']],
  [{ deletedAt: { $date: { $numberLong: '1700000000000' } } }, ['deletedAt']],
  [{ isActive: true, is_banned: 1, status: 'Suspended' }, ['is_banned', 'status']],
  [{ isDeleted: false, deletedAt: null, status: 'active', blocked: 'no' }, undefined],
])('disables who is shut out there by %j', async (fields, disabledBy) => {
  const [person] = await peopleIn({ ...oid(0), ...fields })
  expect([person?.isActive, person?.disabledBy]).toEqual([disabledBy === undefined, disabledBy])
})

it.each([
  [{ $date: '2023-11-14T22:13:20Z' }, 1_700_000_000_000],
  [{ $date: { $numberLong: '1700000000000' } }, 1_700_000_000_000],
  [{ $date: { $numberLong: '86400000' } }, 86_400_000],
  [{ $date: { $numberLong: '-62135596800000' } }, -62_135_596_800_000],
  [{ $timestamp: { t: 1_700_000_000, i: 1 } }, 1_700_000_000_000],
  [{ $numberLong: '1700000000000' }, 1_700_000_000_000],
  [{ $numberInt: '1700000000' }, 1_700_000_000_000],
  ['1700000000000', 1_700_000_000_000],
  [1_700_000_000.5, 1_700_000_000_500],
])('reads %j as a time', async (createdAt, at) => {
  const [person] = await peopleIn({ ...oid(0), createdAt })
  expect([person?.dateJoined, person?.unread]).toEqual([at, []])
})

it.each([
  ['a.b.c', ['a.b.c']],
  [
    ['a.b.c', 'd.e.f'],
    ['a.b.c', 'd.e.f'],
  ],
  [[{ token: 'a.b.c', createdAt: 1 }, { token: '' }, {}, null], ['a.b.c']],
  [null, []],
])('reads the refresh tokens %j', async (refreshToken, tokens) => {
  const [person, other] = await peopleIn(
    { ...oid(0), refreshToken },
    { ...oid(1), refreshTokens: refreshToken },
  )
  expect([person?.refreshTokens, other?.refreshTokens]).toEqual([tokens, tokens])
})

it.each([
  ['usr_1A', 'usr_1A', 'text'],
  [{ $numberInt: '7' }, '7', 'integer'],
  [{ $numberLong: '7231488801234567891' }, '7231488801234567891', 'integer'],
  [-3, '-3', 'integer'],
  [{ $uuid: 'A1B2C3D4-0000-4000-8000-000000000001' }, 'a1b2c3d4-0000-4000-8000-000000000001', 'uuid'],
])('reads the id %j', async (_id, oldId, idKind) => {
  const [person] = await peopleIn({ _id, password: HASH })
  expect(person).toMatchObject({ oldId, idKind })
})

it('says how to export people whose passwords are within another field', async () => {
  const { password: _, ...person } = oid(0)
  await expect(peopleIn({ ...person, local: { email: 'a@example.com', password: HASH } })).rejects.toThrow(
    "has passwords in local.password, and only fields of the document itself are read. Type in mongosh:\n  db.createView('people', 'users', [{ $set: { password: '$local.password' } }])",
  )
})
