import { dirname, join } from 'node:path'
import { loadConfig } from '../load-config.ts'
import { projectRoot } from '../project-root.ts'
import { Refused } from '../refused.ts'

/** The parts of wrangler.toml that commands use. */
export type WorkerConfig = {
  name?: string | undefined
  main?: string | undefined
  compatibility_date?: string | undefined
  account_id?: string | undefined
  vars: Record<string, unknown>
  d1_databases: {
    binding: string
    database_name?: string | undefined
    database_id?: string | undefined
    migrations_dir?: string | undefined
  }[]
  kv_namespaces: { binding: string }[]
  r2_buckets: { binding: string }[]
  send_email: { name: string }[]
  ratelimits: { name: string }[]
  assets?: { binding?: string | undefined } | undefined
  images?: { binding: string } | undefined
  triggers: { crons?: string[] | undefined }
  secrets?: { required?: string[] | undefined } | undefined
  /** Variables that gatehouse.config.ts states: they count instead of `vars`, and of those in a vars file. */
  stated?: Record<string, string> | undefined
}

/** The variables as a deployed Worker reads them. */
export const varsInForce = ({ vars, stated }: WorkerConfig): Record<string, unknown> => ({
  ...vars,
  ...stated,
})

type Place = { lineText?: string; line?: number }

/**
 * wrangler.toml as wrangler reads it, and what the configuration beside it states. Throws Refused, with the line if it
 * is known, when one of them is not valid.
 */
export const readWorkerConfig = async (
  config = join(projectRoot, 'wrangler.toml'),
): Promise<WorkerConfig> => {
  // Loading wrangler takes a second.
  const { unstable_readConfig } = await import('wrangler')
  const { variables: stated } = await loadConfig(dirname(config))
  try {
    const read = unstable_readConfig({ config }, { hideWarnings: true }) as WorkerConfig
    return { ...read, stated }
  } catch (error) {
    const { message, location } = error as Error & { location?: Place }
    const { line, lineText } = location ?? {}
    const where = line === undefined ? '' : `\n  line ${line}: ${lineText?.trim()}`
    throw new Refused(`wrangler.toml cannot be read: ${message}${where}`)
  }
}
