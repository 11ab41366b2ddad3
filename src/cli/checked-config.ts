import type { Config } from '../ports/config.ts'
import { isBuilt } from './build/built-already.ts'
import { loadConfig } from './load-config.ts'
import { projectRoot } from './project-root.ts'

/**
 * gatehouse.config.ts with its defaults. Throws Refused with every fault of it. To look for faults takes the code of all
 * APIs, which most commands need for nothing else; a configuration that build/ was made of has none.
 */
export async function checkedConfig(root = projectRoot): Promise<Config> {
  if (isBuilt(root)) return loadConfig(root)
  const { soundConfig } = await import('./sound-config.ts')
  return soundConfig(root)
}
