import { expect, it } from 'vitest'
import type { OldPerson } from '../../../src/cli/import/source.ts'
import { fixture, opened, peopleOf, siteAs, truth } from './open-fixture.ts'

const OWN_LINKS = "Links in emails that Django or djoser signed end, such as djoser's for a new password"

const BIO = 'Line one\nline two\twith a tab, "quotes" and a back\\slash; \\N is no null.'

const at = (time: string | null) => (time === null ? null : Math.floor(Date.parse(time)))

/** What of a person the truth knows. */
const known = ({ fields: _, resetTokens: _resets, unread: _unread, rows: _rows, ...person }: OldPerson) =>
  person

const expected = () =>
  truth().map((person) => ({
    oldId: String(person.id),
    idKind: 'integer',
    username: person.username,
    email: person.email,
    firstName: person.first_name,
    lastName: person.last_name,
    fullName: '',
    password: person.hash,
    isActive: person.is_active,
    isStaff: person.is_staff,
    isSuperuser: person.is_superuser,
    dateJoined: at(person.date_joined),
    lastLogin: at(person.last_login),
    updatedAt: null,
    emailVerified: undefined,
    pictures: person.image === null || person.image === 'default.jpg' ? {} : { avatar: person.image },
    tokens: person.token === null ? [] : [person.token],
    refreshTokens: [],
    factor: null,
    factorFaults: [],
    groups: person.groups,
    permissions: person.username === 'clerk' ? ['auth.change_user'] : [],
  }))

const byName = (people: { username: string }[]) =>
  people.toSorted((a, b) => (a.username < b.username ? -1 : 1))

it.each([
  ['sqlite', 'django-sqlite'],
  ['dumpdata.json', 'django-json'],
  ['pg_dump.sql', 'postgres'],
  ['csv', 'csv'],
])('reads the people of a site from %s', async (name, format) => {
  const source = await opened(siteAs(name))
  const people = await peopleOf(source)
  expect(source).toMatchObject({ format, idKind: 'integer', userTable: 'auth_user', count: people.length })
  expect(byName(people.map(known))).toEqual(byName(expected()))
  expect(people.find(({ username }) => username === 'ada')?.fields).toEqual({
    bio: BIO,
    phone: '+1 555 0101',
  })
  expect(people.flatMap(({ unread }) => unread)).toEqual([])
  expect(await peopleOf(source)).toEqual(people)
})

it('reads the people of a site without ids, under their names', async () => {
  const source = await opened(siteAs('dumpdata-natural.json'))
  const people = await peopleOf(source)
  expect(source.idKind).toBe('name')
  expect(source.notes).toEqual([OWN_LINKS, expect.stringContaining('without --natural-primary')])
  const named = expected().map((person) => ({ ...person, oldId: person.username, idKind: 'name' }))
  expect(byName(people.map(known))).toEqual(byName(named))
  expect([...source.outstanding()].map(({ oldId }) => oldId)).toContain('rotator')
})

it.each(['sqlite', 'dumpdata.json', 'dumpdata-natural.json', 'pg_dump.sql', 'csv'])(
  'reads what simplejwt has recorded from %s',
  async (name) => {
    const source = await opened(siteAs(name))
    const blacklisted = ['356ab3e58a3d4be98d5a6221f4cc2d9c', '09d29748e0fe43da88cd2fe820bb1b53']
    expect([...source.blacklist()]).toEqual(blacklisted)
    const outstanding = [...source.outstanding()]
    expect(outstanding).toHaveLength(10)
    expect(outstanding.filter((token) => token.isBlacklisted).map(({ jti }) => jti)).toEqual(blacklisted)
    expect(outstanding[0]).toEqual({
      jti: '9bed72134544429797c7c3624192cb26',
      oldId: name.includes('natural') ? 'root' : '1',
      token: 'refresh-token-7V5BI'.replace('-7', '-S7'),
      createdAt: Date.parse('2026-11-29T01:25:19.626Z'),
      expiresAt: Date.parse('2027-11-29T01:25:19Z'),
      isBlacklisted: false,
    })
  },
)

it('says what becomes of each column, and of tables that are not read', async () => {
  const { mapping, notes } = await opened(siteAs('sqlite'))
  expect(mapping).toContainEqual({
    table: 'profiles_profile',
    column: 'image',
    kind: 'text',
    field: 'avatar',
  })
  expect(mapping).toContainEqual({
    table: 'profiles_profile',
    column: 'id',
    kind: 'integer',
    leftOut: 'the id of the row',
  })
  expect(mapping.map(({ table, column }) => `${table}.${column}`)).toHaveLength(16)
  expect(notes).toEqual(['Sessions in cookies end: those of the admin, and of pages with a login', OWN_LINKS])
})

it('reads the same people from every form of mongoexport', async () => {
  const [lines = [], ...others] = await Promise.all(
    ['lines.jsonl', 'array.json', 'canonical.jsonl'].map(async (name) =>
      (await peopleOf(await opened(fixture(`express/${name}`)))).map(({ rows: _, ...person }) => person),
    ),
  )
  expect(lines).toHaveLength(7)
  for (const people of others) expect(people).toEqual(lines)
  expect(lines.find(({ username }) => username === 'watcher')).toEqual({
    oldId: '6a011e063e8beef0ac49b561',
    idKind: 'objectid',
    username: 'watcher',
    email: 'watcher@chai.example',
    firstName: '',
    lastName: '',
    fullName: 'Watcher',
    password: '$2b$10$8bI72Nsay4P6sGFW6fszielDWQ0TqKXuYdOhEh3lTky9u9qyREjja',
    isActive: true,
    isStaff: false,
    isSuperuser: false,
    dateJoined: Date.parse('2026-05-11T00:08:38.123Z'),
    lastLogin: null,
    updatedAt: Date.parse('2026-11-28T09:00:00.456Z'),
    emailVerified: undefined,
    fields: {
      watchHistory: ['6a011e0698af8d9757e094ad', '6a011e07d0fbea856b34eb15', '6a011e088ed0045957f6486d'],
    },
    pictures: {
      avatar: 'http://res.cloudinary.com/dev-cloud/image/upload/v1778458118/dcad44d6c33c235a9eff.jpg',
      cover: 'http://res.cloudinary.com/dev-cloud/image/upload/v1778458118/8f872584581aac218b2a.jpg',
    },
    tokens: [],
    resetTokens: [],
    groups: [],
    permissions: [],
    refreshTokens: [expect.stringMatching(/^refresh-token-/)],
    factor: null,
    factorFaults: [],
    unread: [],
  })
  expect(lines.find(({ username }) => username === 'outlaw')?.refreshTokens).toEqual([])
})

it('reads an Express back end with other names of fields', async () => {
  const [aneesh, nofull, trimless] = await peopleOf(await opened(fixture('express/capitals.jsonl')))
  expect(aneesh).toMatchObject({
    fullName: 'aneesh raikwar',
    pictures: { avatar: expect.stringContaining('ca70685'), cover: expect.stringContaining('2e41916') },
  })
  expect(nofull?.fullName).toBe('')
  expect(trimless?.username).toBe(' trimless ')
})
