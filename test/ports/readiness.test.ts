import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { openPorts } from '../../src/ports/ports.ts'
import { failing } from '../support/faults.ts'
import { AS_SHIPPED, settingsFor } from '../support/gatehouse.ts'
import { SECRETS } from '../support/secrets.ts'
import { silentDatabase } from '../support/silent-database.ts'

const CHECKS = {
  settings: null,
  master_keys: null,
  signing_keys: null,
  database: null,
  revoked: null,
  pictures: null,
}
const READY = { checks: CHECKS, warnings: [] }
const check = (own: Partial<Env> = {}) => openPorts(settingsFor({ ...AS_SHIPPED, ...own }), () => {}).check()

describe('readiness (decision 30)', () => {
  it('finds nothing wrong with what is all there', async () => {
    expect(await check()).toEqual(READY)
    expect(await check({ ENVIRONMENT: 'production', MAIL_FROM: 'gate@example.org' })).toEqual(READY)
  })

  it.each<[string, Partial<Env>, Partial<Record<keyof typeof CHECKS, string>>]>([
    [
      'a setting',
      { PUBLIC_URL: 'nonsense' },
      { settings: 'PUBLIC_URL: is not https://host or https://host:port' },
    ],
    ['the sender in production', { ENVIRONMENT: 'production' }, { settings: 'MAIL_FROM: missing' }],
    ['the master keys', { MASTER_KEYS: '' }, { master_keys: 'MASTER_KEYS: missing' }],
    ['the signing keys', { SIGNING_KEYS: 'changeme' }, { signing_keys: 'SIGNING_KEYS: not JSON' }],
    ['D1', { DB: silentDatabase() }, { database: 'does not answer' }],
    ['KV', { REVOKED: failing(env.REVOKED, 'get') }, { revoked: 'does not answer' }],
    ['R2', { PICTURES: failing(env.PICTURES, 'head') }, { pictures: 'does not answer' }],
  ])('names %s and nothing else', async (_, own, problem) => {
    expect(await check(own)).toEqual({ checks: { ...CHECKS, ...problem }, warnings: [] })
  })

  it('names a signing key that does not sign (FLT-15)', async () => {
    const [key] = JSON.parse(SECRETS.SIGNING_KEYS).keys
    const { x, y } = key
    const keys = [{ ...key, d: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }]
    const swapped = [{ ...key, x: y, y: x }]
    for (const bad of [keys, swapped]) {
      const { signing_keys } = (await check({ SIGNING_KEYS: JSON.stringify({ keys: bad }) })).checks
      expect(signing_keys).toBeTypeOf('string')
      expect(signing_keys).not.toContain(key.d)
    }
  })

  it('warns of passwords that are hashed with less work, and is ready all the same', async () => {
    const weak = { PASSWORD_HASH_LINKS: '1', ACCEPT_WEAK_HASH: 'true' } as Partial<Env>
    expect(await check(weak)).toEqual({
      checks: CHECKS,
      warnings: [
        'PASSWORD_HASH_LINKS: fewer than 6, as ACCEPT_WEAK_HASH allows',
        'Workers Free: 10 ms of CPU are less than a hash, 50 queries and subrequests less than a run of the cron may take',
      ],
    })
  })

  it('tells a master key from another one of the same id (HSH-05)', async () => {
    await check()
    const [key] = JSON.parse(SECRETS.MASTER_KEYS).keys
    const other = { ...key, k: 'uJ5cLQ0mF1s3R8yVbXhKZ2dWnT7aOe4pGi6jMqNvBwE' }
    const set = (...keys: object[]) => ({ MASTER_KEYS: JSON.stringify({ keys }) })
    const master_keys = 'MASTER_KEYS: the key 1 is another one than before'
    const wrong = { checks: { ...CHECKS, master_keys }, warnings: [] }
    for (let time = 0; time < 2; time++) expect(await check(set(other))).toEqual(wrong)
    expect(await check(set({ ...other, kid: '2' }, key))).toEqual(READY)
    expect(await check(set({ ...key, kid: '2' }, key))).toEqual({
      ...wrong,
      checks: { ...CHECKS, master_keys: master_keys.replace('1', '2') },
    })
    expect(await check()).toEqual(READY)
  })

  it('counts the migrations that are not applied (FLT-23)', async () => {
    const { results } = await env.DB.prepare('select * from d1_migrations').all<{ name: string }>()
    await env.DB.exec('delete from d1_migrations')
    const database = `migrations: ${results.length} not applied`
    const lacking = { checks: { ...CHECKS, database }, warnings: [] }
    expect(results.length).toBeGreaterThan(0)
    expect(await check()).toEqual(lacking)
    await env.DB.exec('drop table d1_migrations')
    expect(await check()).toEqual(lacking)
  })
})
