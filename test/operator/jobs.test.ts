import { env } from 'cloudflare:workers'
import { beforeEach, expect, it } from 'vitest'
import type { JobsAction } from '../../src/cli/commands/admin/jobs-request.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'
import { terminalOf } from './terminal.ts'

const gatehouse = openGatehouse()
const terminal = terminalOf(gatehouse)
const give = (jobs: JobsAction, asJson = false) => terminal({ kind: 'jobs', jobs, asJson })
const printed = async (jobs: JobsAction, asJson = false) =>
  ((await give(jobs, asJson)) as { stdout: string }).stdout
const START = { does: 'start', action: 'disable', who: [], isEverybody: false, isMeant: true } as const

let ada: SignedUp
let bea: SignedUp
beforeEach(async () => {
  await env.DB.exec('delete from bulk_jobs')
  ada = await signUp(gatehouse, 'ada')
  bea = await signUp(gatehouse, 'bea')
})

it('starts a job, works it off, lists it and shows it', async () => {
  expect(await printed({ does: 'list', limit: 50 })).toBe('There were no jobs in the last 30 days\n')
  const said = await printed({ ...START, who: [ada.username, bea.email], reason: 'Spam' })
  const [{ id: stored } = {}] = await rowsOf('bulk_jobs')
  const id = String(stored)
  expect(said).toBe(`✔ ${id} is done: 2 done, 0 unchanged, 0 failed\n`)
  const events = (await rowsOf('events')).filter(({ kind }) => kind === 'disabled')
  expect(events.map(({ actor_id, note }) => [actor_id, note])).toEqual([
    ['operator', 'Spam'],
    ['operator', 'Spam'],
  ])
  const json = {
    id,
    action: 'disable',
    state: 'done',
    started_by: 'operator',
    started_by_username: null,
    created_at: '2026-11-20T08:00:00.000Z',
    ended_at: '2026-11-20T08:00:00.000Z',
    progress: 1,
    done: 2,
    unchanged: 0,
    failed: 0,
  }
  expect(JSON.parse(await printed({ does: 'show', id }, true))).toEqual(json)
  expect(JSON.parse(await printed({ does: 'list', limit: 50 }, true))).toEqual(json)
  expect(await printed({ does: 'list', limit: 50 })).toContain(`  ${id}  disable  done   2026-11-20`)
  expect(await printed({ does: 'show', id })).toContain('gone over   100 %')
  expect(await printed({ does: 'cancel', id })).toBe(`✔ ${id} had ended already. Nothing was changed\n`)
})

it('cancels a job that runs', async () => {
  await printed({ ...START, who: [ada.id] })
  await env.DB.exec("update bulk_jobs set state = 'running', ended_at = null")
  const [{ id: stored } = {}] = await rowsOf('bulk_jobs')
  expect(await printed({ does: 'cancel', id: String(stored) })).toBe(`✔ ${stored} is cancelled\n`)
})

it('asks before it starts, and refuses what names nobody or both', async () => {
  const refusal = async (jobs: JobsAction) =>
    ((await refused(gatehouse, () => give(jobs))) as { refused: string }).refused
  expect(await refusal({ ...START, who: [ada.id], isMeant: false })).toBe(
    'This disables one account, and signs them out everywhere.\n  To confirm, add --yes',
  )
  const who = 'Say who is meant: accounts, or one of --search, --only and --everybody'
  expect(await refusal(START)).toBe(who)
  expect(await refusal({ ...START, who: [ada.id], search: 'a' })).toBe(who)
  expect(await refusal({ ...START, who: ['nobody'] })).toContain('No account has')
  expect(await refusal({ does: 'show', id: 'nobody' })).toBe('There is none with this ID, or none any more')
})
