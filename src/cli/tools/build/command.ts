import { command } from '../../command.ts'
import { projectRoot } from '../../project-root.ts'
import { reportRefusal } from '../../refused.ts'
import { isBuilt, recordBuild } from './built-already.ts'

/** How many files are named; of more, only how many there are. */
const NAMED = 5

const listed = (files: string[]): string =>
  files.length > NAMED ? `${files.length} files in build/assets` : files.join(', ')

const build = async (): Promise<number> => {
  if (isBuilt(projectRoot)) return 0
  const { soundConfig } = await import('../../sound-config.ts')
  const { writeBuiltFiles } = await import('./built-files.ts')
  const written = writeBuiltFiles(await soundConfig(), projectRoot, projectRoot)
  recordBuild(projectRoot)
  if (written.length > 0) console.log(`Built ${listed(written)}`)
  return 0
}

export const buildCommand = () =>
  command('build', 'Checks gatehouse.config.ts, and builds the static files in build/.').action(async () => {
    // To wrangler and npm a refused build is one that failed.
    process.exitCode = (await reportRefusal(build)) === 0 ? 0 : 1
  })
