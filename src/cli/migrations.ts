import { stripVTControlCharacters } from 'node:util'
import { runWrangler } from './wrangler.ts'

/** wrangler draws its table anew after each migration, with a tick at all that went well so far. */
export const namesOfApplied = (output: string): string[] => {
  const rows = stripVTControlCharacters(output).matchAll(/│ *(\S+\.sql) *│ *✅/g)
  return [...new Set([...rows].flatMap(([, name]) => name ?? []))]
}

/** Brings the local database up to date. */
export const applyMigrations = async (stop: AbortSignal) => {
  const heard = { stdout: '', stderr: '' }
  const code = await runWrangler(['d1', 'migrations', 'apply', 'DB', '--local'], stop, (line, stream) => {
    heard[stream] += `${line}\n`
  })
  return { code, applied: namesOfApplied(heard.stdout), errors: heard.stderr.trim() }
}
