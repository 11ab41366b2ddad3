import { describe, expect, it } from 'vitest'
import { recoverAccount } from '../../src/account/links/account-recovery.ts'
import { verifyEmail } from '../../src/account/links/email-verification.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { finishReset } from '../../src/account/passwords/password-reset.ts'
import { changeProfile } from '../../src/account/profile/profile.ts'
import { register } from '../../src/account/sign-in/registration.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'
import { accountOf, DEAD, OWNER, THIEF, theftsAt } from '../support/thefts.ts'

const gatehouse = openGatehouse({ SEND_VERIFICATION_EMAIL: 'true' })
const { meOf, newest, resets, signInAs, steal } = theftsAt(gatehouse)
const { ports } = gatehouse
describe('an address that somebody else took meanwhile', () => {
  it('is given back when they never proved that it was theirs', async () => {
    const ada = await signUp(gatehouse)
    await changeProfile(ports, await meOf(ada.token), { email: `thief-${ada.email}` })
    const link = linkOf(await newest(ada.email))
    const squatter = await register(ports, STRICT, {
      username: 'squatter',
      email: ada.email,
      password: PASSWORD,
    })
    await recoverAccount(ports, link)
    expect(await accountOf(ada)).toMatchObject({ email: ada.email })
    expect(await ports.accounts.findById(squatter.id)).toMatchObject({
      email: '',
      emailKey: null,
      isActive: true,
    })
  })

  it('stays with whoever proved it, and nothing changes', async () => {
    const ada = await signUp(gatehouse)
    await changeProfile(ports, await meOf(ada.token), { email: `thief-${ada.email}` })
    const link = linkOf(await newest(ada.email))
    await register(ports, STRICT, { username: 'other', email: ada.email, password: PASSWORD })
    const emails = (await gatehouse.emails()).filter(({ to }) => to === ada.email)
    const [mine] = emails.filter(({ subject }) => subject.startsWith('Confirm'))
    await verifyEmail(ports, linkOf(mine))
    await refused(gatehouse, () =>
      expect(recoverAccount(ports, link)).rejects.toMatchObject({
        reason: 'invalid',
        issues: [{ field: 'email', fault: 'taken' }],
      }),
    )
  })

  it('is not taken from anybody by a link that is dead', async () => {
    const ada = await signUp(gatehouse)
    await changeProfile(ports, await meOf(ada.token), { email: `thief-${ada.email}` })
    const link = linkOf(await newest(ada.email))
    await recoverAccount(ports, link)
    await finishReset(ports, STRICT, { ...linkOf((await resets(ada.email))[0]), newPassword: OWNER })
    const token = await signInAs(ada, OWNER)
    await changeProfile(ports, await meOf(token), { email: `own-${ada.email}` })
    const bob = await register(ports, STRICT, { username: 'bob', email: ada.email, password: PASSWORD })
    await refused(gatehouse, () => expect(recoverAccount(ports, link)).rejects.toMatchObject(DEAD))
    expect(await ports.accounts.findById(bob.id)).toMatchObject({ email: ada.email })
  })
})

describe('a one-time token of a recovery link', () => {
  it('holds the address sealed', async () => {
    const ada = await signUp(gatehouse)
    await steal(ada.token, THIEF)
    const [row] = (await rowsOf('tickets')).filter(
      (each) => each.account_id === ada.id && each.purpose === 'alarm',
    )
    expect(JSON.stringify(row)).not.toContain(ada.email)
    expect(row?.sealed).toMatch(/^1\.[\w-]+$/)
  })
})
