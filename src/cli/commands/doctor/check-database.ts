import { parseEnv } from 'node:util'
import { lostPasskeys, passkeyHost } from '../../../ports/passkeys.ts'
import { compareMasterKeys, rowsOf } from '../../compare-master-keys.ts'
import { migrationNames } from '../../migration-names.ts'
import { hasLocalDatabase, openLocalBindings } from '../../wrangler/bindings.ts'
import { localUrl } from '../start/local-url.ts'
import { type Finding, fault, good, warning } from './finding.ts'

const APPLY = 'npx wrangler d1 migrations apply DB --local   (npm start does it too)'

/** Compares the applied migrations with those of this checkout. */
export const compareMigrations = (applied: string[], here: string[]): Finding => {
  const missing = here.filter((name) => !applied.includes(name))
  const unknown = applied.filter((name) => !here.includes(name))
  if (missing.length > 0) return warning('Migrations', `missing: ${missing.join(', ')}`, APPLY)
  if (unknown.length > 0) {
    return warning(
      'Migrations',
      `the local database is ahead of this checkout: ${unknown.join(', ')}`,
      'git pull',
    )
  }
  return good('Migrations', `all ${here.length} are applied to the local database`)
}

/** Whether the data was made with the keys of .dev.vars. Another check reports invalid keys. */
const checkKeys = async (db: D1Database, text: string): Promise<Finding[]> => {
  const { others } = await compareMasterKeys(db, parseEnv(text)).catch(() => ({ others: [] }))
  return others.map((kid) =>
    fault(
      'MASTER_KEYS',
      `${kid} is not the key that the local data was made with: nobody can sign in`,
      'Put the old key back, or start over: rm -r .wrangler/state',
    ),
  )
}

/** Passkeys that were made for another host than the one of the settings. Another check reports invalid settings. */
export const checkPasskeys = async (db: D1Database, vars: Record<string, unknown>): Promise<Finding[]> => {
  const host = passkeyHost({
    PASSKEY_RP_ID: String(vars.PASSKEY_RP_ID ?? ''),
    PUBLIC_URL: URL.canParse(String(vars.PUBLIC_URL)) ? String(vars.PUBLIC_URL) : localUrl(),
  })
  const sql = `select distinct rp_id from passkeys where rp_id <> '${host.replaceAll("'", "''")}'`
  const rows = await rowsOf<{ rp_id: string }>(db, sql)
  return rows.map(({ rp_id }) => warning('Passkeys', lostPasskeys(host, rp_id)))
}

/** Reads the local database, if there is one. `text` is that of .dev.vars, `vars` are the variables in force here. */
export const checkDatabase = async (
  root: string,
  text: string | undefined,
  vars: Record<string, unknown>,
): Promise<Finding[]> => {
  if (!hasLocalDatabase(root)) {
    return [warning('Database', 'there is no local one yet', 'npm start   (creates it)')]
  }
  const here = migrationNames(root)
  const bindings = await openLocalBindings(root)
  try {
    const { DB } = bindings.env
    const applied = await rowsOf<{ name: string }>(DB, 'select name from d1_migrations')
    const names = applied.map(({ name }) => name)
    const migrations = compareMigrations(names, here)
    // A database that lacks migrations may lack the column.
    const passkeys = migrations.state === 'good' ? await checkPasskeys(DB, vars) : []
    return [migrations, ...(await checkKeys(DB, text ?? '')), ...passkeys]
  } catch {
    return [fault('Database', 'the local one cannot be read', 'To start over: rm -r .wrangler/state')]
  } finally {
    await bindings.dispose()
  }
}
