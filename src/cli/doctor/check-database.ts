import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { compareMasterKeys, rowsOf } from '../compare-master-keys.ts'
import { hasLocalDatabase, openLocalPlatform } from '../platform.ts'
import { type Finding, fault, good, warning } from './finding.ts'

const APPLY = 'npx wrangler d1 migrations apply DB --local   (npm start does it too)'

/** What a database has applied, against what this checkout has. */
export const compareMigrations = (applied: string[], here: string[]): Finding => {
  const lacking = here.filter((name) => !applied.includes(name))
  const strange = applied.filter((name) => !here.includes(name))
  if (lacking.length > 0) return warning('Migrations', `lacking: ${lacking.join(', ')}`, APPLY)
  if (strange.length > 0) {
    return warning(
      'Migrations',
      `the local database is ahead of this checkout: ${strange.join(', ')}`,
      'git pull',
    )
  }
  return good('Migrations', `all ${here.length} are applied to the local database`)
}

/** Whether the keys of .dev.vars are those that the data was made under; of unusable ones others tell. */
const checkKeys = async (db: D1Database, text: string): Promise<Finding[]> => {
  const { others } = await compareMasterKeys(db, parseEnv(text)).catch(() => ({ others: [] }))
  return others.map((kid) =>
    fault(
      'MASTER_KEYS',
      `${kid} is another key than the local data was made under: nobody can sign in`,
      'Put the old key back, or start afresh: rm -r .wrangler/state',
    ),
  )
}

/** Reads the local database, if there is one. `text` is that of .dev.vars. */
export const checkDatabase = async (root: string, text: string | undefined): Promise<Finding[]> => {
  if (!hasLocalDatabase(root)) {
    return [warning('Database', 'there is no local one yet', 'npm start   (makes it)')]
  }
  const here = readdirSync(join(root, 'migrations'))
    .filter((name) => name.endsWith('.sql'))
    .sort()
  const platform = await openLocalPlatform(root)
  try {
    const { DB } = platform.env
    const applied = await rowsOf<{ name: string }>(DB, 'select name from d1_migrations')
    const names = applied.map(({ name }) => name)
    return [compareMigrations(names, here), ...(await checkKeys(DB, text ?? ''))]
  } catch {
    return [fault('Database', 'the local one cannot be read', 'To start afresh: rm -r .wrangler/state')]
  } finally {
    await platform.dispose()
  }
}
