import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { runMaintenance } from '../../src/account/maintenance.ts'
import { callerOf } from '../support/caller.ts'
import { openConsole } from '../support/console.ts'
import { countedBindings } from '../support/counters.ts'
import { MORNING, openGatehouse } from '../support/gatehouse.ts'
import { makeStaff, type SignedUp, signUp } from '../support/people.ts'
import { SECRETS } from '../support/secrets.ts'

/* Keys and settings, at the console and at the account API. */

const DAY = 86_400
const now = MORNING / 1000
const [signingKey] = JSON.parse(SECRETS.SIGNING_KEYS).keys
const [masterKey] = JSON.parse(SECRETS.MASTER_KEYS).keys
const k = 'uJ5cLQ0mF1s3R8yVbXhKZ2dWnT7aOe4pGi6jMqNvBwE'
const sets = {
  SIGNING_KEYS: JSON.stringify({
    keys: [
      { ...signingKey, kid: 'now', iat: now - 9 * DAY },
      { ...signingKey, kid: 'then', iat: now - DAY },
      { ...signingKey, kid: 'was', iat: now - 99 * DAY, retired: now - DAY, exp: now + DAY },
      { ...signingKey, kid: 'gone', retired: now - 50 * DAY, exp: now - 40 * DAY },
    ],
  }),
  MASTER_KEYS: JSON.stringify({
    keys: [
      { kty: 'oct', kid: 'new', k, iat: now - 40 * DAY },
      { ...masterKey, iat: now - 400 * DAY, retired: now - 40 * DAY },
    ],
  }),
}
const { bindings, counting } = countedBindings()
const gatehouse = openGatehouse({
  ...bindings,
  ...sets,
  EVENT_DAYS: '30',
  METRICS_SECRET: '',
  MAIL_API_URL: 'https://user:secret-word@mail.example.com',
} as unknown as Partial<Env>)
const before = openGatehouse()
const console = openConsole(gatehouse)
const { get } = callerOf(gatehouse)

let boss: SignedUp
let ada: SignedUp
beforeAll(async () => {
  // Under the key that is old now.
  ada = await signUp(before, 'ada')
  boss = await signUp(gatehouse, 'boss')
  await makeStaff(boss)
  await console.signIn(boss)
})

const at = (seconds: number) => new Date(seconds * 1000).toISOString()
const key = (kid: string, state: string, own: object = {}) => ({
  kid,
  state,
  made_at: null,
  retired_at: null,
  ends_at: null,
  may_go: false,
  ...own,
})
const KEYS = {
  signing: [
    key('now', 'current', { made_at: at(now - 9 * DAY) }),
    key('then', 'next', { made_at: at(now - DAY) }),
    key('was', 'old', {
      made_at: at(now - 99 * DAY),
      retired_at: at(now - DAY),
      ends_at: at(now + DAY),
    }),
    key('gone', 'old', { retired_at: at(now - 50 * DAY), ends_at: at(now - 40 * DAY), may_go: true }),
  ],
  master: [
    { ...key('new', 'current', { made_at: at(now - 40 * DAY) }), accounts: 1 },
    {
      ...key('1', 'old', { made_at: at(now - 400 * DAY), retired_at: at(now - 40 * DAY) }),
      accounts: 1,
    },
  ],
  counted_at: at(now),
}

describe('GET /account/admin/keys', () => {
  it('says what each key is for, who needs it, and whether it may go; and nothing secret', async () => {
    const uncounted = await get('/account/admin/keys', boss.token)
    expect(uncounted.body).toMatchObject({ master: [{ accounts: 0 }, { may_go: false }], counted_at: null })
    await runMaintenance(gatehouse.ports)
    expect(await get('/account/admin/keys', boss.token)).toEqual({ status: 200, body: KEYS })
    const shown = `${JSON.stringify(uncounted)}${(await console.get('/admin/keys')).text}`
    for (const secret of [k, masterKey.k, signingKey.d, signingKey.x]) expect(shown).not.toContain(secret)
  })

  it('lets a master key go once nobody’s password or second factor is under it', async () => {
    const told = async () => {
      gatehouse.wait(10)
      await runMaintenance(gatehouse.ports)
      const { body } = await get('/account/admin/keys', boss.token)
      const [, old] = (body as typeof KEYS).master
      return [old?.accounts, old?.may_go]
    }
    await env.DB.prepare("update accounts set password_hash = '' where id = ?").bind(ada.id).run()
    await env.DB.prepare(
      "insert into second_factors (account_id, created_at, totp) values (?, 1, '1.sealed')",
    )
      .bind(ada.id)
      .run()
    expect(await told()).toEqual([1, false])
    await env.DB.exec('delete from second_factors')
    expect(await told()).toEqual([0, true])
  })

  it('is for staff alone', async () => {
    for (const path of ['keys', 'settings'])
      expect((await callerOf(before).get(`/account/admin/${path}`, ada.token)).status).toBe(403)
  })
})

describe('/admin/keys', () => {
  it('says it in words, at two round trips', async () => {
    await console.get('/admin/people')
    const told = counting()
    const { heading, text } = await console.get('/admin/keys')
    expect([heading, told().roundTrips]).toEqual(['Keys', 2])
    for (const said of [
      'Signs JWTs.',
      'Is published, and signs after the next rotation.',
      'Verifies nothing any more. It goes at the next rotation.',
      'For new passwords, tokens and links. 1 account has a password or a second factor under it.',
      'No account needs it, and it may go.',
    ])
      expect(text).toContain(said)
  })
})

describe('GET /account/admin/settings', () => {
  it('has each setting with its default and where it comes from, and of secrets only whether they are set', async () => {
    const { status, body } = await get('/account/admin/settings', boss.token)
    const { settings, secrets } = body as { settings: { name: string }[]; secrets: object[] }
    const of = (name: string) => settings.find((each) => each.name === name)
    expect(status).toBe(200)
    expect(of('EVENT_DAYS')).toEqual({ name: 'EVENT_DAYS', value: '30', default: '90', from: 'environment' })
    expect(of('PUBLIC_URL')).toMatchObject({ value: 'http://localhost:8787', default: null })
    expect(of('MAIL_API_URL')).toMatchObject({ value: 'https://…@mail.example.com' })
    expect(of('LENIENT_PASSWORD_DOORS')).toMatchObject({ value: 'express', default: 'express' })
    expect(secrets).toEqual([
      { name: 'MASTER_KEYS', is_set: true },
      { name: 'SIGNING_KEYS', is_set: true },
      { name: 'RESEND_API_KEY', is_set: false },
      { name: 'TURNSTILE_SECRET', is_set: false },
      { name: 'REVOCATIONS_SECRET', is_set: false },
      { name: 'METRICS_SECRET', is_set: false },
      { name: 'OLD_JWT_SECRETS', is_set: false },
    ])
    const page = await console.get('/admin/settings')
    expect(page.heading).toBe('Settings')
    expect(page.text).toContain(
      '<code>EVENT_DAYS</code></th> <td>30</td> <td class="none">90</td> <td>environment</td>',
    )
    for (const secret of ['secret-word', k, masterKey.k])
      expect(`${JSON.stringify(body)}${page.text}`).not.toContain(secret)
  })
})
