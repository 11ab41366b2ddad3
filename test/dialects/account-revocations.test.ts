import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { runMaintenance } from '../../src/account/maintenance.ts'
import { countedBindings } from '../support/counters.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { logInForJwt, makeStaff, PASSWORD, signUp } from '../support/people.ts'
import { refusalIn } from '../support/problem.ts'
import { refused } from '../support/refused.ts'

const SECRET = '0123456789abcdef0123456789abcdef'
const LIST = '/account/revocations'
const NEXT = 'Rt5-harbour-Cormorant'
const DAY = 86_400

const openWith = (own: object = {}) => openGatehouse({ REVOCATIONS_SECRET: SECRET, ...own } as Partial<Env>)
const ask = async (gatehouse: AppEnv, query = '', token: string | undefined = SECRET) =>
  gatehouse.request(LIST + query, token === '' ? {} : { token })

type Page = { revocations: object[]; cursor: string; more: boolean }
const pageOf = async (gatehouse: AppEnv, query = '') => (await ask(gatehouse, query)).json<Page>()

let gatehouse: AppEnv
beforeEach(async () => {
  await env.DB.exec('delete from revocations')
  gatehouse = openWith()
})

describe('the list of revocations', () => {
  it('has a session that was signed out, and nothing of tokens, which services do not verify', async () => {
    const ada = await signUp(gatehouse)
    const { access } = await logInForJwt(gatehouse, ada)
    await gatehouse.request('/api/logout/', { method: 'POST', token: ada.token })
    expect(await pageOf(gatehouse)).toEqual({ revocations: [], cursor: '0', more: false })
    await gatehouse.request('/api/logout/', { method: 'POST', token: access })
    expect(await pageOf(gatehouse)).toEqual({
      revocations: [{ kind: 'session', account: ada.id, session: decodeJwt(access).sid }],
      cursor: String(gatehouse.clock.now()),
      more: false,
    })
  })

  it('has the session version of an account after each change that raises it', async () => {
    const [boss, ada] = [await signUp(gatehouse), await signUp(gatehouse)]
    await makeStaff(boss)
    const { access } = await logInForJwt(gatehouse, ada)
    const { sid } = decodeJwt(access)
    const staffs = (what: string, method = 'POST') =>
      gatehouse.request(`/account/admin/users/${ada.id}/${what}`, { method, token: boss.token })
    const json = { old_password: PASSWORD, new_password: NEXT }
    await gatehouse.request('/api/change_password/', { method: 'PUT', json, token: access })
    await gatehouse.request('/account/sessions', { method: 'DELETE', token: access })
    await staffs('sessions', 'DELETE')
    await staffs('disable')
    await staffs('enable')
    const renewed = await logInForJwt(gatehouse, { ...ada, password: NEXT })
    await gatehouse.request(`/api/v1/users/${ada.id}/`, { method: 'DELETE', token: renewed.access })

    const of = (session_version: number, except_session: unknown = null) => ({
      kind: 'account',
      account: ada.id,
      session_version,
      except_session,
    })
    const { revocations } = await pageOf(gatehouse)
    expect(revocations).toEqual([of(1, sid), of(2, sid), of(3), of(4), of(5), of(Number.MAX_SAFE_INTEGER)])
  })

  it('names the version that the account has when two changes come at once', async () => {
    const ada = await signUp(gatehouse)
    const { outbox, commit } = gatehouse.ports
    const revocation = { account: ada.id, sessionVersion: 1, keep: null }
    const jobs = await outbox.prepare({ kind: 'revocation', revocation, until: gatehouse.clock.now() })
    await env.DB.prepare('update accounts set epoch = 7 where id = ?').bind(ada.id).run()
    const [first, ...rest] = outbox.insert(jobs)
    if (first) await commit(first, ...rest)
    expect((await pageOf(gatehouse)).revocations).toMatchObject([{ session_version: 7 }])
  })

  it('goes on after a cursor, page by page, and misses nothing of one moment', async () => {
    const statement = env.DB.prepare('insert into revocations values (?, ?, ?, null, null)')
    const now = gatehouse.clock.now()
    await env.DB.batch(
      Array.from({ length: 1001 }, (_, nth) => statement.bind(now - 2000 + nth, 'a', crypto.randomUUID())),
    )
    const first = await pageOf(gatehouse)
    expect([first.revocations.length, first.more]).toEqual([1000, true])
    const second = await pageOf(gatehouse, `?after=${first.cursor}`)
    expect([second.revocations.length, second.more]).toEqual([1, false])
    const empty = await pageOf(gatehouse, `?after=${second.cursor}`)
    expect(empty).toEqual({ revocations: [], cursor: second.cursor, more: false })

    const [ada, bob] = [await signUp(gatehouse), await signUp(gatehouse)]
    for (const person of [ada, bob]) {
      const { access } = await logInForJwt(gatehouse, person)
      await gatehouse.request('/api/logout/', { method: 'POST', token: access })
    }
    const third = await pageOf(gatehouse, `?after=${empty.cursor}`)
    expect(third.revocations).toMatchObject([{ account: ada.id }, { account: bob.id }])
    expect(third.cursor).toBe(String(now + 1))
  })

  it('goes on upwards after all rows were purged, which happens once no access token can live', async () => {
    const signOut = async () => {
      const { access } = await logInForJwt(gatehouse, await signUp(gatehouse))
      await gatehouse.request('/api/logout/', { method: 'POST', token: access })
      await gatehouse.settled()
    }
    await signOut()
    const { cursor } = await pageOf(gatehouse)
    gatehouse.wait(DAY)
    expect((await runMaintenance(gatehouse.ports)).deleted).toMatchObject({ revocations: 0 })
    gatehouse.wait(61)
    expect((await runMaintenance(gatehouse.ports)).deleted).toMatchObject({ revocations: 1 })
    await signOut()
    expect((await pageOf(gatehouse, `?after=${cursor}`)).revocations).toHaveLength(1)
  })
})

describe('who may not read it', () => {
  it('is anybody where there is no secret, and then nothing is written', async () => {
    const off = openGatehouse()
    const ada = await signUp(off)
    const { access } = await logInForJwt(off, ada)
    await off.request('/api/logout/', { method: 'POST', token: access })
    expect(await env.DB.prepare('select * from revocations').first()).toBeNull()
    for (const token of ['', SECRET, ada.token])
      expect(await refusalIn(await refused(off, () => ask(off, '', token)))).toEqual([404, 'not-found'])
    expect((await runMaintenance(off.ports)).deleted).not.toHaveProperty('revocations')
  })

  it('is who has another secret, a token of staff, or none', async () => {
    const ada = await signUp(gatehouse)
    await makeStaff(ada)
    for (const token of [`${SECRET}0`, SECRET.slice(1), SECRET.toUpperCase(), ada.token])
      expect(await refusalIn(await refused(gatehouse, () => ask(gatehouse, '', token)))).toEqual([
        401,
        'session-ended',
      ])
    expect(await refusalIn(await ask(gatehouse, '', ''))).toEqual([401, 'not-signed-in'])
  })

  it('is told of a cursor that is none', async () => {
    for (const after of ['x', '-1', '1.5', '9'.repeat(16)])
      expect(await refusalIn(await ask(gatehouse, `?after=${after}`))).toEqual([400, 'invalid'])
  })

  it('is everybody while the secret could be guessed, and /readyz says so', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const weak = openWith({ REVOCATIONS_SECRET: 'secret' })
    expect((await ask(weak, '', 'secret')).status).toBe(503)
    const ready = await (await weak.request('/readyz')).json<{ checks: { settings: string } }>()
    expect(ready.checks.settings).toBe('REVOCATIONS_SECRET: shorter than 32 characters')
    vi.restoreAllMocks()
  })
})

it('costs one read for services, and for a change a row and no round trip', async () => {
  const { bindings, counting } = countedBindings()
  const bill = async (own: object) => {
    const counted = openGatehouse({ ...bindings, ...own } as Partial<Env>)
    const { access } = await logInForJwt(counted, await signUp(counted))
    await counted.settled()
    const count = counting()
    await counted.request('/api/logout/', { method: 'POST', token: access })
    await counted.settled()
    return count()
  }
  const [off, on] = [await bill({}), await bill({ REVOCATIONS_SECRET: SECRET })]
  expect([on.roundTrips - off.roundTrips, on.rowsWritten - off.rowsWritten]).toEqual([0, 1])
  const counted = openWith(bindings)
  const count = counting()
  await pageOf(counted)
  expect(count()).toMatchObject({ roundTrips: 1, rowsRead: 1, rowsWritten: 0, kv: 0 })
})
