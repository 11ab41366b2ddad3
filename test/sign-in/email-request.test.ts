import { env } from 'cloudflare:workers'
import { describe, expect, it, vi } from 'vitest'
import { callerOf } from '../support/caller.ts'
import { DEAD, ENDED, emailSignIn, WRONG } from '../support/email-sign-in.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'

const gatehouse = openGatehouse({ EMAIL_LOGIN: 'true', EMAIL_APPROVAL: 'true', MAILS_PER_HOUR: '1000' })
const { call } = callerOf(gatehouse)
const { ask, verify } = emailSignIn(gatehouse)

const TWENTY = Array.from({ length: 20 }, (_, at) => at)

describe('a request for the email', () => {
  it('is answered alike for everybody, after the same writes (EML-24)', async () => {
    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    await env.DB.prepare('update accounts set is_active = 0 where id = ?').bind(bob.id).run()
    const quiet = openGatehouse({ EMAIL_LOGIN: 'true', REQUEST_LOG: 'true' })
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const costs: unknown[] = []
    for (const email of [ada.email, bob.email, 'nobody@example.com']) {
      const answer = await quiet.request('/account/login/email', { method: 'POST', json: { email } })
      const text = await answer.text()
      const { statements, round_trips } = JSON.parse(String(log.mock.lastCall?.[0]))
      costs.push([answer.status, text.length, [...answer.headers.keys()], statements, round_trips])
      await quiet.settled()
    }
    log.mockRestore()
    expect(costs[0]).toEqual([200, expect.any(Number), expect.any(Array), 1, 1])
    expect(costs).toEqual(Array(3).fill(costs[0]))
    expect((await quiet.emails()).map(({ to }) => to)).toEqual([ada.email])
    // Disabled after the email was sent, too.
    const { link } = await ask(ada)
    await env.DB.prepare('update accounts set is_active = 0 where id = ?').bind(ada.id).run()
    expect(await verify(link)).toMatchObject(DEAD)
  })

  it('ends the email before it, as five wrong codes and a new password or address do (EML-25)', async () => {
    const ada = await signUp(gatehouse)
    const [older, newer] = [await ask(ada), await ask(ada)]
    expect(await verify(older.link)).toMatchObject(DEAD)
    for (const _ of TWENTY.slice(0, 6))
      expect(await verify({ sign_in: older.sign_in, code: older.code })).toMatchObject(WRONG)
    // Tries with another sign-in do not count for this one, and its own five do.
    for (const _ of TWENTY.slice(0, 4))
      expect(await verify({ sign_in: newer.sign_in, code: '00000000' })).toMatchObject(WRONG)
    expect((await verify({ sign_in: newer.sign_in, code: newer.code })).status).toBe(200)
    const third = await ask(ada)
    for (const _ of TWENTY.slice(0, 5)) await verify({ sign_in: third.sign_in, code: '00000000' })
    expect(await verify({ sign_in: third.sign_in, code: third.code })).toMatchObject(WRONG)
    expect((await verify(third.link)).status).toBe(200)

    const changes: [string, object][] = [
      ['/auth/users/set_password/', { current_password: PASSWORD, new_password: 'Rt5-harbour-Cormorant' }],
      ['/auth/users/me/', { email: 'new@example.com' }],
    ]
    for (const [path, json] of changes) {
      const bob = await signUp(gatehouse)
      const { link, sign_in, code } = await ask(bob)
      const method = path.endsWith('me/') ? 'PATCH' : 'POST'
      expect((await call(method, path, { json, token: bob.token })).status).toBeLessThan(300)
      expect(await verify(link)).toMatchObject(DEAD)
      expect(await verify({ sign_in, code })).toMatchObject(WRONG)
      await gatehouse.settled()
    }
  })

  it('is over after ten minutes', async () => {
    const ada = await signUp(gatehouse)
    const { link, sign_in, code } = await ask(ada)
    gatehouse.wait(600)
    expect(await verify(link)).toMatchObject(DEAD)
    expect(await verify({ sign_in, code })).toMatchObject(ENDED)
  })

  it('counts for the hourly limit of the address', async () => {
    const strict = openGatehouse({ EMAIL_LOGIN: 'true', ENVIRONMENT: 'production', MAILS_PER_HOUR: '2' })
    const ada = await signUp(strict)
    for (const _ of TWENTY.slice(0, 4))
      await strict.request('/account/login/email', { method: 'POST', json: { email: ada.email } })
    expect(await strict.emails()).toHaveLength(2)
  })

  it('exists where the settings turn it on (EML-27)', async () => {
    for (const settings of [{}, { EMAIL_LOGIN: 'true', SECOND_FACTOR: 'off' }]) {
      const off = callerOf(openGatehouse(settings as Partial<Env>))
      expect((await off.post('/account/login/email', { email: 'ada@example.com' })).status).toBe(404)
      expect((await off.post('/account/login/email/verify', { uid: 'x', token: 'x' })).status).toBe(404)
      for (const path of ['/sign-in/email', '/sign-in/email/ask', '/sign-in/email/code'])
        expect((await off.call('POST', path, { body: new URLSearchParams() })).status).toBe(404)
      expect((await off.get('/sign-in/email')).status).toBe(404)
    }
  })
})
