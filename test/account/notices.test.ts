import { describe, expect, it } from 'vitest'
import { changeProfile, removeAccount } from '../../src/account/profile/profile.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { addressIn } from '../support/links.ts'
import { proveAddress, type SignedUp, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'

const MOST = 5
const gatehouse = openGatehouse({
  ENVIRONMENT: 'production',
  MAIL_FROM: 'a@gate.example',
  MAILS_PER_HOUR: String(MOST),
  SEND_VERIFICATION_EMAIL: 'false',
})
const { ports } = gatehouse

const me = ({ token }: SignedUp) => authenticate(ports, token)
const emailsTo = async (address: string) => (await gatehouse.emails()).filter(({ to }) => to === address)
async function rename(ada: SignedUp, times: number) {
  for (let time = 0; time < times; time++)
    await changeProfile(ports, await me(ada), { username: `evil.example.${ada.username}.${time}` })
}

describe('notices to an address that nobody has proved', () => {
  it('are few in an hour, and have no name in them that somebody chose', async () => {
    const ada = await signUp(gatehouse)
    await rename(ada, 30)
    const emails = await emailsTo(ada.email)
    expect(emails).toHaveLength(MOST - 1)
    expect(JSON.stringify(emails)).not.toContain('evil.example')
    gatehouse.wait(3600)
    await rename(ada, 1)
    expect(await emailsTo(ada.email)).toHaveLength(MOST)
  })
})

describe('notices to an address that was proved', () => {
  it('are few of a kind in an hour, and many of one kind hide none of another', async () => {
    const ada = await signUp(gatehouse)
    await proveAddress(ada)
    await rename(ada, 30)
    expect(await emailsTo(ada.email)).toHaveLength(MOST - 1)
    await changeProfile(ports, await me(ada), { email: `x-${ada.email}` })
    const emails = await emailsTo(ada.email)
    expect(emails).toHaveLength(MOST)
    expect(emails[0]?.subject).toBe('Gatehouse - Your email address has been changed')
  })

  it('open fifty recoveries of an account at the most, and the first of them stay', async () => {
    const ada = await signUp(gatehouse)
    await proveAddress(ada)
    await changeProfile(ports, await me(ada), { email: `x-${ada.email}` })
    const recoveries = async () =>
      (await rowsOf('tickets')).filter((row) => row.account_id === ada.id && row.purpose === 'alarm')
    const [first] = await recoveries()
    for (let time = 0; time < 60; time++)
      await changeProfile(ports, await me(ada), { email: `${time}-${ada.email}` })
    expect(await recoveries()).toHaveLength(50)
    expect(await recoveries()).toContainEqual(first)
  })
})

describe('the deletion of an account', () => {
  it('is told where mail is known to be read, with what to do', async () => {
    const ada = await signUp(gatehouse)
    await proveAddress(ada)
    await removeAccount(ports, await me(ada))
    const [message] = await emailsTo(ada.email)
    expect(message).toEqual({
      to: ada.email,
      subject: 'Gatehouse - Your account was deleted',
      text: expect.stringContaining(`The account ${ada.username} on Gatehouse was deleted`),
      html: expect.stringContaining('If it was not you'),
    })
    expect(addressIn(message).href).toBe('http://localhost:8787/')
    expect(message?.text).not.toContain('type this code')
  })

  it('is told nobody where it is not known', async () => {
    const ada = await signUp(gatehouse)
    await removeAccount(ports, await me(ada))
    expect(await emailsTo(ada.email)).toEqual([])
  })
})
