import { describe, expect, it } from 'vitest'
import { askForLink } from '../../src/account/asked-links.ts'
import { logInForPair, logInForToken } from '../../src/account/login.ts'
import { changePassword, confirmPassword } from '../../src/account/password.ts'
import { matchPassword } from '../../src/account/password-hash.ts'
import { checkReset, finishReset } from '../../src/account/password-reset.ts'
import { authenticate, endSession } from '../../src/account/session.ts'
import { countedBindings } from '../support/counters.ts'
import { heldBack, succeeds } from '../support/faults.ts'
import { AS_SHIPPED, type House, openHouse } from '../support/house.ts'
import { addressIn, linkOf } from '../support/links.ts'
import { canLogIn, PASSWORD, proveAddress, type SignedUp, signUp } from '../support/people.ts'
import { everything, rowsOf } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const house = openHouse({ ...AS_SHIPPED, ...bindings })
const { ports } = house
const NEXT = 'Rt5-harbour-Cormorant'

const meOf = ({ token }: SignedUp) => authenticate(ports, token)
const rowOf = async ({ id }: SignedUp) => (await rowsOf('accounts')).find((row) => row.id === id)
const isIn = (credential: string) => succeeds(authenticate(ports, credential))

/** Asks for a reset as djoser does, and answers with the token from the letter. */
async function askForReset({ ports, letters }: House, address: string): Promise<string> {
  await askForLink(ports, { purpose: 'reset', address })
  return linkOf((await letters())[0]).token
}

describe('a change of password', () => {
  it('counts from then on, for two hashes and one write', async () => {
    const ada = await signUp(house)
    const me = await meOf(ada)
    const change = { oldPassword: PASSWORD, newPassword: NEXT }
    const cost = await costOf(async () => {
      await changePassword(ports, me, 'djoser', change)
      await house.settled()
    })
    // One statement counts the try, nine change the account, one asks whether the letter is within its budget; one errand asks KV and tells it, and the rows of both errands are taken away.
    expect(cost).toEqual({ links: 12, roundTrips: 5, statements: 14, kv: 2, r2: 0 })
    expect(await canLogIn(house, ada, NEXT)).toBe(true)
    expect(await canLogIn(house, ada, PASSWORD)).toBe(false)
    expect(await rowOf(ada)).toMatchObject({ epoch: 1, credential_version: 1, updated_at: house.clock.now() })
  })

  it('keeps the session that asks and ends all others (REV-05)', async () => {
    const [ada, bob] = [await signUp(house), await signUp(house)]
    const { token } = await logInForToken(ports, ada, PASSWORD)
    const { pair } = await logInForPair(ports, ada, PASSWORD, 'express')
    const asked = await meOf(ada)
    await changePassword(ports, asked, 'djoser', { oldPassword: PASSWORD, newPassword: NEXT })
    expect([await isIn(ada.token), await isIn(token), await isIn(pair.access)]).toEqual([true, false, false])
    expect(await isIn(bob.token)).toBe(true)
    const mine = (await rowsOf('sessions')).filter((row) => row.account_id === ada.id)
    expect(mine).toMatchObject([{ id: asked.session.id, epoch: 1 }])
  })

  it('kills the links that were mailed (PWC-10)', async () => {
    const [ada, bob] = [await signUp(house), await signUp(house)]
    const [link, other] = [await askForReset(house, ada.email), await askForReset(house, bob.email)]
    await checkReset(ports, link)
    await changePassword(ports, await meOf(ada), 'djoser', { oldPassword: PASSWORD, newPassword: NEXT })
    await expect(checkReset(ports, link)).rejects.toMatchObject({ reason: 'dead_link' })
    await checkReset(ports, other)
  })

  it('is told to the owner in one letter without a password, with a link for whoever it was not (PWC-09)', async () => {
    const ada = await signUp(house)
    await proveAddress(ada)
    const before = (await house.letters()).length
    await changePassword(ports, await meOf(ada), 'djoser', { oldPassword: PASSWORD, newPassword: NEXT })
    const letters = await house.letters()
    expect(letters).toHaveLength(before + 1)
    expect(letters[0]).toEqual({
      to: ada.email,
      subject: 'Gatehouse - Your password has been successfully changed!',
      text: expect.stringContaining(
        `The password of ${ada.username} on Gatehouse was changed, and every other session was signed out.\n`,
      ),
      html: expect.stringContaining(`The password of ${ada.username}`),
    })
    for (const text of [letters[0]?.text, letters[0]?.html])
      for (const secret of [NEXT, PASSWORD]) expect(text).not.toContain(secret)
    expect(addressIn(letters[0]).pathname).toBe('/not-me')
  })

  it('stores the new password as it was sent', async () => {
    const ada = await signUp(house)
    const spaced = ` ${NEXT} `
    await changePassword(ports, await meOf(ada), 'djoser', { oldPassword: PASSWORD, newPassword: spaced })
    expect(await matchPassword(ports, (await meOf(ada)).account, spaced)).toBe(spaced)
    expect(await matchPassword(ports, (await meOf(ada)).account, NEXT)).toBeUndefined()
  })

  it('sends no letter to whoever has no address', async () => {
    const { token } = await signUp(house)
    const { account, session } = await authenticate(ports, token)
    const before = (await house.letters()).length
    const me = { account: { ...account, email: '', emailKey: null }, session }
    await changePassword(ports, me, 'djoser', { oldPassword: PASSWORD, newPassword: NEXT })
    expect(await house.letters()).toHaveLength(before)
  })
})

describe('a change of password is refused, and nothing is changed', () => {
  const invalid = (field: string, fault: string) => ({ reason: 'invalid', issues: [{ field, fault }] })
  const good = { oldPassword: PASSWORD, newPassword: NEXT }

  it.each([
    ['with a wrong old password (PWC-01)', { oldPassword: NEXT }, invalid('oldPassword', 'wrong')],
    ['with a common password (PWC-04)', { newPassword: 'football' }, invalid('newPassword', 'common')],
    [
      'with a password like the username (PWC-04)',
      { newPassword: 'similar-lovelace' },
      { reason: 'invalid', issues: [{ field: 'newPassword', fault: 'similar', likeness: 'username' }] },
    ],
    ['when the two differ', { reNewPassword: `${NEXT}x` }, invalid('password', 'different')],
    [
      'with a wrong old password before anything else',
      { oldPassword: 'x', newPassword: 'x', reNewPassword: 'y' },
      invalid('oldPassword', 'wrong'),
    ],
  ])('%s', async (_, flaw, refusal) => {
    const me = await meOf(await signUp(house, 'similar-lovelace'))
    const before = await everything()
    await expect(changePassword(ports, me, 'djoser', { ...good, ...flaw })).rejects.toMatchObject(refusal)
    await house.settled()
    expect(await everything()).toEqual(before)
  })

  it('when the session that asks was logged out meanwhile (REV-14)', async () => {
    const ada = await signUp(house)
    const me = await meOf(ada)
    const { ports: slow, reached, open } = heldBack(ports)
    const changing = expect(changePassword(slow, me, 'djoser', good)).rejects.toMatchObject(
      invalid('oldPassword', 'wrong'),
    )
    await reached
    await endSession(ports, me.session, 'sign_out')
    const before = await everything()
    open()
    await changing
    expect(await everything()).toEqual(before)
    expect(await canLogIn(house, ada, PASSWORD)).toBe(true)
  })

  it('when another change came first: its sessions, links and letters stay (PWC-06)', async () => {
    const ada = await signUp(house)
    const me = await meOf(ada)
    const { ports: slow, reached, open } = heldBack(ports)
    const late = expect(
      changePassword(slow, me, 'djoser', { ...good, newPassword: 'Xs2-orchard-Nuthatch' }),
    ).rejects.toMatchObject(invalid('oldPassword', 'wrong'))
    await reached
    // Nothing was heard of the first for so long that it counts as cut off.
    house.wait(3)
    await changePassword(ports, me, 'djoser', good)
    const { token } = await logInForToken(ports, ada, NEXT)
    const link = await askForReset(house, ada.email)
    await house.settled()

    const before = await everything()
    open()
    await late
    await house.settled()
    expect(await everything()).toEqual(before)
    expect(await isIn(token)).toBe(true)
    await checkReset(ports, link)
  })
})

describe('whoever shows the password', () => {
  it('may have white space around it (decision 19)', async () => {
    const { account } = await meOf(await signUp(house))
    await confirmPassword(ports, account, ` ${PASSWORD}\n`)
    await expect(confirmPassword(ports, account, `${PASSWORD}x`)).rejects.toMatchObject({
      issues: [{ field: 'oldPassword', fault: 'wrong' }],
    })
  })
})

describe('many changes at once', () => {
  const passwords = Array.from({ length: 20 }, (_, index) => `Rt5-harbour-Cormorant-${index}`)

  async function oneWinner(ada: SignedUp, changes: Promise<unknown>[]): Promise<number> {
    const results = await Promise.allSettled(changes)
    const winners = results.flatMap(({ status }, index) => (status === 'fulfilled' ? [index] : []))
    expect(winners).toHaveLength(1)
    const [winner = -1] = winners
    const row = await rowOf(ada)
    expect(row).toMatchObject({ epoch: 1, credential_version: 1 })
    const stored = { id: ada.id, passwordHash: String(row?.password_hash) }
    expect(await matchPassword(ports, stored, passwords[winner] ?? '')).toBe(passwords[winner])
    const letters = (await house.letters()).filter(
      ({ to, subject }) => to === ada.email && subject.includes('successfully changed'),
    )
    expect(letters).toHaveLength(1)
    expect(await rowsOf('outbox')).toEqual([])
    return winner
  }

  it('of one password, twenty: one wins, and its password is stored (PWC-06)', async () => {
    const ada = await signUp(house)
    const me = await meOf(ada)
    const changes = passwords.map((newPassword) =>
      changePassword(ports, me, 'djoser', { oldPassword: PASSWORD, newPassword }),
    )
    await oneWinner(ada, changes)
    for (const change of changes)
      await change.catch((refusal) => expect(refusal).toMatchObject({ reason: 'busy', issues: [] }))
    expect(await isIn(ada.token)).toBe(true)
  }, 20_000)

  it('half of them by a mailed link: one wins', async () => {
    const ada = await signUp(house)
    const me = await meOf(ada)
    const token = await askForReset(house, ada.email)
    const winner = await oneWinner(
      ada,
      passwords.map((newPassword, index) =>
        index % 2 === 0
          ? changePassword(ports, me, 'djoser', { oldPassword: PASSWORD, newPassword })
          : finishReset(ports, 'users', { token, newPassword }),
      ),
    )
    expect(await isIn(ada.token)).toBe(winner % 2 === 0)
    await expect(checkReset(ports, token)).rejects.toMatchObject({ reason: 'dead_link' })
  }, 20_000)
})
