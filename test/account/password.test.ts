import { describe, expect, it } from 'vitest'
import { requestLink } from '../../src/account/links/requested-links.ts'
import { changePassword, confirmPassword } from '../../src/account/passwords/change-password.ts'
import { matchPassword } from '../../src/account/passwords/password-hash.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { checkReset, finishReset } from '../../src/account/passwords/password-reset.ts'
import { authenticate, endSession } from '../../src/account/sessions/session.ts'
import { logInForToken, logInForTokenPair } from '../../src/account/sign-in/login.ts'
import { countedBindings } from '../support/counters.ts'
import { heldBack, succeeds } from '../support/faults.ts'
import { type AppEnv, AS_SHIPPED, openGatehouse } from '../support/gatehouse.ts'
import { addressIn, linkOf } from '../support/links.ts'
import { canLogIn, PASSWORD, proveAddress, type SignedUp, signUp } from '../support/people.ts'
import { everything, rowsOf } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openGatehouse({ ...AS_SHIPPED, ...bindings })
const { ports } = gatehouse
const NEXT = 'Rt5-harbour-Cormorant'

const meOf = ({ token }: SignedUp) => authenticate(ports, token)
const rowOf = async ({ id }: SignedUp) => (await rowsOf('accounts')).find((row) => row.id === id)
const isIn = (credential: string) => succeeds(authenticate(ports, credential))

/** Asks for a reset as djoser does, and answers with the token from the email. */
async function askForReset({ ports, emails }: AppEnv, address: string): Promise<string> {
  await requestLink(ports, { purpose: 'reset', address })
  return linkOf((await emails())[0]).token
}

describe('a change of password', () => {
  it('counts from then on, for two hashes and one write', async () => {
    const ada = await signUp(gatehouse)
    const me = await meOf(ada)
    const change = { oldPassword: PASSWORD, newPassword: NEXT }
    const cost = await costOf(async () => {
      await changePassword(ports, me, STRICT, change)
      await gatehouse.settled()
    })
    // One statement counts the try, eleven change the account, one asks whether the email is within its budget; one job notes what is revoked and reads all of it, asks KV and tells it, and the rows of both jobs are taken away.
    expect(cost).toEqual({ links: 12, roundTrips: 6, statements: 18, kv: 1, r2: 0 })
    expect(await canLogIn(gatehouse, ada, NEXT)).toBe(true)
    expect(await canLogIn(gatehouse, ada, PASSWORD)).toBe(false)
    expect(await rowOf(ada)).toMatchObject({
      epoch: 1,
      credential_version: 1,
      updated_at: gatehouse.clock.now(),
    })
  })

  it('keeps the session that asks and ends all others (REV-05)', async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    const { token } = await logInForToken(ports, ada, PASSWORD)
    const { tokenPair } = await logInForTokenPair(ports, ada, PASSWORD, 'express')
    const asked = await meOf(ada)
    await changePassword(ports, asked, STRICT, { oldPassword: PASSWORD, newPassword: NEXT })
    expect([await isIn(ada.token), await isIn(token), await isIn(tokenPair.access)]).toEqual([
      true,
      false,
      false,
    ])
    expect(await isIn(bob.token)).toBe(true)
    const mine = (await rowsOf('sessions')).filter((row) => row.account_id === ada.id)
    expect(mine).toMatchObject([{ id: asked.session.id, epoch: 1 }])
  })

  it('kills the links that were mailed (PWC-10)', async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    const [link, other] = [await askForReset(gatehouse, ada.email), await askForReset(gatehouse, bob.email)]
    await checkReset(ports, link)
    await changePassword(ports, await meOf(ada), STRICT, { oldPassword: PASSWORD, newPassword: NEXT })
    await expect(checkReset(ports, link)).rejects.toMatchObject({ reason: 'dead_link' })
    await checkReset(ports, other)
  })

  it('is told to the owner in one email without a password, with a link for whoever it was not (PWC-09)', async () => {
    const ada = await signUp(gatehouse)
    await proveAddress(ada)
    const before = (await gatehouse.emails()).length
    await changePassword(ports, await meOf(ada), STRICT, { oldPassword: PASSWORD, newPassword: NEXT })
    const emails = await gatehouse.emails()
    expect(emails).toHaveLength(before + 1)
    expect(emails[0]).toEqual({
      to: ada.email,
      subject: 'Gatehouse - Your password has been successfully changed!',
      text: expect.stringContaining(
        `The password of ${ada.username} on Gatehouse was changed, and all other sessions were signed out.\n`,
      ),
      html: expect.stringContaining(`The password of ${ada.username}`),
    })
    for (const text of [emails[0]?.text, emails[0]?.html])
      for (const secret of [NEXT, PASSWORD]) expect(text).not.toContain(secret)
    expect(addressIn(emails[0]).pathname).toBe('/not-me')
  })

  it('stores the new password as it was sent', async () => {
    const ada = await signUp(gatehouse)
    const spaced = ` ${NEXT} `
    await changePassword(ports, await meOf(ada), STRICT, { oldPassword: PASSWORD, newPassword: spaced })
    expect(await matchPassword(ports, (await meOf(ada)).account, spaced)).toBe(spaced)
    expect(await matchPassword(ports, (await meOf(ada)).account, NEXT)).toBeUndefined()
  })

  it('sends no email to whoever has no address', async () => {
    const { token } = await signUp(gatehouse)
    const { account, session } = await authenticate(ports, token)
    const before = (await gatehouse.emails()).length
    const me = { account: { ...account, email: '', emailKey: null }, session }
    await changePassword(ports, me, STRICT, { oldPassword: PASSWORD, newPassword: NEXT })
    expect(await gatehouse.emails()).toHaveLength(before)
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
    const me = await meOf(await signUp(gatehouse, 'similar-lovelace'))
    const before = await everything()
    await expect(changePassword(ports, me, STRICT, { ...good, ...flaw })).rejects.toMatchObject(refusal)
    await gatehouse.settled()
    expect(await everything()).toEqual(before)
  })

  it('when the session that asks was logged out meanwhile (REV-14)', async () => {
    const ada = await signUp(gatehouse)
    const me = await meOf(ada)
    const { ports: slow, reached, open } = heldBack(ports)
    const changing = expect(changePassword(slow, me, STRICT, good)).rejects.toMatchObject(
      invalid('oldPassword', 'wrong'),
    )
    await reached
    await endSession(ports, me.session, 'sign_out')
    const before = await everything()
    open()
    await changing
    expect(await everything()).toEqual(before)
    expect(await canLogIn(gatehouse, ada, PASSWORD)).toBe(true)
  })

  it('when another change came first: its sessions, links and emails stay (PWC-06)', async () => {
    const ada = await signUp(gatehouse)
    const me = await meOf(ada)
    const { ports: slow, reached, open } = heldBack(ports)
    const late = expect(
      changePassword(slow, me, STRICT, { ...good, newPassword: 'Xs2-orchard-Nuthatch' }),
    ).rejects.toMatchObject(invalid('oldPassword', 'wrong'))
    await reached
    // Nothing was heard of the first for so long that it counts as cut off.
    gatehouse.wait(3)
    await changePassword(ports, me, STRICT, good)
    const { token } = await logInForToken(ports, ada, NEXT)
    const link = await askForReset(gatehouse, ada.email)
    await gatehouse.settled()

    const before = await everything()
    open()
    await late
    await gatehouse.settled()
    expect(await everything()).toEqual(before)
    expect(await isIn(token)).toBe(true)
    await checkReset(ports, link)
  })
})

describe('whoever shows the password', () => {
  it('may have white space around it (decision 19)', async () => {
    const me = await meOf(await signUp(gatehouse))
    await confirmPassword(ports, me, ` ${PASSWORD}\n`)
    await expect(confirmPassword(ports, me, `${PASSWORD}x`)).rejects.toMatchObject({
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
    const emails = (await gatehouse.emails()).filter(
      ({ to, subject }) => to === ada.email && subject.includes('successfully changed'),
    )
    expect(emails).toHaveLength(1)
    expect(await rowsOf('outbox')).toEqual([])
    return winner
  }

  it('of one password, twenty: one wins, and its password is stored (PWC-06)', async () => {
    const ada = await signUp(gatehouse)
    const me = await meOf(ada)
    const changes = passwords.map((newPassword) =>
      changePassword(ports, me, STRICT, { oldPassword: PASSWORD, newPassword }),
    )
    await oneWinner(ada, changes)
    for (const change of changes)
      await change.catch((refusal) => expect(refusal).toMatchObject({ reason: 'busy', issues: [] }))
    expect(await isIn(ada.token)).toBe(true)
  }, 20_000)

  it('half of them by a mailed link: one wins', async () => {
    const ada = await signUp(gatehouse)
    const me = await meOf(ada)
    const token = await askForReset(gatehouse, ada.email)
    const winner = await oneWinner(
      ada,
      passwords.map((newPassword, index) =>
        index % 2 === 0
          ? changePassword(ports, me, STRICT, { oldPassword: PASSWORD, newPassword })
          : finishReset(ports, STRICT, { token, newPassword }),
      ),
    )
    expect(await isIn(ada.token)).toBe(winner % 2 === 0)
    await expect(checkReset(ports, token)).rejects.toMatchObject({ reason: 'dead_link' })
  }, 20_000)
})
