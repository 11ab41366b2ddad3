import { checkConfig } from '../http/config-checks/check-config.ts'
import type { Config } from '../ports/config.ts'
import { loadConfig } from './load-config.ts'
import { projectRoot } from './project-root.ts'
import { Refused } from './refused.ts'

/** gatehouse.config.ts with its defaults. Throws Refused with every fault of it. */
export async function soundConfig(root = projectRoot): Promise<Config> {
  const config = await loadConfig(root)
  const faults = checkConfig(config)
  if (faults.length === 0) return config
  throw new Refused(`gatehouse.config.ts has faults:\n  ${faults.join('\n  ')}`)
}
