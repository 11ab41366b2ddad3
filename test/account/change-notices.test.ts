import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { requestLink } from '../../src/account/links/requested-links.ts'
import type { Me } from '../../src/account/me.ts'
import {
  changeProfile,
  changeProfileForActivation,
  type ProfileChange,
} from '../../src/account/profile/profile.ts'
import { changeUsername, finishUsernameReset } from '../../src/account/profile/username.ts'
import { authenticate } from '../../src/account/sessions/session.ts'
import { failing } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { addressIn, linkOf } from '../support/links.ts'
import { makeStaff, PASSWORD, proveAddress, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

const MOVED = 'Gatehouse - Your email address has been changed'
const RENAMED = 'Gatehouse - Your username has been successfully changed!'

/** Somebody in a house of their own, and the emails that were sent there: to whom and about what. */
async function openHome(own: Partial<Env> = {}) {
  const gatehouse = openGatehouse(own)
  const person = await signUp(gatehouse)
  await proveAddress(person)
  const me = await authenticate(gatehouse.ports, person.token)
  const emails = async () => (await gatehouse.emails()).map(({ to, subject }) => [to, subject])
  return { ...gatehouse, person, me, notices: emails }
}

type Home = Awaited<ReturnType<typeof openHome>>

describe('a new name', () => {
  const ways: [string, (home: Home) => Promise<unknown>][] = [
    ['in the profile', ({ ports, me }) => changeProfile(ports, me, { username: `x-${me.account.username}` })],
    [
      'with the password',
      ({ ports, me }) =>
        changeUsername(ports, me, { newUsername: `x-${me.account.username}`, currentPassword: PASSWORD }),
    ],
    [
      'from a mailed link',
      async ({ ports, me, emails }) => {
        await requestLink(ports, { purpose: 'username', address: me.account.email })
        const link = linkOf((await emails())[0])
        await finishUsernameReset(ports, { ...link, newUsername: `x-${me.account.username}` })
      },
    ],
  ]

  it.each(ways)(
    '%s is told to the owner, with both names and a link for whoever it was not',
    async (_, rename) => {
      const home = await openHome()
      const { username, email } = home.person
      await rename(home)
      const [message] = await home.emails()
      expect(message).toMatchObject({ to: email, subject: RENAMED })
      expect(message?.text).toContain(`The new username of ${username} on Gatehouse is x-${username}.`)
      expect(addressIn(message).pathname).toBe('/not-me')
      expect(await rowsOf('outbox')).toEqual([])
    },
  )
})

describe('another address', () => {
  it('is told at the old one, and not where the new one is', async () => {
    const { ports, me, person, emails, notices } = await openHome()
    await changeProfile(ports, me, { email: `new-${person.email}` })
    expect(await notices()).toEqual([[person.email, MOVED]])
    const [message] = await emails()
    expect(message?.text).toContain(person.username)
    expect(JSON.stringify(message)).not.toContain('new-')
  })

  it('that is none any more is told too', async () => {
    const { ports, me, person, notices } = await openHome()
    await changeProfile(ports, me, { email: '' })
    expect(await notices()).toEqual([[person.email, MOVED]])
  })

  it('and another name are two emails, both to the old address', async () => {
    const { ports, me, person, notices } = await openHome()
    await changeProfile(ports, me, { email: `new-${person.email}`, username: `x-${person.username}` })
    expect((await notices()).toSorted()).toEqual([
      [person.email, MOVED],
      [person.email, RENAMED],
    ])
  })

  it('that staff gives somebody is told to them', async () => {
    const { ports, person, notices } = await openHome()
    const them = await authenticate(ports, person.token)
    const gatehouse = openGatehouse()
    const boss = await signUp(gatehouse)
    await makeStaff(boss)
    const staff = await authenticate(ports, boss.token)
    await changeProfileForActivation(ports, staff, them.account, { email: `new-${person.email}` })
    expect(await notices()).toEqual([[person.email, MOVED]])
  })
})

describe('nothing is told', () => {
  const changes: [string, (me: Me) => ProfileChange][] = [
    ['of the same name and address in another case', upperCased],
    ['of other words', () => ({ firstName: 'Ada', lastName: 'King' })],
    ['of nothing', () => ({})],
  ]
  it.each(changes)('%s', async (_, change) => {
    const { ports, me, notices } = await openHome()
    await changeProfile(ports, me, change(me))
    expect(await notices()).toEqual([])
  })

  it('to whoever has no address', async () => {
    const { ports, me, person, notices, emails } = await openHome()
    const bare = await changeProfile(ports, me, { email: '' })
    const before = (await emails()).length
    await changeProfile(
      ports,
      { ...me, account: bare },
      { username: `x-${person.username}`, email: person.email },
    )
    expect(await notices()).toHaveLength(before)
  })

  it('of a change that is refused, or that D1 does not make', async () => {
    const home = await openHome()
    const other = await signUp(openGatehouse())
    await refused(openGatehouse(), () =>
      expect(changeProfile(home.ports, home.me, { username: other.username })).rejects.toThrow('invalid'),
    )
    const down = openGatehouse({ DB: failing(env.DB, 'batch') })
    await expect(changeProfile(down.ports, home.me, { email: 'x@example.com' })).rejects.toThrow()
    expect([...(await home.notices()), ...(await down.emails())]).toEqual([])
    expect(await rowsOf('outbox')).toEqual([])
  })
})

function upperCased({ account }: Me): ProfileChange {
  return { username: account.username.toUpperCase(), email: account.email.toUpperCase() }
}
