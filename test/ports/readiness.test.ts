import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { openPorts } from '../../src/ports/ports.ts'
import { failing } from '../support/faults.ts'
import { settingsFor } from '../support/house.ts'
import { SECRETS } from '../support/secrets.ts'
import { silentDatabase } from '../support/silent-database.ts'

const READY = {
  settings: null,
  master_keys: null,
  signing_keys: null,
  database: null,
  revoked: null,
  pictures: null,
}
const check = (own: Partial<Env> = {}) => openPorts(settingsFor(own), () => {}).check()

describe('readiness (decision 30)', () => {
  it('finds nothing wrong with what is all there', async () => {
    expect(await check()).toEqual(READY)
    expect(await check({ ENVIRONMENT: 'production', MAIL_FROM: 'gate@example.org' })).toEqual(READY)
  })

  it.each<[string, Partial<Env>, Partial<Record<keyof typeof READY, string>>]>([
    ['a setting', { PUBLIC_URL: 'nonsense' }, { settings: 'PUBLIC_URL: missing or not usable' }],
    ['the sender in production', { ENVIRONMENT: 'production' }, { settings: 'MAIL_FROM: missing' }],
    ['the master keys', { MASTER_KEYS: '' }, { master_keys: 'MASTER_KEYS: missing' }],
    ['the signing keys', { SIGNING_KEYS: 'changeme' }, { signing_keys: 'SIGNING_KEYS: not JSON' }],
    ['D1', { DB: silentDatabase() }, { database: 'does not answer' }],
    ['KV', { REVOKED: failing(env.REVOKED, 'get') }, { revoked: 'does not answer' }],
    ['R2', { PICTURES: failing(env.PICTURES, 'head') }, { pictures: 'does not answer' }],
  ])('names %s and nothing else', async (_, own, problem) => {
    expect(await check(own)).toEqual({ ...READY, ...problem })
  })

  it('names a signing key that does not sign (FLT-15)', async () => {
    const [key] = JSON.parse(SECRETS.SIGNING_KEYS).keys
    const { x, y } = key
    const keys = [{ ...key, d: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }]
    const swapped = [{ ...key, x: y, y: x }]
    for (const bad of [keys, swapped]) {
      const { signing_keys } = await check({ SIGNING_KEYS: JSON.stringify({ keys: bad }) })
      expect(signing_keys).toBeTypeOf('string')
      expect(signing_keys).not.toContain(key.d)
    }
  })

  it('counts the migrations that are not applied', async () => {
    const { results } = await env.DB.prepare('select * from d1_migrations').all<{ name: string }>()
    await env.DB.exec('delete from d1_migrations')
    const lacking = { ...READY, database: `migrations: ${results.length} not applied` }
    expect(results.length).toBeGreaterThan(0)
    expect(await check()).toEqual(lacking)
    await env.DB.exec('drop table d1_migrations')
    expect(await check()).toEqual(lacking)
  })
})
