import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { runMaintenance } from '../../src/account/maintenance.ts'
import { removeAccount } from '../../src/account/profile/profile.ts'
import { authenticate, logOut } from '../../src/account/sessions/session.ts'
import { endOtherSessions } from '../../src/account/sessions/session-list.ts'
import { verifyJwt } from '../../src/account/sessions/verify-jwt.ts'
import { MOST_ENDED } from '../../src/ports/ended-sessions.ts'
import { countedBindings } from '../support/counters.ts'
import { failing } from '../support/faults.ts'
import { type AppEnv, openGatehouse } from '../support/gatehouse.ts'
import { logInForJwt, type SignedUp, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'
import { silentDatabase } from '../support/silent-database.ts'

/* What is revoked of an account is one entry in KV (decision 77). */

const DAY = 86_400
const HIGHEST = Number.MAX_SAFE_INTEGER

let gatehouse: AppEnv
let ada: SignedUp
beforeEach(async () => {
  gatehouse = openGatehouse()
  ada = await signUp(gatehouse)
})

const signIn = async () => {
  const { access, refresh } = await logInForJwt(gatehouse, ada)
  gatehouse.wait(1)
  return { access, refresh, sid: String(decodeJwt(access).sid) }
}
const signOut = async ({ access }: { access: string }) => {
  await logOut(gatehouse.ports, access)
  await gatehouse.settled()
}
const endOthers = async ({ access }: { access: string }) => {
  await endOtherSessions(gatehouse.ports, await authenticate(gatehouse.ports, access))
  await gatehouse.settled()
}
const entry = async (): Promise<unknown> => env.REVOKED.get(`u:${ada.id}`, 'json')
const verdict = ({ access }: { access: string }, { ports }: Pick<AppEnv, 'ports'> = gatehouse) =>
  verifyJwt(ports, access).then(
    () => 'passes',
    ({ message, reason }) => reason ?? message,
  )
/** So many sessions of the account that have ended, whose last JWTs expire in a day. */
const addEnded = (count: number, until = gatehouse.clock.now() + DAY * 1000) => {
  const add = env.DB.prepare('insert into ended_sessions values (?, ?, ?)')
  return env.DB.batch(Array.from({ length: count }, () => add.bind(ada.id, until, crypto.randomUUID())))
}

describe('the entry of an account', () => {
  it('names the sessions that ended, the session version, and the session that went on', async () => {
    const [first, second] = [await signIn(), await signIn()]
    await signOut(first)
    expect(await entry()).toEqual({ epoch: 0, keep: null, ended: [first.sid] })
    const third = await signIn()
    await endOthers(second)
    expect(await entry()).toEqual({ epoch: 1, keep: second.sid, ended: [first.sid] })
    expect(await Promise.all([first, second, third].map((each) => verdict(each)))).toEqual([
      'jwt_ended',
      'passes',
      'jwt_ended',
    ])
  })

  it('goes on to name the session that went on, when another one ends, until it ends itself', async () => {
    const [mine, other] = [await signIn(), await signIn()]
    await endOthers(mine)
    const [later, last] = [await signIn(), await signIn()]
    await signOut(later)
    expect(await entry()).toEqual({ epoch: 1, keep: mine.sid, ended: [later.sid] })
    expect([await verdict(mine), await verdict(last)]).toEqual(['passes', 'passes'])
    await signOut(mine)
    expect(await Promise.all([mine, other, later, last].map((each) => verdict(each)))).toEqual([
      'jwt_ended',
      'jwt_ended',
      'jwt_ended',
      'passes',
    ])
  })

  it('is the highest session version once the account is gone', async () => {
    const session = await signIn()
    await removeAccount(gatehouse.ports, await authenticate(gatehouse.ports, ada.token))
    await gatehouse.settled()
    expect(await entry()).toEqual({ epoch: HIGHEST, keep: null })
    expect(await verdict(session)).toBe('jwt_ended')
  })

  it('forgets a session when its last JWT has expired, and so does D1', async () => {
    const first = await signIn()
    await signOut(first)
    gatehouse.wait(11 * DAY)
    const second = await signIn()
    await signOut(second)
    expect(await entry()).toEqual({ epoch: 0, keep: null, ended: [second.sid] })
    const { deleted } = await runMaintenance(gatehouse.ports)
    expect(deleted.ended_sessions).toBeGreaterThanOrEqual(1)
    const { results } = await env.DB.prepare('select session_id from ended_sessions where account_id = ?')
      .bind(ada.id)
      .all()
    expect(results).toEqual([{ session_id: second.sid }])
  })

  it('lasts as long as any JWT that is older than a session version may live', async () => {
    const [mine, other] = [await signIn(), await signIn()]
    await endOthers(mine)
    gatehouse.wait(9 * DAY)
    await addEnded(1)
    await signOut(await signIn())
    const { keys } = await env.REVOKED.list({ prefix: `u:${ada.id}` })
    expect(Math.abs((keys[0]?.expiration ?? 0) - Date.now() / 1000 - 30 * DAY)).toBeLessThan(10)
    expect(await verdict(other)).toBe('jwt_invalid')
  })
})

describe('more sessions than an entry names', () => {
  it('are asked of D1: who has ended is refused, and who goes on passes', async () => {
    const [unnamed, goesOn, last] = [await signIn(), await signIn(), await signIn()]
    await signOut(unnamed)
    await addEnded(MOST_ENDED, gatehouse.clock.now() + 20 * DAY * 1000)
    await signOut(last)
    const stored = (await entry()) as { ended: string[]; more: boolean }
    expect([stored.ended.length, stored.ended.includes(unnamed.sid), stored.more]).toEqual([100, false, true])
    expect([await verdict(unnamed), await verdict(last), await verdict(goesOn)]).toEqual([
      'jwt_ended',
      'jwt_ended',
      'passes',
    ])
    const down = openGatehouse({ DB: silentDatabase() }, { clock: gatehouse.clock, patience: { D1: 10 } })
    expect(await verdict(goesOn, down)).not.toBe('passes')
    const { access } = await logInForJwt(gatehouse, await signUp(gatehouse))
    expect(await verdict({ access }, down)).toBe('passes')
  })

  it('are none if there are exactly as many', async () => {
    await addEnded(MOST_ENDED - 1)
    const last = await signIn()
    await signOut(last)
    expect(await entry()).toMatchObject({ ended: expect.arrayContaining([last.sid]) })
    expect(await entry()).not.toHaveProperty('more')
  })
})

describe('an upgrade from a version with an entry for each session', () => {
  /** A house that is new to the entries of KV, as an isolate is after a deployment. */
  const afterDeployment = () => {
    const { bindings, counting } = countedBindings()
    return { house: openGatehouse(bindings, { clock: gatehouse.clock }), counting }
  }
  beforeEach(() => env.REVOKED.delete('since'))

  it('goes on to refuse what was revoked before it, until it has expired', async () => {
    const [ended, kept, other, goesOn] = [await signIn(), await signIn(), await signIn(), await signIn()]
    await env.REVOKED.put(`s:${ended.sid}`, '1')
    const { house, counting } = afterDeployment()
    expect(await verdict(ended, house)).toBe('jwt_ended')
    await runMaintenance(house.ports)
    expect(await verdict(ended, house)).toBe('jwt_ended')
    const count = counting()
    expect(await verdict(goesOn, house)).toBe('passes')
    expect(count().kv).toBe(2)

    await env.DB.prepare('update accounts set epoch = 1 where id = ?').bind(ada.id).run()
    await env.DB.prepare('update sessions set epoch = 1 where id in (?, ?)').bind(kept.sid, goesOn.sid).run()
    await env.REVOKED.put(`u:${ada.id}`, JSON.stringify({ epoch: 1, keep: kept.sid }))
    expect([await verdict(kept, house), await verdict(other, house)]).toEqual(['passes', 'jwt_ended'])
    // What is written anew says the same of what was revoked then.
    await signOut(await signIn())
    expect(await entry()).toMatchObject({ epoch: 1, keep: kept.sid })
    expect([await verdict(kept, house), await verdict(other, house)]).toEqual(['passes', 'jwt_ended'])
    expect(await verdict(ended, house)).toBe('jwt_ended')
  })

  it('asks for one entry alone of a JWT that was signed after it', async () => {
    const { house, counting } = afterDeployment()
    await runMaintenance(house.ports)
    expect(await env.REVOKED.get('since')).toBe(String(gatehouse.clock.now() + 600_000))
    gatehouse.wait(599)
    const before = await signIn()
    const after = await signIn()
    const next = afterDeployment()
    const keysOf = async (session: { access: string }, { counting, house }: typeof next) => {
      const count = counting()
      expect(await verdict(session, house)).toBe('passes')
      return count().kv
    }
    expect([await keysOf(before, { house, counting }), await keysOf(after, { house, counting })]).toEqual([
      2, 1,
    ])
    // An isolate asks once since when.
    expect([await keysOf(after, next), await keysOf(after, next)]).toEqual([3, 1])
    await runMaintenance(house.ports)
    await runMaintenance(next.house.ports)
    expect(Number(await env.REVOKED.get('since'))).toBeLessThan(gatehouse.clock.now())
  })

  it('notes since when there is one entry at the next cron, if KV failed', async () => {
    const REVOKED = failing(env.REVOKED, 'put', 1)
    const { ports } = openGatehouse({ REVOKED }, { clock: gatehouse.clock })
    await expect(runMaintenance(ports)).rejects.toThrow('Network connection lost.')
    expect(await env.REVOKED.get('since')).toBeNull()
    await runMaintenance(ports)
    expect(await env.REVOKED.get('since')).not.toBeNull()
  })

  it('does the jobs of a version that did not say whose session it was', async () => {
    await env.DB.exec('delete from outbox')
    const session = await signIn()
    const { keys, random, outbox } = gatehouse.ports
    const until = gatehouse.clock.now() + DAY * 1000
    const text = JSON.stringify({ kind: 'revocation', revocation: { session: session.sid }, until })
    await env.DB.prepare(
      'insert into outbox (id, sealed, attempts, due_at, created_at) values (?, ?, 0, 0, 0)',
    )
      .bind('revocation:old', await keys.seal(text, random.bytes(12)))
      .run()
    expect(await outbox.runDue(async () => {})).toBe(1)
    expect(await rowsOf('outbox')).toEqual([])
    expect(await verdict(session, afterDeployment().house)).toBe('jwt_ended')
  })
})
