import { upToDateBuild } from '../../build/up-to-date-build.ts'
import { command } from '../../command.ts'
import { projectRoot } from '../../project-root.ts'
import { reportRefusal } from '../../refused.ts'

/** How many files are named; of more, only how many there are. */
const NAMED = 5

const listed = (files: string[]): string =>
  files.length > NAMED ? `${files.length} files in build/assets` : files.join(', ')

const build = async (): Promise<number> => {
  const { written } = await upToDateBuild(projectRoot)
  if (written.length > 0) console.log(`Built ${listed(written)}`)
  return 0
}

export const buildCommand = () =>
  command('build', 'Checks gatehouse.config.ts, and builds the static files in build/.').action(async () => {
    // To wrangler and npm a refused build is one that failed.
    process.exitCode = (await reportRefusal(build)) === 0 ? 0 : 1
  })
