import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, TomlError } from 'smol-toml'
import { projectRoot } from '../project-root.ts'
import { Refused } from '../refused.ts'

type WranglerToml = {
  compatibility_date?: string
  compatibility_flags?: string[]
  vars?: Record<string, unknown>
  d1_databases?: { binding: string; database_id?: string; preview_database_id?: string }[]
  kv_namespaces?: { binding: string; id?: string }[]
  r2_buckets?: { binding: string; bucket_name?: string }[]
}

/** wrangler.toml as it is written: to load wrangler takes longer than most commands. Throws Refused if it is no TOML. */
export const readToml = (root = projectRoot): WranglerToml => {
  try {
    return parse(readFileSync(join(root, 'wrangler.toml'), 'utf8'))
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    throw new Refused(`wrangler.toml cannot be read: ${error.message.trimEnd()}`)
  }
}
