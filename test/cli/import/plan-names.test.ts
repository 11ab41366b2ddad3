import { expect, it, onTestFinished } from 'vitest'
import type { NameOptions, PersonPlan } from '../../../src/cli/import/names/person-plan.ts'
import { planNames } from '../../../src/cli/import/names/plan-names.ts'
import type { OldPerson } from '../../../src/cli/import/source.ts'
import { opened, peopleOf, siteAs } from './open-fixture.ts'
import { person, streamOf } from './person.ts'

const plansOf = async (people: OldPerson[], options?: NameOptions): Promise<PersonPlan[]> => {
  const plan = await planNames(streamOf(people), options)
  onTestFinished(() => plan.close())
  const plans: PersonPlan[] = []
  for await (const each of plan.apply(streamOf(people))) plans.push(each.plan)
  return plans
}

/** The usernames that these people get. */
const namesOf = async (people: OldPerson[], options?: NameOptions) =>
  (await plansOf(people, options)).map(({ username }) => username)

const addressesOf = async (people: OldPerson[], options?: NameOptions) =>
  (await plansOf(people, options)).map(({ email }) => email)

const NO_ADDRESS = 'imported without an address, so a reset by email is not possible'

it('leaves people alone whose names are valid and theirs', async () => {
  expect(await plansOf([person('1', { username: ' ada ', email: 'Ada@EXAMPLE.com' })])).toEqual([
    { oldId: '1', username: 'ada', email: 'Ada@example.com', clashes: [] },
  ])
})

it('lets the active keep a username, then the oldest, and gives the others a suffix', async () => {
  const people = [
    person('1', { username: 'MARIA', isActive: false }),
    person('3', { username: 'maria' }),
    person('2', { username: 'Maria' }),
    person('4', { username: 'ｍａｒｉａ' }),
    person('5', { username: 'maria_2' }),
  ]
  const plans = await plansOf(people)
  expect(plans.map(({ username }) => username)).toEqual(['MARIA_3', 'maria_4', 'Maria', 'maria_5', 'maria_2'])
  expect(plans[1]?.clashes).toEqual([{ what: 'username_taken', solved: 'named maria_4', oldId: '2' }])
  expect(plans[2]?.clashes).toEqual([])
})

it('compares usernames as Gatehouse does, with full case folding', async () => {
  expect(await namesOf([person('1', { username: 'Straße' }), person('2', { username: 'STRASSE' })])).toEqual([
    'Straße',
    'STRASSE_2',
  ])
})

it('makes a valid username of one that is not', async () => {
  const people = [
    person('1', { username: 'name with blank' }),
    person('2', { username: 'name_with_blank' }),
    person('3', { username: 'a\u3164b' }),
    person('4', { username: '!!!' }),
    person('5', { username: 'x'.repeat(200) }),
    person('6', { username: '  ', email: 'six@example.com' }),
  ]
  const plans = await plansOf(people)
  expect(plans.map(({ username }) => username)).toEqual([
    'name_with_blank_2',
    'name_with_blank',
    'ab',
    '_',
    'x'.repeat(150),
    'user',
  ])
  expect(plans[0]?.clashes).toEqual([{ what: 'username_invalid', solved: 'named name_with_blank_2' }])
})

it('names people after their address where the old system had no usernames', async () => {
  const people = [
    person('1', { username: '', email: 'ada@example.com' }),
    person('2', { username: '', email: 'ada@example.org' }),
    person('3', { username: '' }),
  ]
  const [ada, other, none] = await plansOf(people)
  expect(ada).toMatchObject({
    username: 'ada',
    clashes: [{ what: 'username_missing', solved: 'named ada, after the address' }],
  })
  expect(other?.username).toBe('ada_2')
  expect(none?.cannot).toBe('There is neither a username nor an address')
})

it('imports people whose address is another’s, or not valid, where the old system had no usernames', async () => {
  const people = [
    person('1', { username: '', email: 'Ada@example.com' }),
    person('2', { username: '', email: 'ADA@example.com' }),
    person('3', { username: '', email: ' łucja@example.com' }),
    person('4', { username: '', email: 'no address' }),
    person('5', { username: '', email: 'ａda@example.com' }),
    person('6', { username: '', email: '@' }),
  ]
  expect(await namesOf(people)).toEqual(['Ada', 'ADA_2', 'łucja@example.com', 'no_address', 'ada_3', '@'])
  const plans = await plansOf(people, { hasUsernames: false })
  const notValid = 'The address is not valid here, and without usernames there is no other way to sign in'
  expect(plans.map(({ cannot }) => cannot)).toEqual([
    undefined,
    'The address is somebody else’s, and without usernames there is no other way to sign in',
    ...Array(4).fill(notValid),
  ])
})

it('keeps suffixes within the longest username', async () => {
  const longest = 'ß'.repeat(150)
  expect(await namesOf([person('1', { username: longest }), person('2', { username: longest })])).toEqual([
    longest,
    `${'ß'.repeat(148)}_2`,
  ])
})

it('leaves people out whose username cannot be kept, if no suffix is wanted', async () => {
  const people = [person('1', { username: 'ada' }), person('2', { username: 'ADA' })]
  const [first, second] = await plansOf(people, { usernames: 'leave_out' })
  expect(first).not.toHaveProperty('cannot')
  expect(second?.cannot).toBe('The username cannot be kept, and no suffix is wanted')
})

it('gives a shared address to who has verified it, otherwise to the active and oldest', async () => {
  const twins = [
    person('3', { email: 'twins@example.com' }),
    person('2', { email: 'TWINS@Example.com', isActive: false }),
    person('4', { email: 'twins@example.com', emailVerified: false }),
  ]
  expect(await addressesOf(twins)).toEqual(['twins@example.com', '', ''])
  expect(
    await addressesOf([...twins, person('5', { email: 'Twins@example.com', emailVerified: true })]),
  ).toEqual(['', '', '', 'Twins@example.com'])
  expect(await addressesOf(twins, { addresses: 'nobody' })).toEqual(['', '', ''])
  const [, second] = await plansOf(twins)
  expect(second?.clashes).toEqual([{ what: 'address_shared', solved: NO_ADDRESS, oldId: '3' }])
})

it('imports people without an address, or with one that is not valid', async () => {
  const [none, invalid] = await plansOf([person('1'), person('2', { email: 'not an address' })])
  expect(none).toMatchObject({ email: '', clashes: [] })
  expect(invalid).toMatchObject({ email: '', clashes: [{ what: 'address_invalid', solved: NO_ADDRESS }] })
})

it("reports a username that is somebody's address, which both keep", async () => {
  const people = [person('1', { username: 'user@host.example' }), person('2', { email: 'USER@host.example' })]
  const [named, addressed] = await plansOf(people)
  expect(named).toMatchObject({
    username: 'user@host.example',
    clashes: [{ what: 'username_is_address', oldId: '2' }],
  })
  expect(addressed).toMatchObject({ email: 'USER@host.example', clashes: [] })
})

it('takes no username and no address of accounts that exist', async () => {
  const taken = [{ username: 'ada', usernameKey: 'ada', emailKey: 'ada@example.com' }]
  expect(await plansOf([person('1', { username: 'Ada', email: 'ada@example.com' })], { taken })).toEqual([
    {
      oldId: '1',
      username: 'Ada_2',
      email: '',
      clashes: [
        { what: 'username_taken', solved: 'named Ada_2' },
        { what: 'address_shared', solved: NO_ADDRESS },
      ],
    },
  ])
})

it('decides the same when people have been imported before', async () => {
  const people = [
    person('1', { username: 'maria', email: 'maria@example.com' }),
    person('2', { username: 'Maria', email: 'maria@example.com', emailVerified: true }),
    person('3', { username: 'new name' }),
    person('4', { username: 'renamed' }),
  ]
  const taken = [
    { username: 'maria', usernameKey: 'maria', emailKey: null, oldId: '1' },
    { username: 'Maria_2', usernameKey: 'maria_2', emailKey: 'maria@example.com', oldId: '2' },
    { username: 'new_name', usernameKey: 'new_name', emailKey: null, oldId: '3' },
    { username: 'before', usernameKey: 'before', emailKey: null, oldId: '4' },
  ]
  expect(await namesOf(people)).toEqual(['maria', 'Maria_2', 'new_name', 'renamed'])
  expect(await namesOf(people, { taken })).toEqual(['maria', 'Maria_2', 'new_name', 'renamed'])
  expect(await addressesOf(people, { taken })).toEqual(['', 'maria@example.com', '', ''])
})

it('imports an id once', async () => {
  const people = [person('1', { username: 'ada' }), person('1', { username: 'grace' })]
  const [first, second] = await plansOf(people)
  expect(first).not.toHaveProperty('cannot')
  expect(second?.cannot).toBe('The id occurs a second time in the source')
})

it('needs no usernames where accounts have none', async () => {
  const people = [person('1', { username: 'a b', email: 'ada@example.com' }), person('2')]
  expect(await plansOf(people, { hasUsernames: false })).toEqual([
    { oldId: '1', username: '', email: 'ada@example.com', clashes: [] },
    { oldId: '2', username: '', email: '', clashes: [], cannot: 'There is no address to sign in with' },
  ])
})

it('solves every clash of the site', async () => {
  const people = await peopleOf(await opened(siteAs('sqlite')))
  const plans = await plansOf(people)
  const clashes = plans.filter((plan) => plan.clashes.length > 0)
  expect(
    clashes.map(({ username, email, clashes }) => [username, email, ...clashes.map(({ what }) => what)]),
  ).toEqual([
    ['maria_2', 'maria.lower@example.com', 'username_taken'],
    ['MARIA_3', 'maria.shout@example.com', 'username_taken'],
    ['twin1', '', 'address_shared'],
    ['twin3', '', 'address_shared'],
    ['user@host.example', 'other@example.com', 'username_is_address'],
  ])
  expect(plans.map(({ username }) => username)).toContain('fiona1')
})

it('refuses a source that changed between the two readings', async () => {
  const plan = await planNames(streamOf([person('1')]))
  onTestFinished(() => plan.close())
  await expect(plan.apply(streamOf([person('2')])).next()).rejects.toThrow(
    'The source changed while it was read',
  )
})
