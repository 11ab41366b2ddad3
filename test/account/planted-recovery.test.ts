import { describe, expect, it } from 'vitest'
import { recoverAccount } from '../../src/account/links/account-recovery.ts'
import { activate, resendActivation } from '../../src/account/links/activation.ts'
import { resendVerification, verifyEmail } from '../../src/account/links/email-verification.ts'
import { requestLink } from '../../src/account/links/requested-links.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { finishReset } from '../../src/account/passwords/password-reset.ts'
import { changeProfile, changeProfileForActivation } from '../../src/account/profile/profile.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { addressIn, linkOf } from '../support/links.ts'
import { disable, proveAddress, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { ports } = gatehouse
const DEAD = { name: 'Refusal', reason: 'dead_link' }
const NEW = 'Rt5-harbour-Cormorant'

const me = ({ token }: SignedUp) => authenticate(ports, token)
const move = async (person: SignedUp, email: string) => changeProfile(ports, await me(person), { email })
const mailTo = async (to: string, path: string, at = gatehouse) =>
  (await at.emails()).find((message) => message.to === to && addressIn(message).pathname === path)
const accountOf = async ({ id }: SignedUp) => (await rowsOf('accounts')).find((row) => row.id === id)

async function resetAt(address: string) {
  await requestLink(ports, { purpose: 'reset', address })
  const message = (await gatehouse.emails()).find(
    ({ to, subject }) => to === address && subject.startsWith('Password reset'),
  )
  await finishReset(ports, STRICT, { ...linkOf(message), newPassword: NEW })
}

/** Somebody with the session moves the address to their own, and back; what they were mailed. */
async function plant(ada: SignedUp, thief: string) {
  await move(ada, thief)
  await move(ada, ada.email)
  return linkOf(await mailTo(thief, '/not-me'))
}

describe('a recovery that somebody else had mailed to themselves', () => {
  it('ends when the owner resets the password by mail', async () => {
    const ada = await signUp(gatehouse)
    const planted = await plant(ada, `thief-${ada.email}`)
    await resetAt(ada.email)
    await refused(gatehouse, () => expect(recoverAccount(ports, planted)).rejects.toMatchObject(DEAD))
    expect(await accountOf(ada)).toMatchObject({ email: ada.email })
  })

  it('ends when the owner proves the address by mail', async () => {
    const ada = await signUp(gatehouse)
    const planted = await plant(ada, `thief-${ada.email}`)
    await resendVerification(ports, await me(ada))
    await verifyEmail(ports, linkOf(await mailTo(ada.email, '/email/confirm')))
    await refused(gatehouse, () => expect(recoverAccount(ports, planted)).rejects.toMatchObject(DEAD))
  })

  it('ends also after many moves to and fro', async () => {
    const ada = await signUp(gatehouse)
    await plant(ada, `one-${ada.email}`)
    await plant(ada, `two-${ada.email}`)
    const planted = await plant(ada, `one-${ada.email}`)
    await resetAt(ada.email)
    await refused(gatehouse, () => expect(recoverAccount(ports, planted)).rejects.toMatchObject(DEAD))
  })

  it('does not end the owner’s when they prove the address that they moved it to', async () => {
    const ada = await signUp(gatehouse)
    await proveAddress(ada)
    const thief = `thief-${ada.email}`
    await move(ada, thief)
    const owners = linkOf(await mailTo(ada.email, '/not-me'))
    await resendVerification(ports, await me(ada))
    await verifyEmail(ports, linkOf(await mailTo(thief, '/email/confirm')))
    await resetAt(thief)
    await recoverAccount(ports, owners)
    expect(await accountOf(ada)).toMatchObject({ email: ada.email })
  })

  it('ends at an address that nobody had proved, however early, once another is proved by mail', async () => {
    const early = await signUp(gatehouse)
    const victim = `victim-${early.email}`
    await move(early, victim)
    const planted = linkOf(await mailTo(early.email, '/not-me'))
    await resetAt(victim)
    await refused(gatehouse, () => expect(recoverAccount(ports, planted)).rejects.toMatchObject(DEAD))
    expect(await accountOf(early)).toMatchObject({ email: victim })
  })

  it('leaves no client known that they signed in from', async () => {
    const ada = await signUp(gatehouse)
    const known = async () => (await rowsOf('known_places')).filter(({ account_id }) => account_id === ada.id)
    await gatehouse.request('/auth/token/login/', {
      method: 'POST',
      json: ada,
      headers: { 'CF-Connecting-IP': '203.0.113.9' },
    })
    const before = await known()
    await resetAt(ada.email)
    const after = await known()
    expect([before.length, after.length]).toEqual([2, 1])
  })
})

describe('an account that waits for activation because its address was moved', () => {
  const activating = openGatehouse({ SEND_ACTIVATION_EMAIL: 'true' })
  async function moved() {
    const ada = await signUp(gatehouse)
    await proveAddress(ada)
    const thief = `thief-${ada.email}`
    const mine = await authenticate(activating.ports, ada.token)
    await changeProfileForActivation(activating.ports, mine, mine.account, { email: thief })
    return { ada, thief, owners: linkOf(await mailTo(ada.email, '/not-me', activating)) }
  }

  it('is given back open, with the address proved', async () => {
    const { ada, owners } = await moved()
    await recoverAccount(activating.ports, owners)
    expect(await accountOf(ada)).toMatchObject({ email: ada.email, is_active: 1, awaits_activation: 0 })
    await resetAt(ada.email)
  })

  it('is given back after it was activated at the other address', async () => {
    const { ada, thief, owners } = await moved()
    await resendActivation(activating.ports, thief)
    await activate(activating.ports, linkOf(await mailTo(thief, '/activate', activating)))
    await recoverAccount(activating.ports, owners)
    expect(await accountOf(ada)).toMatchObject({ email: ada.email, is_active: 1 })
  })

  it('stays closed when staff disabled it', async () => {
    const { ada, owners } = await moved()
    await disable(ada)
    await gatehouse.ports.commit(
      gatehouse.ports.administration.raiseSessionVersion(
        ada.id,
        { isActive: false, awaitsActivation: false },
        gatehouse.clock.now(),
        gatehouse.ports.accounts.isNow(ada.id, {}),
      ),
    )
    await refused(gatehouse, () =>
      expect(recoverAccount(activating.ports, owners)).rejects.toMatchObject(DEAD),
    )
  })
})
