import { describe, expect, it } from 'vitest'
import {
  changeProfile,
  findAccount,
  type ProfileChange,
  refuseOthers,
  removeAccount,
} from '../../src/account/profile/profile.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { listAccounts } from '../../src/account/staff/users.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, type SignedUp, signUp } from '../support/people.ts'
import { everything } from '../support/rows.ts'
import { gif, gifControl, gifFrame } from './image/samples.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openGatehouse(bindings)
const { ports } = gatehouse

const meOf = ({ token }: SignedUp) => authenticate(ports, token)
const accountOf = async (ada: SignedUp) => (await meOf(ada)).account
const picture = (delay: number) => gif({ blocks: [gifControl(delay), gifFrame()] })

describe('a change of profile', () => {
  it.each([
    ['the first name', { firstName: 'Augusta' }, { firstName: 'Augusta' }],
    ['the last name away', { lastName: '' }, { lastName: '' }],
    ['the name', { username: 'Countess-1' }, { username: 'Countess-1', usernameKey: 'countess-1' }],
    [
      'the address, which kills the links (decision 14)',
      { email: 'Ada@x.org' },
      { email: 'Ada@x.org', emailKey: 'ada@x.org', linkVersion: 1 },
    ],
    ['the address away', { email: '' }, { email: '', emailKey: null, linkVersion: 1 }],
  ])('changes %s and nothing else', async (_, change, columns) => {
    const ada = await signUp(gatehouse)
    const me = await meOf(ada)
    const before = me.account
    gatehouse.wait(60)
    const changed = await changeProfile(ports, me, change)
    expect(changed).toEqual({ ...before, ...columns, updatedAt: gatehouse.clock.now() })
    expect(await accountOf(ada)).toEqual(changed)
  })

  it('costs one statement, and none when nothing was sent', async () => {
    const me = await meOf(await signUp(gatehouse))
    const nothing = { links: 0, roundTrips: 0, statements: 0, kv: 0, r2: 0 }
    const cost = await costOf(() => changeProfile(ports, me, { firstName: 'Ada' }))
    expect(cost).toEqual({ ...nothing, roundTrips: 1, statements: 1 })
    expect(await costOf(() => changeProfile(ports, me, {}))).toEqual(nothing)
    expect(await changeProfile(ports, me, { firstName: undefined })).toEqual(me.account)
  })

  it('may write its own name and address in another way', async () => {
    const ada = await signUp(gatehouse)
    const change = { username: ada.username.toUpperCase(), email: ada.email.toUpperCase() }
    expect(await changeProfile(ports, await meOf(ada), change)).toMatchObject({
      ...change,
      usernameKey: ada.username,
      emailKey: ada.email,
      linkVersion: 0,
    })
  })

  it('does not touch rights (PRO-01, PRO-02)', async () => {
    const ada = await signUp(gatehouse)
    const me = await meOf(ada)
    const more = {
      id: 'x',
      isStaff: true,
      isActive: false,
      passwordHash: 'x',
      sessionVersion: 9,
      createdAt: 0,
    }
    expect(await changeProfile(ports, me, { firstName: 'A', ...more } as ProfileChange)).toEqual({
      ...me.account,
      firstName: 'A',
    })
  })

  it('leaves what somebody else changes at the same time (PRO-09)', async () => {
    const ada = await signUp(gatehouse)
    const me = await meOf(ada)
    const changes: ProfileChange[] = [
      { firstName: 'Augusta' },
      { lastName: 'King' },
      { username: 'countess-2' },
      { email: 'countess-2@example.com' },
    ]
    await Promise.all(changes.map((change) => changeProfile(ports, me, change)))
    expect(await accountOf(ada)).toMatchObject(Object.assign({}, ...changes))
  })

  it('is refused with every field that is taken, and nothing is changed (PRO-05)', async () => {
    const [ada, bob, eve] = [await signUp(gatehouse), await signUp(gatehouse), await signUp(gatehouse)]
    const me = await meOf(ada)
    // What earlier tests left to be sent must not be sent meanwhile.
    await gatehouse.settled()
    const before = await everything()
    const changes: [ProfileChange, string[]][] = [
      [{ username: bob.username.toUpperCase() }, ['username']],
      [{ email: bob.email.toUpperCase() }, ['email']],
      [{ username: bob.username, email: bob.email }, ['username', 'email']],
      [{ username: bob.username, email: eve.email }, ['username', 'email']],
      [{ username: bob.username, email: 'free@example.com', firstName: 'x' }, ['username']],
      [{ username: 'free', email: bob.email, avatar: picture(1) }, ['email']],
    ]
    for (const [change, fields] of changes)
      await expect(changeProfile(ports, me, change)).rejects.toMatchObject({
        reason: 'invalid',
        issues: fields.map((field) => ({ field, fault: 'taken' })),
      })
    expect(await everything()).toEqual(before)
  })

  it('of an account that was deleted meanwhile is refused and leaves no picture', async () => {
    const me = await meOf(await signUp(gatehouse))
    await removeAccount(ports, me)
    await gatehouse.settled()
    const before = await everything()
    await expect(changeProfile(ports, me, { avatar: picture(2) })).rejects.toThrow('token_invalid')
    expect(await everything()).toEqual(before)
  })
})

describe('who sees whom (IDR-01)', () => {
  it('everybody sees themselves, staff sees everybody', async () => {
    const [ada, boss] = [await signUp(gatehouse), await signUp(gatehouse)]
    await makeStaff(boss)
    const [me, staff] = [await meOf(ada), await meOf(boss)]
    const all = () => ({})
    expect(await listAccounts(ports, me, all)).toEqual({ users: [me.account], next: undefined })
    expect((await listAccounts(ports, staff, all)).users.map(({ id }) => id)).toEqual(
      expect.arrayContaining([ada.id, boss.id]),
    )

    expect(await findAccount(ports, me, ada.id)).toEqual(me.account)
    expect(await findAccount(ports, staff, ada.id)).toEqual(me.account)
    const notFound = { name: 'Refusal', reason: 'not_found' }
    for (const id of [boss.id, crypto.randomUUID(), 'x', ada.id.toUpperCase()])
      await expect(findAccount(ports, me, id), id).rejects.toMatchObject(notFound)
    await expect(findAccount(ports, staff, crypto.randomUUID())).rejects.toMatchObject(notFound)
  })

  it('somebody else and nobody are refused alike (decision 23)', async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    const me = await meOf(ada)
    expect(() => refuseOthers(me, ada.id)).not.toThrow()
    for (const id of [bob.id, crypto.randomUUID()]) expect(() => refuseOthers(me, id)).toThrow('not_yours')
  })
})
