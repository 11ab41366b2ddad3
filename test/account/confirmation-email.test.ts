import { describe, expect, it } from 'vitest'
import { activate } from '../../src/account/links/activation.ts'
import { STRICT } from '../../src/account/passwords/password-policy.ts'
import { registerForActivation } from '../../src/account/sign-in/registration.ts'
import { defineConfig } from '../../src/ports/config.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { linkOf } from '../support/links.ts'
import { PASSWORD } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const config = defineConfig({ apis: { djoser: { settings: { SEND_CONFIRMATION_EMAIL: true } } } })
const settings = { SEND_ACTIVATION_EMAIL: 'true', FRONT_END_URL: 'https://app.example.com' } as Partial<Env>

let people = 0
/** A house with a new account in it that awaits its activation. */
async function openWithNewcomer(own: Partial<Env>, world = {}) {
  const gatehouse = openGatehouse(own, world)
  const username = `confirmed${people++}`
  const email = `${username}@example.com`
  await registerForActivation(gatehouse.ports, STRICT, { username, email, password: PASSWORD })
  return { gatehouse, email, link: linkOf((await gatehouse.emails())[0]) }
}

describe('djoser’s confirmation email', () => {
  it('tells once that the account was activated, and its link does nothing by itself', async () => {
    const { gatehouse, email, link } = await openWithNewcomer(settings, { config })
    await activate(gatehouse.ports, link)
    await expect(activate(gatehouse.ports, link)).rejects.toMatchObject({ reason: 'used_link' })
    const emails = await gatehouse.emails()
    expect(emails).toHaveLength(2)
    expect(emails[0]).toEqual({
      to: email,
      subject: 'Gatehouse - Your account has been successfully created and activated!',
      text: `Your account on Gatehouse is active. You can sign in.

https://app.example.com

-- 
Gatehouse sent you this email because someone entered your email address there.
`,
      html: expect.stringContaining('<a class="button" href="https://app.example.com"'),
    })
  })

  it('is sent at a registration where nothing has to be activated', async () => {
    const gatehouse = openGatehouse({ FRONT_END_URL: 'https://app.example.com' } as Partial<Env>, { config })
    const wish = { username: 'confirmed-at-once', email: 'confirmed-at-once@example.com', password: PASSWORD }
    await registerForActivation(gatehouse.ports, STRICT, wish)
    const emails = await gatehouse.emails()
    expect(emails.map(({ to, subject }) => ({ to, subject }))).toEqual([
      { to: wish.email, subject: 'Gatehouse - Your account has been successfully created and activated!' },
    ])
    expect(
      await refused(gatehouse, () =>
        registerForActivation(gatehouse.ports, STRICT, wish).catch((error: unknown) => error),
      ),
    ).toMatchObject({ reason: 'invalid' })
  })

  it('needs an address', async () => {
    const gatehouse = openGatehouse({}, { config })
    await registerForActivation(gatehouse.ports, STRICT, { username: 'nowhere-to-write', password: PASSWORD })
    expect(await gatehouse.emails()).toEqual([])
  })

  it('is not sent unless the configuration asks for it', async () => {
    const { gatehouse, link } = await openWithNewcomer(settings)
    await activate(gatehouse.ports, link)
    expect(await gatehouse.emails()).toHaveLength(1)
  })
})
