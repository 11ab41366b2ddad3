import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { integer, text } from '../../src/configuration.ts'
import { defineConfig } from '../../src/ports/config.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { invalid, problem } from '../support/problem.ts'
import { refused } from '../support/refused.ts'
import { rowsOf } from '../support/rows.ts'
import { shown } from '../support/shown-to-staff.ts'

const gatehouse = openGatehouse()
const { call, get, post, patch } = callerOf(gatehouse)
const USERS = '/account/admin/users'

let boss: SignedUp
let ada: SignedUp
beforeAll(async () => {
  boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
})
beforeEach(async () => {
  ada = await signUp(gatehouse, 'ada')
})

const confirmed = (password = PASSWORD) => ({ current_password: password })
const at = (what: string, { id }: SignedUp = ada) => `${USERS}/${id}${what}`
const remove = (who: SignedUp, json: object) => call('DELETE', at('', who), { json, token: boss.token })
const eventsOf = async ({ id }: SignedUp) =>
  (await rowsOf('events'))
    .filter(({ account_id }) => account_id === id)
    .slice(1)
    .map(({ kind, actor_id, note }) => [kind, actor_id, note])
const NOT_YOURS = problem(403, 'not-yours', 'This is not yours.')
const OWN = problem(403, 'own-account', 'You cannot do this to your own account.')
const NOT_FOUND = problem(404, 'not-found', 'Nothing is here.')

describe('what staff do at the account API', () => {
  it('disables and enables with a reason, which only the table of events has', async () => {
    expect(await post(at('/disable'), { reason: 'By phone' }, boss.token)).toEqual({ status: 204 })
    expect(await post(at('/enable'), { reason: 'A mistake' }, boss.token)).toEqual({ status: 204 })
    expect(await eventsOf(ada)).toEqual([
      ['disabled', boss.id, 'By phone'],
      ['enabled', boss.id, 'A mistake'],
    ])
    const shown = JSON.stringify((await get(at('/events'), boss.token)).body)
    expect(shown).toContain('disabled')
    expect(shown).not.toContain('By phone')
    expect(await refused(gatehouse, () => post(at('/disable'), { reason: 'a\nb' }, boss.token))).toEqual(
      invalid('reason'),
    )
  })

  it('changes a profile, and tells what is taken or not valid', async () => {
    const changed = await patch(at(''), { first_name: 'Ada', email: 'new@example.org' }, boss.token)
    expect(changed).toEqual({
      status: 200,
      body: shown(ada, { email: 'new@example.org', first_name: 'Ada' }),
    })
    expect(
      await refused(gatehouse, () => patch(at(''), { first_name: 7n.toString().repeat(200) }, boss.token)),
    ).toEqual(invalid('first_name'))
    expect(await refused(gatehouse, () => patch(at(''), { username: boss.username }, boss.token))).toEqual({
      status: 409,
      body: {
        type: 'urn:gatehouse:problem:taken',
        title: 'This belongs to somebody else.',
        status: 409,
        errors: [{ parameter: 'username', detail: 'This is not valid.' }],
      },
    })
    expect(await eventsOf(ada)).toEqual([['address_changed', boss.id, null]])
  })

  it('changes declared fields by the names of the configuration, also those that only staff write', async () => {
    const fields = { score: integer({ write: 'staff' }), city: text({ names: { djoser: 'town' } }) }
    const own = openGatehouse({}, { config: defineConfig({ fields }) })
    const { patch } = callerOf(own)
    const { body, status } = await patch(at(''), { score: 7, city: 'Lisbon' }, boss.token)
    expect([status, (body as { fields: object }).fields]).toEqual([200, { score: 7, city: 'Lisbon' }])
    expect(await eventsOf(ada)).toEqual([['profile_changed', boss.id, null]])
    expect(await refused(own, () => patch(at(''), { score: 'many' }, boss.token))).toEqual(invalid('score'))
  })

  it('makes somebody staff and deletes an account with the own password alone', async () => {
    for (const ask of [
      (json: object) => post(at('/promote'), json, boss.token),
      (json: object) => remove(ada, json),
    ])
      for (const json of [{}, confirmed(''), confirmed('wrong')])
        expect(await refused(gatehouse, () => ask(json))).toEqual(invalid('current_password'))
    expect(await post(at('/promote'), confirmed(), boss.token)).toEqual({ status: 204 })
    expect(await post(at('/demote'), {}, boss.token)).toEqual({ status: 204 })
    expect(await remove(ada, confirmed())).toEqual({ status: 204 })
    expect(await eventsOf(ada)).toEqual([
      ['staff_granted', boss.id, null],
      ['staff_withdrawn', boss.id, null],
      ['account_deleted', boss.id, null],
    ])
    expect(await refused(gatehouse, () => remove(ada, confirmed()))).toEqual(NOT_FOUND)
    expect(await refused(gatehouse, () => remove(boss, confirmed()))).toEqual(OWN)
    expect(await refused(gatehouse, () => post(at('/demote', boss), {}, boss.token))).toEqual(OWN)
  })

  it('sends a reset and a verification, whatever the hourly limit, and nothing where there is nobody to send it to', async () => {
    const strict = openGatehouse({
      MAILS_PER_HOUR: '1',
      ENVIRONMENT: 'production',
      MAIL_FROM: 'g@example.com',
    })
    const { post } = callerOf(strict)
    for (let time = 0; time < 2; time++)
      for (const what of ['/send_reset', '/send_verification'])
        expect(await post(at(what), {}, boss.token)).toEqual({ status: 204 })
    const mailed = (await strict.emails()).filter(({ to }) => to === ada.email)
    expect(mailed).toHaveLength(4)
    await env.DB.prepare("update accounts set email = '', email_key = null where id = ?").bind(ada.id).run()
    for (const what of ['/send_reset', '/send_verification'])
      expect(await refused(strict, () => post(at(what), {}, boss.token))).toEqual({ status: 204 })
  })

  it('tells of waits after wrong passwords, and forgets the tries', async () => {
    const until = (known: string | null, other: string | null) => ({
      status: 200,
      body: { known_clients_until: known, other_clients_until: other },
    })
    expect(await get(at('/waits'), boss.token)).toEqual(until(null, null))
    const now = gatehouse.clock.now()
    await env.DB.prepare(
      'insert into attempts (key, burst, streak, at, free, most) values (?, 10, 10, ?, 10, 100)',
    )
      .bind(`a:${ada.id}`, now)
      .run()
    const soon = new Date(now + 30_000).toISOString()
    expect(await get(at('/waits'), boss.token)).toEqual(until(null, soon))
    expect(await call('DELETE', at('/waits'), { token: boss.token })).toEqual({ status: 204 })
    expect(await get(at('/waits'), boss.token)).toEqual(until(null, null))
    expect(await eventsOf(ada)).toEqual([['tries_forgotten', boss.id, null]])
  })

  it('ends one session of an account, and no other', async () => {
    const [session] = (await rowsOf('sessions')).filter(({ account_id }) => account_id === ada.id)
    const [own] = (await rowsOf('sessions')).filter(({ account_id }) => account_id === boss.id)
    const end = (id: unknown) => call('DELETE', at(`/sessions/${id}`), { token: boss.token })
    for (const id of [own?.id, crypto.randomUUID(), 'x'])
      expect(await refused(gatehouse, () => end(id))).toEqual(NOT_FOUND)
    expect(await end(session?.id)).toEqual({ status: 204 })
    expect((await get('/account', ada.token)).status).toBe(401)
    expect(await eventsOf(ada)).toEqual([['session_ended', boss.id, null]])
  })

  it('is refused to who is not staff, and to who is not any more', async () => {
    const other = await signUp(gatehouse, 'other')
    const asks: [string, string, object?][] = [
      ['PATCH', '', { first_name: 'x' }],
      ['DELETE', '', confirmed()],
      ['POST', '/promote', confirmed()],
      ['POST', '/demote'],
      ['POST', '/send_reset'],
      ['POST', '/send_verification'],
      ['GET', '/waits'],
      ['DELETE', '/waits'],
      ['DELETE', `/sessions/${crypto.randomUUID()}`],
    ]
    for (const [method, what, json] of asks)
      expect(
        await refused(gatehouse, () => call(method, at(what), { token: other.token, ...(json && { json }) })),
        `${method} ${what}`,
      ).toEqual(NOT_YOURS)
  })
})
