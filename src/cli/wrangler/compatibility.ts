import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'smol-toml'
import { projectRoot } from '../project-root.ts'

/** The version of the Workers runtime that wrangler.toml asks for. */
export const readCompatibility = (): { date: string; flags: string[] } => {
  const { compatibility_date: date, compatibility_flags: flags } = parse(
    readFileSync(join(projectRoot, 'wrangler.toml'), 'utf8'),
  )
  return { date: date as string, flags: flags as string[] }
}
