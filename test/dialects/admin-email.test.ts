import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { openConsole } from '../support/console.ts'
import { countedBindings } from '../support/counters.ts'
import { MORNING, openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'

/* The emails that have not been sent, at the console and at the account API. */

const { bindings, counting } = countedBindings()
const gatehouse = openGatehouse(bindings)
const console = openConsole(gatehouse)
const { get, call } = callerOf(gatehouse)
const EMAILS = '/account/admin/emails'
const HOUR = 3_600_000
const at = (ms: number) => new Date(ms).toISOString()

let boss: SignedUp
let ada: SignedUp
let waiting: string
let asked: string
let dead: string
beforeAll(async () => {
  boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
  ada = await signUp(gatehouse, 'ada')
  await console.signIn(boss)
})

beforeEach(async () => {
  await gatehouse.settled()
  await env.DB.exec('delete from outbox')
  const { outbox, commit } = gatehouse.ports
  const message = { to: 'eve@example.com', subject: 'Hello', text: 'Hello', html: 'Hello' }
  const jobs = await outbox.prepare(
    { kind: 'email', message },
    { kind: 'ask', ask: { purpose: 'reset', address: ada.email } },
    { kind: 'email', message: { ...message, to: 'éva@example.org', subject: 'Again' } },
    { kind: 'revocation', revocation: { account: ada.id, session: crypto.randomUUID() }, until: MORNING },
  )
  for (const statement of outbox.insert(jobs)) await commit(statement)
  ;[waiting = '', asked = '', dead = ''] = jobs.map(({ row }) => row.id)
  const set =
    'update outbox set created_at = ?, due_at = ?, attempts = ?, dead_at = ?, fault = ? where id = ?'
  for (const values of [
    [MORNING - HOUR, MORNING + HOUR, 6, null, null, waiting],
    [MORNING - 2 * HOUR, MORNING + 2 * HOUR, 7, null, null, asked],
    [MORNING - 70 * HOUR, MORNING, 12, MORNING - HOUR, 'TimeoutError', dead],
  ])
    await env.DB.prepare(set)
      .bind(...values)
      .run()
})

const WAITING = () => ({
  id: waiting,
  subject: 'Hello',
  purpose: null,
  to: 'e…@example.com',
  created_at: at(MORNING - HOUR),
  attempts: 6,
  next_attempt_at: at(MORNING + HOUR),
  given_up_at: null,
  fault: null,
})
const ASKED = () => ({
  ...WAITING(),
  id: asked,
  subject: null,
  purpose: 'reset',
  to: `a…@${ada.email.split('@')[1]}`,
  created_at: at(MORNING - 2 * HOUR),
  attempts: 7,
  next_attempt_at: at(MORNING + 2 * HOUR),
})
const DEAD = () => ({
  ...WAITING(),
  id: dead,
  subject: 'Again',
  to: 'é…@example.org',
  created_at: at(MORNING - 70 * HOUR),
  attempts: 12,
  next_attempt_at: null,
  given_up_at: at(MORNING - HOUR),
  fault: 'TimeoutError',
})
const events = async () =>
  (await rowsOf('events'))
    .filter(({ kind }) => String(kind).startsWith('email_'))
    .map(({ kind, account_id, actor_id, note }) => [kind, account_id, actor_id, note])
    .slice(-1)
const ids = async () => (await rowsOf('outbox')).map(({ id }) => id)
const NOT_FOUND = {
  status: 404,
  body: { type: 'urn:gatehouse:problem:not-found', title: 'Nothing is here.', status: 404 },
}

describe('GET /account/admin/emails', () => {
  it('lists what waits, and what was given up and why, without whole addresses or revocations', async () => {
    expect(await get(EMAILS, boss.token)).toEqual({
      status: 200,
      body: { emails: [WAITING(), ASKED()], next: null },
    })
    expect(await get(`${EMAILS}?state=given_up`, boss.token)).toEqual({
      status: 200,
      body: { emails: [DEAD()], next: null },
    })
  })

  it('says of what was sealed with a key that is gone that it cannot be told', async () => {
    await env.DB.prepare("update outbox set sealed = 'gone.AAAA' where id = ?").bind(dead).run()
    expect((await get(`${EMAILS}?state=given_up`, boss.token)).body).toEqual({
      emails: [{ ...DEAD(), subject: null, to: null }],
      next: null,
    })
    expect((await console.get('/admin/email?state=given_up')).text).toContain(
      'sealed with a key that is gone',
    )
  })

  it.each(['waiting', 'given_up'])('goes on after the last one of a page: %s', async (state) => {
    await env.DB.prepare(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < 120) insert into outbox (id, sealed, attempts, due_at, created_at, dead_at) select printf('x%03d', i), 'gone.AAAA', 1, ${MORNING} + i / 7, 1, iif(? = 'given_up', ${MORNING} + i / 7, null) from n`,
    )
      .bind(state)
      .run()
    const found: string[] = []
    for (let next: string | null = `${EMAILS}?state=${state}`; next !== null; ) {
      const page = (await get(next, boss.token)).body as { emails: { id: string }[]; next: string | null }
      found.push(...page.emails.map(({ id }) => id))
      next = page.next
    }
    expect(new Set(found).size).toBe(found.length)
    expect(found.length).toBe(state === 'waiting' ? 122 : 121)
  })

  it('refuses whoever is not staff, and what is no state', async () => {
    expect((await get(EMAILS, ada.token)).status).toBe(403)
    expect((await get(`${EMAILS}?state=x`, boss.token)).status).toBe(400)
    expect((await call('POST', `${EMAILS}/${dead}/retry`, { token: ada.token })).status).toBe(403)
    expect((await call('DELETE', `${EMAILS}/${dead}`, { token: ada.token })).status).toBe(403)
    expect(await ids()).toContain(dead)
  })
})

describe('an email', () => {
  it('is sent again at once, and it is known who had it sent', async () => {
    expect(await call('POST', `${EMAILS}/${dead}/retry`, { token: boss.token })).toEqual({ status: 204 })
    expect(await gatehouse.emails()).toMatchObject([{ to: 'éva@example.org', subject: 'Again' }])
    expect(await ids()).not.toContain(dead)
    expect(await events()).toEqual([['email_retried', boss.id, boss.id, dead]])
    expect(await call('POST', `${EMAILS}/${dead}/retry`, { token: boss.token })).toEqual(NOT_FOUND)
  })

  it('that was asked for is written, and sent', async () => {
    expect((await call('POST', `${EMAILS}/${asked}/retry`, { token: boss.token })).status).toBe(204)
    expect((await gatehouse.emails())[0]).toMatchObject({
      to: ada.email,
      subject: 'Password reset on Gatehouse',
    })
  })

  it('that is being sent is left alone', async () => {
    await env.DB.prepare('update outbox set due_at = ? where id = ?')
      .bind(gatehouse.clock.now() + 30_000, waiting)
      .run()
    const before = (await gatehouse.emails()).length
    const { location } = await console.post(`/admin/email/${waiting}/retry`)
    expect(location).toBe('/admin/email?done=not-retry')
    expect([(await gatehouse.emails()).length, (await ids()).includes(waiting)]).toEqual([before, true])
  })

  it('is dropped, and it is known who dropped it', async () => {
    expect(await call('DELETE', `${EMAILS}/${waiting}`, { token: boss.token })).toEqual({ status: 204 })
    expect(await ids()).not.toContain(waiting)
    expect(await events()).toEqual([['email_dropped', boss.id, boss.id, waiting]])
    expect(await call('DELETE', `${EMAILS}/${waiting}`, { token: boss.token })).toEqual({ status: 204 })
    expect(await events()).toEqual([['email_dropped', boss.id, boss.id, waiting]])
  })

  it('is no revocation: those are never dropped', async () => {
    const revocation = (await ids()).find((id) => String(id).startsWith('revocation:'))
    const path = `${EMAILS}/${String(revocation).replace('revocation:', '')}`
    expect(await call('DELETE', path, { token: boss.token })).toEqual({ status: 204 })
    expect(await call('POST', `${path}/retry`, { token: boss.token })).toEqual(NOT_FOUND)
    expect(await ids()).toContain(revocation)
  })
})

describe('/admin/email', () => {
  it('shows both lists at two round trips, and does both by a form', async () => {
    await console.get('/admin/people')
    const told = counting()
    const { heading, text } = await console.get('/admin/email?state=given_up')
    expect([heading, told().roundTrips]).toEqual(['Email', 2])
    expect(text).toContain('<b>Again</b> to é…@example.org')
    expect(text).toContain('because of <code>TimeoutError</code>')
    expect(text).not.toContain('éva@')
    const { status, location } = await console.post(`/admin/email/${dead}/drop`)
    expect([status, location]).toEqual([303, '/admin/email?done=drop'])
    expect((await console.get(location ?? '')).text).toContain('The email is deleted, and will not be sent.')
    expect(await ids()).not.toContain(dead)
  })

  it('refuses a form of another session', async () => {
    for (const action of ['retry', 'drop'])
      expect(
        await refused(gatehouse, () => console.post(`/admin/email/${dead}/${action}`, { form: 'x' })),
      ).toMatchObject({ status: 403 })
  })
})
