import { stripVTControlCharacters } from 'node:util'
import type { Wrangler } from '../../wrangler/run-wrangler.ts'

/** wrangler prints its table again after each migration, with a tick at each one that succeeded so far. */
export const appliedIn = (output: string): string[] => {
  const rows = stripVTControlCharacters(output).matchAll(/│ *(\S+\.sql) *│ *✅/g)
  return [...new Set([...rows].flatMap(([, name]) => name ?? []))]
}

/** Applies to the local database the migrations that it lacks. */
export const applyMigrations = async (wrangler: Wrangler) => {
  const { code, stdout, stderr } = await wrangler(['d1', 'migrations', 'apply', 'DB', '--local'])
  return { code, applied: appliedIn(stdout), errors: stderr.trim() }
}
