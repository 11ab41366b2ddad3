import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Config, defaultConfig } from '../ports/config.ts'
import { projectRoot } from './project-root.ts'
import { Refused } from './refused.ts'

/** gatehouse.config.ts with its defaults. Throws Refused when it cannot be read, or has no configuration. */
export async function loadConfig(root = projectRoot): Promise<Config> {
  const file = join(root, 'gatehouse.config.ts')
  if (!existsSync(file)) return defaultConfig
  const { default: config } = await importFile(file)
  if (config?.apis && config.variables) return config
  throw new Refused('gatehouse.config.ts does not export defineConfig({ … }) as its default')
}

async function importFile(file: string): Promise<{ default?: Config }> {
  try {
    return await import(pathToFileURL(file).href)
  } catch (error) {
    const { message, name } = error as Error
    throw new Refused(`gatehouse.config.ts cannot be read: ${name}: ${message}`)
  }
}
