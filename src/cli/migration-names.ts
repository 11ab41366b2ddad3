import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The names of the migrations of a checkout, the oldest first. */
export const migrationNames = (root: string): string[] =>
  readdirSync(join(root, 'migrations'))
    .filter((name) => name.endsWith('.sql'))
    .sort()
