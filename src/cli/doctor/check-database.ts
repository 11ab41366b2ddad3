import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { openKeys } from '../../ports/keys.ts'
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

/** The database may be new, and has no table then. */
const rowsOf = async <Row>(db: D1Database, sql: string): Promise<Row[]> => {
  try {
    return (await db.prepare(sql).all<Row>()).results
  } catch (error) {
    if (String(error).includes('no such table')) return []
    throw error
  }
}

/** Whether the master keys are the ones that the database has seen under their ids (`ports/readiness.ts`). */
const compareKeys = async (known: { kid: string; tag: string }[], text: string): Promise<Finding[]> => {
  const keys = openKeys(parseEnv(text))
  const tags = await Promise.all(keys.kids().map(async (kid) => [kid, await keys.tag('key check', kid, kid)]))
  return tags
    .filter(([kid, tag]) => known.some((each) => each.kid === kid && each.tag !== tag))
    .map(([kid]) =>
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
    const known = await rowsOf<{ kid: string; tag: string }>(DB, 'select kid, tag from key_checks')
    const names = applied.map(({ name }) => name)
    return [compareMigrations(names, here), ...(await compareKeys(known, text ?? '').catch(() => []))]
  } catch {
    return [fault('Database', 'the local one cannot be read', 'To start afresh: rm -r .wrangler/state')]
  } finally {
    await platform.dispose()
  }
}
