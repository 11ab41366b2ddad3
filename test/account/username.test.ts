import { describe, expect, it } from 'vitest'
import { requestLink } from '../../src/account/links/requested-links.ts'
import { checkReset } from '../../src/account/passwords/password-reset.ts'
import { changeUsername, finishUsernameReset } from '../../src/account/profile/username.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { logInForToken } from '../../src/account/sign-in/login.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { disable, PASSWORD, proveAddress, type SignedUp, signUp } from '../support/people.ts'
import { everything, rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { ports } = gatehouse

const meOf = ({ token }: SignedUp) => authenticate(ports, token)
const nameOf = async (ada: SignedUp) => (await meOf(ada)).account.username

async function askForName({ email }: SignedUp, purpose: 'username' | 'reset' = 'username') {
  await requestLink(ports, { purpose, address: email })
  return linkOf((await gatehouse.emails())[0])
}

const taken = { name: 'Refusal', reason: 'invalid', issues: [{ field: 'newUsername', fault: 'taken' }] }

describe('a change of username', () => {
  it('counts from then on, and the session goes on', async () => {
    const ada = await signUp(gatehouse)
    await changeUsername(ports, await meOf(ada), { newUsername: 'Countess', currentPassword: PASSWORD })
    expect((await meOf(ada)).account).toMatchObject({
      username: 'Countess',
      usernameKey: 'countess',
      sessionVersion: 0,
    })
    expect((await logInForToken(ports, { username: 'COUNTESS' }, PASSWORD)).account.id).toBe(ada.id)
    await expect(logInForToken(ports, ada, PASSWORD)).rejects.toMatchObject({ reason: 'wrong_credentials' })
  })

  it('may be of its case alone', async () => {
    const ada = await signUp(gatehouse)
    const newUsername = ada.username.toUpperCase()
    await changeUsername(ports, await meOf(ada), { newUsername, currentPassword: PASSWORD })
    expect(await nameOf(ada)).toBe(newUsername)
    expect((await logInForToken(ports, ada, PASSWORD)).account.id).toBe(ada.id)
  })

  it('frees the old name, and the old session stays with its account (PRO-06)', async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    await changeUsername(ports, await meOf(ada), { newUsername: 'renamed', currentPassword: PASSWORD })
    await changeUsername(ports, await meOf(bob), { newUsername: ada.username, currentPassword: PASSWORD })
    expect((await meOf(ada)).account.id).toBe(ada.id)
    expect((await logInForToken(ports, { username: ada.username }, PASSWORD)).account.id).toBe(bob.id)
  })

  it('is refused, and nothing changes', async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    const me = await meOf(ada)
    const before = await everything()
    const flaws: [object, object][] = [
      [{ currentPassword: 'x' }, { issues: [{ field: 'oldPassword', fault: 'wrong' }] }],
      [{ reNewUsername: 'other' }, { issues: [{ field: 'username', fault: 'different' }] }],
      [{ newUsername: bob.username.toUpperCase() }, taken],
      [{ newUsername: ada.username }, taken],
    ]
    for (const [flaw, refusal] of flaws) {
      const wish = { newUsername: 'free', currentPassword: PASSWORD, ...flaw }
      await expect(changeUsername(ports, me, wish)).rejects.toMatchObject(refusal)
    }
    expect(await everything()).toEqual(before)
  })

  it('of twenty people to one name at once is given to one', async () => {
    const users: SignedUp[] = []
    for (let index = 0; index < 20; index++) users.push(await signUp(gatehouse))
    const all = await Promise.all(users.map(meOf))
    const results = await Promise.allSettled(
      all.map((me) => changeUsername(ports, me, { newUsername: 'Wanted', currentPassword: PASSWORD })),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject(taken)
    expect((await rowsOf('accounts')).filter((row) => row.username_key === 'wanted')).toHaveLength(1)
  }, 20_000)
})

describe('a forgotten username', () => {
  it('is set anew from the link, which works once and leaves sessions and passwords alone', async () => {
    const ada = await signUp(gatehouse)
    await proveAddress(ada)
    const link = await askForName(ada)
    expect((await gatehouse.emails())[0]?.text).toContain(
      `Your username, in case you've forgotten: ${ada.username}`,
    )
    await finishUsernameReset(ports, { ...link, newUsername: 'Remembered', reNewUsername: 'Remembered' })
    expect(await nameOf(ada)).toBe('Remembered')
    const before = await everything()
    await expect(finishUsernameReset(ports, { ...link, newUsername: 'twice' })).rejects.toMatchObject({
      reason: 'dead_link',
    })
    expect(await everything()).toEqual(before)
    expect((await logInForToken(ports, { username: 'remembered' }, PASSWORD)).account.id).toBe(ada.id)
  })

  it('leaves a link for the password alone', async () => {
    const ada = await signUp(gatehouse)
    const password = await askForName(ada, 'reset')
    await finishUsernameReset(ports, { ...(await askForName(ada)), newUsername: `x-${ada.username}` })
    await checkReset(ports, password.token)
  })

  it('is not used up by a name that is refused', async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    const link = await askForName(ada)
    const before = await everything()
    const wish = { ...link, newUsername: bob.username }
    await expect(finishUsernameReset(ports, wish)).rejects.toMatchObject(taken)
    await expect(
      finishUsernameReset(ports, { ...link, newUsername: 'one', reNewUsername: 'two' }),
    ).rejects.toMatchObject({ issues: [{ field: 'username', fault: 'different' }] })
    expect(await everything()).toEqual(before)
    await finishUsernameReset(ports, { ...link, newUsername: 'finally' })
  })

  it.each([
    [3599, true],
    [3600, false],
    [3601, false],
  ])('has a link that works after %d seconds: %s', async (seconds, good) => {
    const ada = await signUp(gatehouse)
    const link = await askForName(ada)
    gatehouse.wait(seconds)
    const wish = { ...link, newUsername: `late-${ada.username}` }
    const renamed = finishUsernameReset(ports, wish).then(() => true)
    await (good ? expect(renamed).resolves.toBe(true) : expect(renamed).rejects.toThrow('dead_link'))
  })

  it('cannot be set from a link for a password, for another account, or for a disabled one', async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    const [password, mine] = [await askForName(ada, 'reset'), await askForName(ada)]
    const [{ uid }, newUsername] = [await askForName(bob), 'stolen']
    for (const link of [password, { uid, token: mine.token }])
      await expect(finishUsernameReset(ports, { ...link, newUsername })).rejects.toThrow('dead_link')
    await expect(finishUsernameReset(ports, { ...mine, uid: 'x', newUsername })).rejects.toThrow(
      'unknown_uid',
    )
    await disable(ada)
    await expect(finishUsernameReset(ports, { ...mine, newUsername })).rejects.toThrow('dead_link')
    expect((await rowsOf('accounts')).filter((row) => row.username === 'stolen')).toEqual([])
  })

  it('is set to one of twenty names that come at once', async () => {
    const ada = await signUp(gatehouse)
    const link = await askForName(ada)
    const names = Array.from({ length: 20 }, (_, index) => `chosen${index}`)
    const results = await Promise.allSettled(
      names.map((newUsername) => finishUsernameReset(ports, { ...link, newUsername })),
    )
    const winners = names.filter((_, index) => results[index]?.status === 'fulfilled')
    expect(winners).toEqual([await nameOf(ada)])
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ reason: 'dead_link' })
  })
})
