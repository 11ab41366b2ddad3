import type { Config } from '../../ports/config.ts'
import { loadConfig } from '../load-config.ts'
import { isBuilt, recordBuild } from './built-already.ts'

/** The paths of the files of build/ that were written, and what loads the configuration. */
type Built = { written: string[]; load: () => Promise<Config> }

/**
 * Checks gatehouse.config.ts and builds build/, unless build/ was made of it: only what has no fault is built. Throws
 * Refused with every fault.
 */
export const upToDateBuild = async (root: string): Promise<Built> => {
  if (isBuilt(root)) return { written: [], load: () => loadConfig(root) }
  // To check a configuration takes the code of all APIs.
  const { soundConfig } = await import('../sound-config.ts')
  const { writeBuiltFiles } = await import('./built-files.ts')
  const config = await soundConfig(root)
  const written = writeBuiltFiles(config, root, root)
  recordBuild(root)
  return { written, load: async () => config }
}
