import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { demote } from '../../src/account/staff/administration.ts'
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

describe('a file of people', () => {
  it('is made when it is asked for, of the people as they are now, and is stored nowhere', async () => {
    const id = await started({ action: 'export', users: ids() })
    expect(await seen(id)).toMatchObject({ state: 'done', progress: 1, done: 0 })
    await env.DB.prepare("update accounts set first_name = '=1+1' where id = ?").bind(people[0]?.id).run()
    const response = await gatehouse.request(`${JOBS}/${id}/people.csv`, { token: boss.token })
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.get('cache-control'),
    ]).toEqual([200, 'text/csv; charset=utf-8', 'no-store'])
    const [head, ...lines] = (await response.text()).split('\r\n')
    expect(head).toBe(
      '"id","username","email","first_name","last_name","is_active","awaits_activation","is_staff","email_verified_at","created_at","last_login_at"',
    )
    const line = ({ id: each, username, email }: SignedUp, first: string) =>
      `"${each}","${username}","${email}","${first}","","true","false","false","","${now()}",""`
    expect(lines.toSorted()).toEqual(
      ['', ...people.map((each, at) => line(each, at === 0 ? "'=1+1" : ''))].toSorted(),
    )
    expect((await env.PICTURES.list()).objects).toEqual([])
  })

  it('has everybody that a search finds, in steps, and ends if who reads it is demoted', async () => {
    const other = await signUp(gatehouse, 'reader')
    await makeStaff(other)
    const id = await started({ action: 'export', search: '' })
    const response = await gatehouse.request(`${JOBS}/${id}/people.csv`, { token: other.token })
    expect((await response.text()).split('\r\n')).toHaveLength((await rowsOf('accounts')).length + 2)
    const named = [...ids(), ...Array.from({ length: 100 }, () => crypto.randomUUID())]
    const long = await started({ action: 'export', users: named })
    const reader = (
      await gatehouse.request(`${JOBS}/${long}/people.csv`, { token: other.token })
    ).body?.getReader()
    await reader?.read()
    await demote(gatehouse.ports, null, other.id)
    await expect(reader?.read().then(() => reader.read())).rejects.toThrow()
  })

  it('is there for no other job', async () => {
    const id = await started({ action: 'sign-out', users: ids() })
    expect((await get(`${JOBS}/${id}/people.csv`, boss.token)).status).toBe(404)
  })
})

describe('a job is refused', () => {
  const problemOf = async (json: object) => {
    const { status, body } = await refused(gatehouse, () => start(json))
    return [status, (body as { errors?: object[] }).errors]
  }
  const users = () => ids()

  it.each([
    ['nobody is named', { action: 'disable' }, 'users'],
    ['no ID is named', { action: 'disable', users: [] }, 'users'],
    ['somebody is named by a name', { action: 'disable', users: ['ada'] }, 'users'],
    ['too many are named', { action: 'disable', users: Array(301).fill(crypto.randomUUID()) }, 'users'],
    ['there is no such action', { action: 'delete', search: '' }, 'action'],
    ['there is no such group', { action: 'disable', only: 'friends' }, 'only'],
    ['the reason is too long', { action: 'disable', search: '', reason: 'x'.repeat(301) }, 'reason'],
    [
      'there is no password',
      { action: 'disable', search: '', current_password: undefined },
      'current_password',
    ],
  ])('if %s', async (_, json, field) => {
    const [status, errors] = await problemOf(json)
    expect([
      status,
      (errors as { parameter?: string; pointer?: string }[]).map((each) => JSON.stringify(each)),
    ]).toEqual([400, [expect.stringContaining(field)]])
  })

  it('if people are named in both ways, and with a wrong password', async () => {
    expect((await problemOf({ action: 'disable', users: users(), search: 'a' }))[0]).toBe(400)
    expect((await problemOf({ action: 'disable', users: users(), current_password: 'wrong' }))[0]).toBe(400)
  })

  it('if it is not there', async () => {
    const nothing = `${JOBS}/${crypto.randomUUID()}`
    for (const answer of [
      await get(nothing, boss.token),
      await post(`${nothing}/cancel`, {}, boss.token),
      await get(`${nothing}/people.csv`, boss.token),
    ])
      expect(answer.status).toBe(404)
  })

  it('to who is not staff', async () => {
    const [ada] = people
    for (const answer of [
      await get(JOBS, ada?.token),
      await post(JOBS, { current_password: PASSWORD, action: 'disable', users: ids() }, ada?.token),
    ])
      expect(answer.status).toBe(403)
  })
})
