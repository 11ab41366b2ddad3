import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { migrationNames } from '../../migration-names.ts'
import { projectRoot } from '../../project-root.ts'

/*
 * What `npm start` asks the local database before the server runs. wrangler takes seconds for the same. Where the file
 * cannot be read, as before the first start or while another server writes, nothing is known.
 */

const FOLDER = '.wrangler/state/v3/d1/miniflare-D1DatabaseObject'

/** The file of the database, undefined where there is none or more than one. */
const fileIn = (root: string): string | undefined => {
  try {
    const files = readdirSync(join(root, FOLDER)).filter((name) => /^[0-9a-f]+\.sqlite$/.test(name))
    return files.length === 1 && files[0] ? join(root, FOLDER, files[0]) : undefined
  } catch {
    return undefined
  }
}

const ask = (root: string, question: string): Record<string, unknown>[] | undefined => {
  const file = fileIn(root)
  if (file === undefined) return undefined
  try {
    const database = new DatabaseSync(file, { readOnly: true })
    try {
      return database.prepare(question).all()
    } finally {
      database.close()
    }
  } catch {
    return undefined
  }
}

/** Whether the local database is known to have no staff account. */
export const hasNoStaff = (root = projectRoot): boolean =>
  ask(root, 'select 1 from accounts where is_staff limit 1')?.length === 0

/** Whether the local database is known to have every migration of this checkout. */
export const hasEveryMigration = (root = projectRoot): boolean => {
  const rows = ask(root, 'select name from d1_migrations')
  if (rows === undefined) return false
  const applied = new Set(rows.map(({ name }) => name))
  return migrationNames(root).every((name) => applied.has(name))
}
