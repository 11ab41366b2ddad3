import journal from '../../migrations/meta/_journal.json'
import { openKeys, type SigningKey } from './keys.ts'
import { Misconfigured } from './misconfigured.ts'
import { readSettings } from './settings.ts'

/**
 * What this Worker needs, each with what is wrong with it, or null: settings, both secrets, the database with every
 * migration applied, KV and R2.
 */
export async function checkReadiness(env: Env): Promise<Record<string, string | null>> {
  const keys = openKeys(env)
  const checks = {
    settings: async () => {
      const { ENVIRONMENT, MAIL_FROM } = readSettings(env)
      if (ENVIRONMENT === 'production' && !MAIL_FROM) throw new Misconfigured('MAIL_FROM: missing')
    },
    master_keys: async () => void keys.kids(),
    signing_keys: () => Promise.all(keys.signing().map(checkSigningKey)),
    database: () => checkMigrations(env.DB),
    revoked: async () => void (await env.REVOKED.get('readyz')),
    pictures: async () => void (await env.PICTURES.head('readyz')),
  }
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await problemOf(check)] as const),
  )
  return Object.fromEntries(results)
}

async function problemOf(check: () => Promise<unknown>): Promise<string | null> {
  try {
    await check()
    return null
  } catch (error) {
    return error instanceof Misconfigured ? error.message : 'does not answer'
  }
}

/** wrangler keeps the names of the migrations that were applied in this table. */
async function checkMigrations(db: D1Database): Promise<void> {
  const applied = await db
    .prepare('select name from d1_migrations')
    .all<{ name: string }>()
    .catch((error: unknown) => {
      if (String(error).includes('no such table')) return { results: [] }
      throw error
    })
  const names = new Set(applied.results.map(({ name }) => name))
  const lacking = journal.entries.filter(({ tag }) => !names.has(`${tag}.sql`)).length
  if (lacking > 0) throw new Misconfigured(`migrations: ${lacking} not applied`)
}

/** Whether both halves of a key belong together. */
async function checkSigningKey({ kid, kty, crv, x, y, d }: SigningKey): Promise<void> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const works = async () => {
    const signer = await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, algorithm, false, ['sign'])
    const verifier = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, algorithm, false, ['verify'])
    const message = new Uint8Array(1)
    return crypto.subtle.verify(
      algorithm,
      verifier,
      await crypto.subtle.sign(algorithm, signer, message),
      message,
    )
  }
  if (!(await works().catch(() => false)))
    throw new Misconfigured(`SIGNING_KEYS: the key ${kid} does not sign`)
}
