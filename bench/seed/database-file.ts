import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Refused } from '../../src/cli/refused.ts'

/** Where the local runtime keeps D1 databases, one file each. */
const HOME = 'v3/d1/miniflare-D1DatabaseObject'

/** The file of Gatehouse's local D1, undefined when there is none yet or it has no tables. */
export function findDatabaseFile(folder: string): string | undefined {
  const home = join(folder, HOME)
  if (!existsSync(home)) return undefined
  return readdirSync(home)
    .filter((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite')
    .map((name) => join(home, name))
    .find(hasAccounts)
}

function hasAccounts(file: string): boolean {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 2_000 })
  try {
    return (
      database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'accounts'").get() !==
      undefined
    )
  } finally {
    database.close()
  }
}

/** Opens the file for writing much. Throws Refused while a server has it open. */
export function openDatabaseFile(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT')
  } catch (error) {
    database.close()
    if (!/locked|busy/.test(String(error))) throw error
    throw new Refused('A server has this database open. Stop it first (npm start, or another seed).')
  }
  // A crash of the machine may cost the file: it is for trying things out, and can be made again.
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -524288; PRAGMA foreign_keys = OFF')
  return database
}

/** In bytes, with what is still in its log. */
export const sizeOf = (file: string) =>
  [file, `${file}-wal`].reduce((sum, name) => sum + (statSync(name, { throwIfNoEntry: false })?.size ?? 0), 0)
