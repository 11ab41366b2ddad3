import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { demote, endAllSessions } from '../../src/account/staff/administration.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { get, post } = callerOf(gatehouse)
const JOBS = '/account/admin/jobs'
const now = () => new Date(gatehouse.clock.now()).toISOString()

let boss: SignedUp
let people: SignedUp[]
beforeAll(async () => {
  boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
})
beforeEach(async () => {
  await env.DB.exec('delete from bulk_jobs')
  await env.DB.exec('update accounts set is_active = 1')
  people = [await signUp(gatehouse, 'ada'), await signUp(gatehouse, 'bea'), await signUp(gatehouse, 'cy')]
})

const ids = () => people.map(({ id }) => id)
const start = (json: object) => post(JOBS, { current_password: PASSWORD, ...json }, boss.token)
const started = async (json: object) => {
  const { status, body } = await start(json)
  expect(status).toBe(201)
  await gatehouse.settled()
  return (body as { id: string }).id
}
const seen = async (id: string) => (await get(`${JOBS}/${id}`, boss.token)).body
const eventsSince = async (kind: string) =>
  (await rowsOf('events'))
    .filter((event) => event.kind === kind && ids().includes(String(event.account_id)))
    .map(({ account_id, actor_id, note }) => [account_id, actor_id, note])
    .toSorted()
const isActive = async () =>
  (await rowsOf('accounts')).filter(({ id }) => ids().includes(String(id))).map((row) => row.is_active)

describe('a job for many people', () => {
  it('does to each what staff do to one, with the reason, and is worked off after the answer', async () => {
    const { status, body } = await start({ action: 'disable', users: ids(), reason: 'Spam' })
    const { id } = body as { id: string }
    const job = {
      id,
      action: 'disable',
      started_by: boss.id,
      started_by_username: boss.username,
      created_at: now(),
      unchanged: 0,
      failed: 0,
    }
    expect([status, body]).toEqual([201, { ...job, state: 'running', ended_at: null, progress: 0, done: 0 }])
    await gatehouse.settled()
    expect(await seen(id)).toEqual({ ...job, state: 'done', ended_at: now(), progress: 1, done: 3 })
    expect(await isActive()).toEqual([0, 0, 0])
    expect(await eventsSince('disabled')).toEqual(
      ids()
        .map((each) => [each, boss.id, 'Spam'])
        .toSorted(),
    )
    expect((await rowsOf('events')).filter(({ kind }) => kind === 'bulk_started').at(-1)).toMatchObject({
      account_id: boss.id,
      actor_id: boss.id,
      note: id,
    })
    const [row] = await rowsOf('bulk_jobs')
    expect(JSON.stringify(row)).not.toMatch(/Spam|ada/)
    expect(await get(JOBS, boss.token)).toEqual({
      status: 200,
      body: { jobs: [await seen(id)], next: null },
    })
  })

  it.each([
    ['enable', 'enabled'],
    ['sign-out', 'sessions_ended'],
    ['send-reset', 'reset_sent'],
  ])('%s', async (action, kind) => {
    if (action === 'enable') await started({ action: 'disable', users: ids() })
    const id = await started({ action, users: ids() })
    expect(await seen(id)).toMatchObject({ state: 'done', done: 3, unchanged: 0, failed: 0 })
    expect(await eventsSince(kind)).toEqual(
      ids()
        .map((each) => [each, boss.id, null])
        .toSorted(),
    )
  })

  it('finds people by a search, leaves out who started it, and says who needed nothing', async () => {
    await started({ action: 'disable', users: [people[0]?.id] })
    gatehouse.wait(1)
    const id = await started({ action: 'disable', search: '' })
    const all = (await rowsOf('accounts')).length
    expect(await seen(id)).toMatchObject({ state: 'done', unchanged: 2, done: all - 2 })
    const active = (await rowsOf('accounts')).filter((row) => row.is_active === 1)
    expect(active.map((row) => row.id)).toEqual([boss.id])
    expect(await seen(await started({ action: 'enable', search: 'BEA', only: 'disabled' }))).toMatchObject({
      state: 'done',
    })
    expect(
      (await rowsOf('accounts'))
        .filter((row) => row.is_active === 1)
        .every(({ id: each, username }) => each === boss.id || String(username).startsWith('bea')),
    ).toBe(true)
  })

  it('is done once for each, though the end of a slice was not noted', async () => {
    const id = await started({ action: 'send-reset', users: ids() })
    await env.DB.prepare(
      "update bulk_jobs set state = 'running', after = '', done = 0, ended_at = null, leased_until = 0",
    ).run()
    const sent = (await gatehouse.emails()).length
    await seen(id)
    await gatehouse.settled()
    expect(await seen(id)).toMatchObject({ state: 'done', done: 3 })
    expect((await gatehouse.emails()).length).toBe(sent)
    expect(await eventsSince('reset_sent')).toHaveLength(3)
  })
})

describe('a job ends', () => {
  const hold = () =>
    env.DB.prepare(
      "update bulk_jobs set state = 'running', after = '', done = 0, ended_at = null, leased_until = 0",
    ).run()
  /** A job that nobody has worked on. */
  const waiting = async () => {
    await env.DB.exec('update bulk_jobs set leased_until = 9999999999999')
    const { body } = await post(
      JOBS,
      { current_password: PASSWORD, action: 'export', users: ids() },
      boss.token,
    )
    await env.DB.prepare("update bulk_jobs set action = 'disable'").run()
    await hold()
    return (body as { id: string }).id
  }

  it('when it is cancelled, once', async () => {
    const id = await waiting()
    expect(await post(`${JOBS}/${id}/cancel`, {}, boss.token)).toEqual({ status: 204, body: undefined })
    expect(await seen(id)).toMatchObject({ state: 'cancelled', ended_at: now(), done: 0 })
    await refused(gatehouse, () => post(`${JOBS}/${id}/cancel`, {}, boss.token))
    expect(
      (await rowsOf('events')).filter(({ note, kind }) => note === id && kind === 'bulk_cancelled'),
    ).toHaveLength(1)
    await gatehouse.settled()
    expect(await isActive()).toEqual([1, 1, 1])
  })

  it.each([
    ['is demoted', (who: SignedUp) => demote(gatehouse.ports, null, who.id)],
    ['is signed out everywhere', (who: SignedUp) => endAllSessions(gatehouse.ports, null, who.id)],
    ['is deleted', (who: SignedUp) => env.DB.prepare('delete from accounts where id = ?').bind(who.id).run()],
  ])('when who started it %s', async (_, end) => {
    const other = await signUp(gatehouse, 'other')
    await makeStaff(other)
    const id = await waiting()
    await env.DB.prepare('update bulk_jobs set started_by = ?').bind(other.id).run()
    await end(other)
    await seen(id)
    await gatehouse.settled()
    expect(await seen(id)).toMatchObject({ state: 'stopped', done: 0 })
    expect(await isActive()).toEqual([1, 1, 1])
  })
})
