import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configText } from '../../../src/cli/commands/setup/config-text.ts'
import type { Plan } from '../../../src/cli/commands/setup/plan.ts'
import { projectRoot } from '../../../src/cli/project-root.ts'
import type { Config } from '../../../src/ports/config.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** The configuration that a plan becomes, from the text that setup writes. */
export async function written(plan: Plan): Promise<Config> {
  const file = join(temporaryFolder(), 'gatehouse.config.ts')
  const text = configText(plan).replace('./src/', `${projectRoot}/src/`)
  writeFileSync(file, text)
  const { default: config } = await import(file)
  return config
}
