import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { projectRoot } from '../../project-root.ts'

/** Runs the property tests for long. The exit code is theirs. */
export const fuzzProperties = async (): Promise<number> => {
  const vitest = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--mode',
    'prove',
    '--project',
    'workerd',
    'test/properties',
  ]
  const [code] = await once(spawn(process.execPath, vitest, { cwd: projectRoot, stdio: 'inherit' }), 'exit')
  return typeof code === 'number' ? code : 1
}
