import { command } from '../../command.ts'
import { projectRoot } from '../../project-root.ts'

const build = async () => {
  const { writeBuiltFiles } = await import('./built-files.ts')
  const { default: config } = await import('../../../../gatehouse.config.ts')
  const written = writeBuiltFiles(config, projectRoot, projectRoot)
  if (written.length > 0) console.log(`Built ${written.join(', ')}`)
}

export const buildCommand = () => command('build', 'Builds the static files in build/.').action(build)
