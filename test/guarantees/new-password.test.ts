import { describe, expect, it } from 'vitest'
import { enableAccount } from '../../src/account/staff/administration.ts'
import { linkOf } from '../support/links.ts'
import { makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import {
  logins,
  type Opened,
  openMixedHouse,
  pick,
  reads,
  rounds,
  roundsOf,
  type SignedIn,
  stillAccepted,
} from './apis.ts'

const ROUNDS = roundsOf(500)
const NEXT = 'Rt5-harbour-Cormorant'

type Change = (world: Opened, person: SignedUp, credential: string) => Promise<number>

const changes: Change[] = [
  async ({ put }, _, token) =>
    (await put('/api/change_password/', { old_password: PASSWORD, new_password: NEXT }, token)).status,
  async ({ post }, _, token) =>
    (await post('/auth/users/set_password/', { current_password: PASSWORD, new_password: NEXT }, token))
      .status,
  async ({ post }, { id }, token) =>
    (await post(`/api/v1/users/${id}/`, { old_password: PASSWORD, new_password: NEXT }, token)).status,
  async ({ post }, _, token) =>
    (await post('/api/v1/users/changePassword', { oldPassword: PASSWORD, newPassword: NEXT }, token)).status,
]

const linkFor = async ({ gatehouse, post }: Opened, { email }: SignedUp, path: string) => {
  await post(path, { email })
  return (await gatehouse.emails()).find(({ to }) => to === email)
}

const resets: Change[] = [
  async (world, person) => {
    const link = linkOf(await linkFor(world, person, '/auth/users/reset_password/'))
    const body = { ...link, new_password: NEXT }
    return (await world.post('/auth/users/reset_password_confirm/', body)).status
  },
  async (world, person) => {
    const message = await linkFor(world, person, '/api/password_reset/')
    const token = /token=([\w-]+)/.exec(message?.text ?? '')?.[1]
    return (await world.post('/api/password_reset/confirm/', { token, password: NEXT })).status
  },
]

const deletions: Change[] = [
  async (world, _, token) =>
    (await world.delete('/auth/users/me/', { current_password: PASSWORD }, token)).status,
  async ({ call }, { id }, token) => (await call('DELETE', `/api/v1/users/${id}/`, { token })).status,
]

const disable: Change = async ({ gatehouse, post }, { id }) => {
  const boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
  return (await post(`/account/admin/users/${id}/disable`, undefined, boss.token)).status
}

const disabling: Change[] = [
  disable,
  async (world, person, token) => {
    const status = await disable(world, person, token)
    await enableAccount(world.gatehouse.ports, null, person.id)
    return status
  },
]

/** Each round somebody has the session of their registration and two more, and changes something with the last. */
const roundsWith = (what: Change[], keepsMine: boolean) => {
  const world = openMixedHouse()
  return rounds(ROUNDS, async (at) => {
    const person = await signUp(world.gatehouse)
    const others: SignedIn[] = [{ credential: person.token }, await pick(logins, at)(world, person)]
    const mine = await pick(logins, at + 1 + Math.floor(at / 5))(world, person)
    const status = await pick(what, at)(world, person, mine.credential)
    if (status >= 300) return [`refused: ${status}`]

    const ended = keepsMine ? others : [...others, mine]
    const found: string[] = []
    for (const session of ended) found.push(...(await stillAccepted(world, person, session, at)))
    if (keepsMine && (await pick(reads, at)(world, person, mine.credential)) !== 200) found.push('mine ended')
    return found
  })
}

describe('no session that had to end is let in afterwards (G1)', () => {
  it(`in ${ROUNDS} changes of password, and the one that asked goes on (REV-05)`, async () => {
    expect(await roundsWith(changes, true)).toEqual([])
  }, 240_000)

  it(`in ${ROUNDS} resets (REV-06)`, async () => {
    expect(await roundsWith(resets, false)).toEqual([])
  }, 240_000)

  it(`in ${ROUNDS} deletions (REV-07)`, async () => {
    expect(await roundsWith(deletions, false)).toEqual([])
  }, 240_000)

  it(`in ${ROUNDS} disablings by staff, of which every other is taken back (REV-08)`, async () => {
    expect(await roundsWith(disabling, false)).toEqual([])
  }, 240_000)
})
