import { env } from 'cloudflare:workers'
import { beforeEach, expect, it, vi } from 'vitest'
import { runMaintenance } from '../../src/account/maintenance.ts'
import { startJob } from '../../src/account/staff/bulk-jobs.ts'
import { workOn } from '../../src/account/staff/bulk-slice.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { type SignedUp, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { ports } = gatehouse

let people: SignedUp[]
beforeEach(async () => {
  await env.DB.exec('delete from bulk_jobs')
  people = [await signUp(gatehouse, 'ada'), await signUp(gatehouse, 'bea'), await signUp(gatehouse, 'cy')]
})

const start = () =>
  startJob(ports, null, { action: 'disable', selection: { ids: people.map(({ id }) => id) } })
const jobNow = async () => (await rowsOf('bulk_jobs'))[0]
const eventsOf = async ({ id }: SignedUp) =>
  (await rowsOf('events')).filter(({ account_id, kind }) => account_id === id && kind === 'disabled').length

it('is done by the cron, where nobody looks at the job', async () => {
  await start()
  expect(await runMaintenance(ports)).toMatchObject({ bulk_slices: 1 })
  expect(await jobNow()).toMatchObject({ state: 'done', done: 3 })
  expect(await runMaintenance(ports)).not.toHaveProperty('bulk_slices')
})

it('is done by one of two who come at once', async () => {
  const id = await start()
  await Promise.all([workOn(ports, id), workOn(ports, id)])
  expect(await jobNow()).toMatchObject({ state: 'done', done: 3 })
  expect(await Promise.all(people.map(eventsOf))).toEqual([1, 1, 1])
})

it('is done again by the next once the time of a lost one is over', async () => {
  const id = await start()
  await env.DB.prepare('update bulk_jobs set leased_until = ?')
    .bind(gatehouse.clock.now() + 60_000)
    .run()
  expect([await workOn(ports, id), (await jobNow())?.done]).toEqual([false, 0])
  gatehouse.wait(60)
  await workOn(ports, id)
  expect(await jobNow()).toMatchObject({ state: 'done', done: 3 })
})

it('leaves an account out that it fails at five times, and goes on with the others', async () => {
  const poisoned = people.map(({ id }) => id).toSorted()[1]
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await env.DB.exec(
    `create trigger poison before update on accounts when new.id = '${poisoned}' begin select raise(abort, 'poison'); end`,
  )
  const id = await start()
  for (let attempt = 1; attempt < 5; attempt++) {
    await expect(workOn(ports, id)).rejects.toThrow()
    expect(await jobNow()).toMatchObject({ state: 'running', done: 1, failed: 0, faults: attempt })
  }
  await workOn(ports, id)
  await env.DB.exec('drop trigger poison')
  log.mockRestore()
  expect(await jobNow()).toMatchObject({ state: 'done', done: 2, failed: 1, unchanged: 0 })
  expect(await Promise.all(people.map(eventsOf))).toEqual(
    people.map((each) => (each.id === poisoned ? 0 : 1)),
  )
})

it('ends where the key is gone that it was sealed with, and where the row was copied', async () => {
  const id = await start()
  await env.DB.exec("update bulk_jobs set sealed = 'gone.' || sealed")
  await workOn(ports, id)
  expect(await jobNow()).toMatchObject({ state: 'failed', done: 0 })
  await env.DB.exec('delete from bulk_jobs')
  const other = await start()
  const copy = crypto.randomUUID()
  await env.DB.prepare('update bulk_jobs set id = ? where id = ?').bind(copy, other).run()
  await workOn(ports, copy)
  expect(await jobNow()).toMatchObject({ state: 'failed', done: 0 })
  expect(await Promise.all(people.map(eventsOf))).toEqual([0, 0, 0])
})
