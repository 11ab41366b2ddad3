import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { requestLink } from '../../src/account/links/requested-links.ts'
import { changeProfile, removeAccount, removeAccountWithPassword } from '../../src/account/profile/profile.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { logInForToken, logInForTokenPair } from '../../src/account/sign-in/login.ts'
import { countedBindings } from '../support/counters.ts'
import { succeeds } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { canLogIn, makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { everything, pictureAddresses, rowsOf } from '../support/rows.ts'
import { gif, gifControl, gifFrame } from './image/samples.ts'

const { bindings } = countedBindings()
const gatehouse = openGatehouse(bindings)
const { ports } = gatehouse

const meOf = ({ token }: SignedUp) => authenticate(ports, token)
const accountOf = async (ada: SignedUp) => (await meOf(ada)).account
const picture = (delay: number) => gif({ blocks: [gifControl(delay), gifFrame()] })

describe('an account that is deleted (PRO-11)', () => {
  it('takes its sessions, links and pictures along, and nothing of others', async () => {
    const bob = await signUp(gatehouse)
    await changeProfile(ports, await meOf(bob), { avatar: picture(3) })
    await requestLink(ports, { purpose: 'reset', address: bob.email })
    await gatehouse.settled()
    const before = await everything()

    const ada = await signUp(gatehouse)
    const { tokenPair } = await logInForTokenPair(ports, ada, PASSWORD, 'express')
    const account = await changeProfile(ports, await meOf(ada), {
      avatar: picture(3),
      cover: picture(4),
    })
    await requestLink(ports, { purpose: 'reset', address: ada.email })
    await gatehouse.settled()
    expect(await pictureAddresses()).toEqual(expect.arrayContaining([account.avatar, account.cover]))

    await removeAccount(ports, await meOf(ada))
    await gatehouse.settled()
    const { tables, pictures } = await everything()
    // That a link was mailed is forgotten within the hour, that there was an account after 90 days, and how many emails were sent tells of nobody.
    const { asked_letters, events, event_counts } = before.tables
    expect({ tables: { ...tables, asked_letters, events, event_counts }, pictures }).toEqual({
      tables: before.tables,
      pictures: before.pictures,
    })
    for (const credential of [ada.token, tokenPair.access])
      await expect(authenticate(ports, credential)).rejects.toThrow()
    expect(await canLogIn(gatehouse, ada, PASSWORD)).toBe(false)
    expect((await accountOf(bob)).id).toBe(bob.id)
  })

  it('frees its name and its address', async () => {
    const ada = await signUp(gatehouse)
    await removeAccount(ports, await meOf(ada))
    const bob = await meOf(await signUp(gatehouse))
    const { username, email } = ada
    expect(await changeProfile(ports, bob, { username, email })).toMatchObject({
      username,
      email,
      id: bob.account.id,
    })
  })

  it('is deleted once by two at once', async () => {
    const me = await meOf(await signUp(gatehouse))
    const done = await Promise.all([0, 1].map(() => succeeds(removeAccount(ports, me))))
    expect(done.toSorted()).toEqual([false, true])
    await gatehouse.settled()
    expect(await rowsOf('outbox')).toEqual([])
    expect(await ports.accounts.findById(me.account.id)).toBeUndefined()
  })

  it('leaves no session to a login at the same time (PRO-13)', async () => {
    for (let round = 0; round < 10; round++) {
      const ada = await signUp(gatehouse)
      const me = await meOf(ada)
      const logins = [0, 1].map(() =>
        logInForToken(ports, ada, PASSWORD).then(
          () => 'in',
          ({ reason }) => reason,
        ),
      )
      await logins[round % 2]
      await removeAccount(ports, me)
      for (const outcome of await Promise.all(logins)) expect(['in', 'wrong_credentials']).toContain(outcome)
    }
    const { results } = await env.DB.prepare(
      'select id from sessions where account_id not in (select id from accounts)',
    ).all()
    expect(results).toEqual([])
  }, 20_000)
})

describe('a deletion that asks for the password', () => {
  it('needs the right one', async () => {
    const ada = await signUp(gatehouse)
    const me = await meOf(ada)
    const before = await everything()
    await expect(removeAccountWithPassword(ports, me, ada.id, 'x')).rejects.toMatchObject({
      issues: [{ field: 'oldPassword', fault: 'wrong' }],
    })
    expect(await everything()).toEqual(before)
    await removeAccountWithPassword(ports, me, ada.id, PASSWORD)
    expect(await ports.accounts.findById(ada.id)).toBeUndefined()
  })

  it("is for one's own account, and for every account with the rights of staff and one's own password", async () => {
    const [ada, bob, boss] = [await signUp(gatehouse), await signUp(gatehouse), await signUp(gatehouse)]
    await makeStaff(boss)
    const asking = removeAccountWithPassword(ports, await meOf(ada), bob.id, PASSWORD)
    await expect(asking).rejects.toMatchObject({ reason: 'not_yours' })
    const nobody = removeAccountWithPassword(ports, await meOf(boss), crypto.randomUUID(), PASSWORD)
    await expect(nobody).rejects.toMatchObject({ reason: 'not_found' })
    await removeAccountWithPassword(ports, await meOf(boss), bob.id, PASSWORD)
    expect(await ports.accounts.findById(bob.id)).toBeUndefined()
    expect((await accountOf(boss)).id).toBe(boss.id)
  })
})
