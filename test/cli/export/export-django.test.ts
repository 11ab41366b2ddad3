import { pbkdf2Sync } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { expect, it } from 'vitest'
import { STRICT } from '../../../src/account/passwords/password-policy.ts'
import { wayBack } from '../../../src/account/passwords/way-back.ts'
import { register } from '../../../src/account/sign-in/registration.ts'
import { integer, text } from '../../../src/configuration.ts'
import { openHouse } from '../import/local-database.ts'
import { opened, peopleOf, siteAs, sqliteFile, truth } from '../import/open-fixture.ts'

type Entry = { model: string; pk?: number; fields: Record<string, unknown> }

const CONFIG = {
  ids: 'integer',
  fields: { bio: text({}), points: integer({}) },
  wayBack: wayBack({ until: '2100-01-01' }),
} as const
const NEW_PASSWORD = 'Vq7-mountain-Kestrel'

const entriesOf = (written: string) => JSON.parse(written) as Entry[]
const usersOf = (written: string) => entriesOf(written).filter(({ model }) => model === 'auth.user')
const named = (written: string, name: string) =>
  usersOf(written).find(({ fields }) => fields.username === name)

/** PBKDF2 as Django's pbkdf2_sha256 computes it. */
const djangoVerifies = (hash: unknown, password: string) => {
  const [algorithm, iterations, salt = '', key] = String(hash).split('$')
  expect(algorithm).toBe('pbkdf2_sha256')
  return pbkdf2Sync(password, salt, Number(iterations), 32, 'sha256').toString('base64') === key
}

it.each(['sqlite', 'dumpdata.json', 'pg_dump.sql', 'csv'])(
  'gives everybody back as they were who have changed nothing, from %s',
  { timeout: 120_000 },
  async (format) => {
    const house = await openHouse(CONFIG)
    expect((await house.run(siteAs(format))).code).toBe(0)
    expect(await house.canSignIn('root', 'Correct-horse-battery-1')).toBe(true)
    const { code, text, out, stdout } = await house.exportTo('django-json')
    expect(code).toBe(0)
    expect(statSync(out).mode & 0o777).toBe(0o600)
    expect(stdout).toBe(`         20  came from there
         20  have the password as it was stored there
✔ 20 people are in ${out}.
  Not in it: tokens and sessions, second factors, events, pictures that were uploaded here
`)
    const users = usersOf(text)
    const known = new Map(truth().map((person) => [person.id, person]))
    expect(users).toHaveLength(known.size)
    for (const { pk = 0, fields } of users) {
      const found = known.get(pk)
      if (!found) throw new Error(`${pk} is nobody`)
      const { hash, id: _, groups: _groups, token: _token, image: _image, ...person } = found
      const times = { date_joined: expect.anything(), last_login: fields.last_login }
      expect(fields).toMatchObject({ ...person, ...times, password: hash })
      expect(Date.parse(String(fields.date_joined))).toBe(Date.parse(person.date_joined))
      expect(fields.last_login === null).toBe(person.last_login === null)
    }
    // What the import reads of the file is what it read of the source.
    const [before, after] = [siteAs(format), out].map(async (path) =>
      (await peopleOf(await opened(path))).map(
        ({ rows: _, tokens: _tokens, groups: _groups, permissions: _permissions, ...person }) => person,
      ),
    )
    const byId = (people: { oldId: string }[]) => people.toSorted((a, b) => Number(a.oldId) - Number(b.oldId))
    expect(byId((await after) ?? [])).toEqual(byId((await before) ?? []))
  },
)

it('writes what was changed here, and who is new', async () => {
  const house = await openHouse(CONFIG)
  await house.run(siteAs('sqlite'))
  const registered = { username: 'newcomer', email: 'new@example.com', password: NEW_PASSWORD }
  await register(house.ports, STRICT, { ...registered, fields: { bio: 'I am new' } })
  const change = (sql: string) => house.env.DB.prepare(sql).run()
  await change(`update accounts set first_name = 'Augusta', username = 'countess', username_key = 'countess',
    is_active = 0, updated_at = 5, fields = json_set(fields, '$.bio', 'New') where username = 'ada'`)
  await change(`update accounts set fields = json_set(fields, '$.bio', 'First') where username = 'root'`)
  await change(`delete from accounts where username = 'rotator'`)
  const report = `${(await house.exportTo('csv')).out}.report`
  const { text, stdout } = await house.exportTo('django-json', { report })
  expect(stdout).toContain(`         19  came from there
          1  are new
          1  came from there and deleted their accounts here: delete them there, too
         19  have the password as it was stored there
          1  have a password of here, as Django's pbkdf2_sha256
`)
  const before = await peopleOf(await opened(siteAs('sqlite')))
  expect(named(text, 'countess')).toMatchObject({
    pk: 2,
    fields: {
      ...{ first_name: 'Augusta', last_name: 'Lovelace', is_active: false, is_superuser: false },
      password: before.find(({ username }) => username === 'ada')?.password,
    },
  })
  // The name that clashed with another by case is theirs again.
  expect(['Maria', 'maria', 'MARIA'].map((name) => named(text, name)?.pk)).toEqual([26, 27, 28])
  expect(named(text, 'rotator')).toBeUndefined()
  const newcomer = named(text, 'newcomer')
  expect(newcomer?.pk).toBeGreaterThan(45)
  expect(djangoVerifies(newcomer?.fields.password, NEW_PASSWORD)).toBe(true)
  expect(newcomer?.fields).toMatchObject({ is_superuser: false, is_staff: false, is_active: true })

  const profiles = entriesOf(text).filter(({ model }) => model === 'profiles.profile')
  const profileOf = (user: unknown) => profiles.find(({ fields }) => fields.user === user)
  expect(profileOf(2)).toEqual({
    model: 'profiles.profile',
    pk: 1,
    fields: { user: 2, image: 'profile_pics/ada_IMG_2024.JPG', bio: 'New', phone: '+1 555 0101' },
  })
  // Nobody there had one, and there is something to put into it now.
  expect(profileOf(1)).toEqual({ model: 'profiles.profile', fields: { user: 1, bio: 'First' } })
  expect(profileOf(newcomer?.pk)).toEqual({
    model: 'profiles.profile',
    fields: { user: newcomer?.pk, bio: 'I am new' },
  })
  const without = await house.exportTo('django-json', { withNewProfiles: false })
  expect(without.text).not.toContain('I am new')

  const concerns = JSON.parse(readFileSync(report, 'utf8'))
  expect(concerns).toEqual([
    { old_id: '45', what: 'deleted' },
    { old_id: newcomer?.pk, account: expect.any(String), what: 'new', password: 'django' },
  ])
})

it('asks before it writes what would destroy something there', async () => {
  const house = await openHouse({ ids: 'integer' })
  const { stdout } = await house.run(siteAs('sqlite'))
  expect(stdout).toContain('There will be no way back for passwords')
  const { refused, out } = await house.exportTo('django-json')
  expect(refused).toBe(
    `Loading this file there replaces whole rows. So these are lost: the passwords of 20 people, who need a reset by email; what was not imported of 20 people.
  To confirm, add --yes`,
  )
  expect(() => statSync(out)).toThrow('ENOENT')
  const { text, code } = await house.exportTo('django-json', { isMeant: true })
  expect([code, named(text, 'ada')?.fields.password, named(text, 'ada')?.fields.is_superuser]).toEqual([
    0,
    '!',
    false,
  ])

  // A second run with a way back brings it for everybody who has not been here since.
  const later = house.withConfig(CONFIG)
  expect((await later.run(siteAs('sqlite'))).stdout).toContain('20  were written anew')
  const { text: whole, code: done } = await later.exportTo('django-json')
  expect([done, named(whole, 'root')?.fields.is_superuser]).toEqual([0, true])
})

const INHERITED = `create table auth_user (id integer primary key, password varchar(128), last_login datetime, username varchar(150));
  insert into auth_user values (1, '!', null, 'ada'), (2, '!', null, 'bob');`
const CUSTOMERS =
  'create table shop_customer (user_ptr_id integer primary key references auth_user (id), bio text)'

it.each([
  ['some', "(1, 'Hello')", ['ada']],
  ['all', "(1, 'Hello'), (2, '')", ['ada', 'bob', 'newcomer']],
])(
  'writes a model that inherits from the user model for new people if %s had it',
  async (_, rows, expected) => {
    const house = await openHouse(CONFIG)
    await house.run(sqliteFile(`${INHERITED}${CUSTOMERS}; insert into shop_customer values ${rows}`))
    await register(house.ports, STRICT, {
      username: 'newcomer',
      email: 'new@example.com',
      password: NEW_PASSWORD,
    })
    const { text } = await house.exportTo('django-json')
    const names = new Map(usersOf(text).map(({ pk, fields }) => [pk, fields.username]))
    const customers = entriesOf(text).filter(({ model }) => model === 'shop.customer')
    expect(customers.map(({ pk }) => names.get(pk))).toEqual(expected)
    expect(customers[0]).toEqual({ model: 'shop.customer', pk: 1, fields: { bio: 'Hello' } })
  },
)
