import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { migrationNames } from './migration-names.ts'
import { projectRoot } from './project-root.ts'
import { openLocalBindings } from './wrangler/bindings.ts'

/** A file of the folder `migrations`, and what it asks of the database, in order. */
export type Migration = { name: string; statements: string[] }

/** Those of this checkout, the oldest first. */
export const readMigrations = (): Migration[] =>
  migrationNames(projectRoot).map((name) => {
    const text = readFileSync(join(projectRoot, 'migrations', name), 'utf8')
    return { name, statements: text.split('--> statement-breakpoint') }
  })

/** As wrangler makes it: `wrangler d1 migrations apply` knows what was applied here, and the other way round. */
const TABLE = `create table if not exists d1_migrations (
  id integer primary key autoincrement,
  name text unique,
  applied_at timestamp default current_timestamp not null
)`

/** The names of what was applied now, and why the next one could not be. */
export type Migrated = { applied: string[]; problem?: string }

const migrate = async (db: D1Database, migrations: Migration[], stop: AbortSignal): Promise<Migrated> => {
  await db.prepare(TABLE).run()
  const { results } = await db.prepare('select name from d1_migrations').all<{ name: string }>()
  const known = new Set(results.map(({ name }) => name))
  const applied: string[] = []
  for (const { name, statements } of migrations) {
    if (known.has(name)) continue
    if (stop.aborted) break
    const note = db.prepare('insert into d1_migrations (name) values (?)').bind(name)
    try {
      await db.batch([...statements.map((sql) => db.prepare(sql)), note])
    } catch (error) {
      return { applied, problem: `${name}: ${(error as Error).message}` }
    }
    applied.push(name)
  }
  return { applied }
}

/**
 * Applies to the local database the migrations that it lacks, each as a whole or not at all. `state` is the folder of its
 * data. wrangler does the same, and takes almost a second for each of them.
 */
export const applyMigrations = async (
  stop: AbortSignal,
  state?: string,
  migrations = readMigrations(),
): Promise<Migrated> => {
  const { env, dispose } = await openLocalBindings(projectRoot, state)
  try {
    return await migrate(env.DB, migrations, stop)
  } finally {
    await dispose()
  }
}
