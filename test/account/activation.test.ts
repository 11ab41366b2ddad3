import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { activate, resendActivation } from '../../src/account/links/activation.ts'
import { requestLink } from '../../src/account/links/requested-links.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { checkReset, finishReset } from '../../src/account/passwords/password-reset.ts'
import { changeProfileForActivation, type ProfileChange } from '../../src/account/profile/profile.ts'
import { finishUsernameReset } from '../../src/account/profile/username.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { logInForToken } from '../../src/account/sign-in/login.ts'
import { registerForActivation } from '../../src/account/sign-in/registration.ts'
import { heldBack } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { PASSWORD } from '../support/people.ts'
import { everything, rowsOf } from '../support/rows.ts'

const openClosedHouse = () => openGatehouse({ SEND_ACTIVATION_EMAIL: 'true' } as Partial<Env>)
const gatehouse = openClosedHouse()
const { ports } = gatehouse
type AppEnv = typeof gatehouse

let users = 0
async function register({ ports, emails }: AppEnv = gatehouse) {
  const username = `newcomer${users++}`
  const wish = { username, email: `${username}@example.com`, password: PASSWORD }
  const account = await registerForActivation(ports, STRICT, wish)
  return { ...account, ...linkOf((await emails())[0]) }
}
const refused = (work: Promise<unknown>, reason: string) =>
  expect(work).rejects.toMatchObject({ name: 'Refusal', reason, issues: [] })

describe('an account that has to be activated', () => {
  it('is closed until then and open from then on', async () => {
    const ada = await register()
    expect(ada).toMatchObject({ isActive: false, awaitsActivation: true })
    await refused(logInForToken(ports, ada, PASSWORD), 'wrong_credentials')
    await activate(ports, ada)
    expect((await logInForToken(ports, ada, PASSWORD)).account).toMatchObject({
      id: ada.id,
      isActive: true,
      awaitsActivation: false,
    })
  })

  it('has a link in an email that is stored together with it', async () => {
    const ada = await register()
    const [message] = await gatehouse.emails()
    expect(message).toMatchObject({ to: ada.email, subject: 'Account activation on Gatehouse' })
    expect(message?.text).toContain(`http://localhost:8787/activate?uid=${ada.uid}&token=${ada.token}\n`)

    const before = await everything()
    const emails = (await gatehouse.emails()).length
    const again = { username: ada.username, email: ada.email, password: PASSWORD }
    await expect(registerForActivation(ports, STRICT, again)).rejects.toMatchObject({ reason: 'invalid' })
    expect(await everything()).toEqual(before)
    expect(await gatehouse.emails()).toHaveLength(emails)
  })

  it('needs an address', async () => {
    const before = await everything()
    for (const email of [undefined, ''])
      await expect(
        registerForActivation(ports, STRICT, { username: 'silent', email, password: PASSWORD }),
      ).rejects.toMatchObject({ reason: 'invalid', issues: [{ field: 'email', fault: 'missing' }] })
    expect(await everything()).toEqual(before)
  })

  it('cannot be opened by a reset of the password (CVE-2026-18963)', async () => {
    const ada = await register()
    const before = (await gatehouse.emails()).length
    await requestLink(ports, { purpose: 'reset', address: ada.email })
    expect(await gatehouse.emails()).toHaveLength(before)
    expect((await rowsOf('accounts')).find((row) => row.id === ada.id)).toMatchObject({ is_active: 0 })
  })
})

describe('an activation link', () => {
  it('works once, and says so the second time', async () => {
    const ada = await register()
    await activate(ports, ada)
    const before = await everything()
    await refused(activate(ports, ada), 'used_link')
    expect(await everything()).toEqual(before)
  })

  it('opens one account once when it is used twenty times at once (EML-04)', async () => {
    const ada = await register()
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => activate(ports, ada)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ reason: 'used_link' })
  })

  it.each([
    [86_399, true],
    [86_400, false],
    [86_401, false],
  ])('that is %d seconds old works: %s', async (seconds, good) => {
    const gatehouse = openClosedHouse()
    const ada = await register(gatehouse)
    gatehouse.wait(seconds)
    const activated = activate(gatehouse.ports, ada)
    await (good ? activated : refused(activated, 'dead_link'))
  })

  it('is for one account and one purpose (RST-20)', async () => {
    const [ada, bob] = [await register(), await register()]
    await refused(activate(ports, { uid: ada.uid, token: bob.token }), 'dead_link')
    await refused(activate(ports, { uid: 'x', token: ada.token }), 'unknown_uid')
    await refused(checkReset(ports, ada.token), 'dead_link')
    const { uid, token } = ada
    await refused(
      finishReset(ports, STRICT, { uid, token, newPassword: 'Rt5-harbour-Cormorant' }),
      'dead_link',
    )
    await refused(finishUsernameReset(ports, { uid, token, newUsername: 'somebody' }), 'dead_link')
    await activate(ports, ada)
    await activate(ports, bob)
  })

  it('works beside another that was asked for, until one is used', async () => {
    const ada = await register()
    await resendActivation(ports, ada.email.toUpperCase())
    const [message] = await gatehouse.emails()
    expect(message?.to).toBe(ada.email)
    await activate(ports, ada)
    await refused(activate(ports, linkOf(message)), 'used_link')
  })

  it('is not mailed again to whoever does not wait for it', async () => {
    const ada = await register()
    await activate(ports, ada)
    const before = await everything()
    const emails = (await gatehouse.emails()).length
    for (const address of [ada.email, 'nobody@example.com', 'nonsense', ''])
      await resendActivation(ports, address)
    expect(await gatehouse.emails()).toHaveLength(emails)
    expect(await everything()).toEqual(before)
  })
})

describe('a new address where accounts have to be activated', () => {
  async function openAccount() {
    const ada = await register()
    await activate(ports, ada)
    const { token } = await logInForToken(ports, ada, PASSWORD)
    const me = await authenticate(ports, token)
    return { me, account: me.account, token, next: `new-${me.account.email}` }
  }

  /** Emails with a link to activate with. */
  const links = async () =>
    (await gatehouse.emails()).filter(({ subject }) => subject.includes('activation')).length

  it('closes the account until the link in its email is used', async () => {
    const { me, account, token, next } = await openAccount()
    await requestLink(ports, { purpose: 'reset', address: account.email })
    const old = linkOf((await gatehouse.emails())[0])
    const changed = await changeProfileForActivation(ports, me, account, { email: next, firstName: 'Ada' })
    expect(changed).toMatchObject({ email: next, firstName: 'Ada', isActive: false, awaitsActivation: true })
    await refused(authenticate(ports, token), 'token_inactive')
    await refused(logInForToken(ports, account, PASSWORD), 'wrong_credentials')
    await refused(checkReset(ports, old.token), 'dead_link')

    const [message] = await gatehouse.emails()
    expect(message?.to).toBe(next)
    await activate(ports, linkOf(message))
    expect((await authenticate(ports, token)).account).toMatchObject({ email: next, isActive: true })
  })

  it.each<[string, (email: string) => ProfileChange]>([
    ['a name', () => ({ firstName: 'Ada' })],
    ['the same address in another case', (email) => ({ email: email.toUpperCase() })],
    ['no address any more', () => ({ email: '' })],
  ])('is not %s', async (_, changeOf) => {
    const { me, account, token } = await openAccount()
    const emails = await links()
    await changeProfileForActivation(ports, me, account, changeOf(account.email))
    expect((await authenticate(ports, token)).account).toMatchObject({
      isActive: true,
      awaitsActivation: false,
    })
    expect(await links()).toBe(emails)
  })

  it('that is taken changes nothing and mails nothing', async () => {
    const [{ me, account }, other] = [await openAccount(), await openAccount()]
    const emails = await links()
    const before = await everything()
    await expect(
      changeProfileForActivation(ports, me, account, { email: other.account.email }),
    ).rejects.toMatchObject({ reason: 'invalid', issues: [{ field: 'email', fault: 'taken' }] })
    expect(await everything()).toEqual(before)
    expect(await links()).toBe(emails)
  })

  it('does not open what was disabled', async () => {
    const [{ account, next }, { me: staff }] = [await openAccount(), await openAccount()]
    const emails = await links()
    const disabled = { ...account, isActive: false }
    await env.DB.prepare('update accounts set is_active = 0 where id = ?').bind(account.id).run()
    await env.DB.prepare('update accounts set is_staff = 1 where id = ?').bind(staff.account.id).run()
    const boss = { ...staff, account: { ...staff.account, isStaff: true } }
    expect(await changeProfileForActivation(ports, boss, disabled, { email: next })).toMatchObject({
      isActive: false,
      awaitsActivation: false,
    })
    expect(await links()).toBe(emails)
  })

  it('is neither stored nor mailed when the password changes first', async () => {
    const { me, account, next } = await openAccount()
    const emails = await links()
    const { ports: slow, reached, open } = heldBack(ports)
    const changing = changeProfileForActivation(slow, me, account, { email: next })
    await reached
    const raise = 'update accounts set credential_version = credential_version + 1 where id = ?'
    await env.DB.prepare(raise).bind(account.id).run()
    open()
    await refused(changing, 'token_invalid')
    expect(await links()).toBe(emails)
    expect(await ports.accounts.findById(account.id)).toMatchObject({ email: account.email, isActive: true })
  })
})

describe('where nothing has to be activated', () => {
  it('accounts are open at once and no link can be asked for', async () => {
    const gatehouse = openGatehouse()
    const ada = await registerForActivation(gatehouse.ports, STRICT, {
      username: 'ada',
      password: PASSWORD,
    })
    expect(ada).toMatchObject({ isActive: true, awaitsActivation: false })
    expect(await gatehouse.emails()).toEqual([])
    await refused(resendActivation(gatehouse.ports, 'ada@example.com'), 'activation_off')
  })
})
