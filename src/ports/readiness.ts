import journal from '../../migrations/meta/_journal.json'
import { openKeys } from './keys.ts'
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
    signing_keys: async () => void keys.signing(),
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
    .catch(() => ({ results: [] }))
  const names = new Set(applied.results.map(({ name }) => name))
  const lacking = journal.entries.filter(({ tag }) => !names.has(`${tag}.sql`)).length
  if (lacking > 0) throw new Misconfigured(`migrations: ${lacking} not applied`)
}
