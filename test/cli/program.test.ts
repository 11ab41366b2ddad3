import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { projectRoot } from '../../src/cli/project-root.ts'
import { runProgram } from '../../src/cli/wrangler/run-wrangler.ts'
import { temporaryFolder } from './temporary-folder.ts'

const run = async (program: string, ...args: string[]) => {
  const printed = { stdout: [] as string[], stderr: [] as string[] }
  const never = new AbortController().signal
  const code = await runProgram([program, ...args], never, (line, stream) => printed[stream].push(line))
  return { code, ...printed }
}

const gatehouse = (...args: string[]) => run(join(projectRoot, 'src/cli/gatehouse.js'), ...args)

it.each([['frobnicate'], ['admin', 'frobnicate']])(
  'ends with 2 for an unknown command: %s %s',
  async (...args) => {
    const { code, stdout, stderr } = await gatehouse(...args.filter(Boolean))
    expect({ code, stdout, first: stderr[0] }).toEqual({
      code: 2,
      stdout: [],
      first: "✘ unknown command 'frobnicate'",
    })
  },
)

it('prints help with the npm scripts that operators type, and ends with 0', async () => {
  const { code, stdout, stderr } = await gatehouse('keys', 'rotate', '--help')
  expect({ code, first: stdout[0], stderr }).toEqual({
    code: 0,
    first: 'Usage: npm run keys -- rotate [options] <set>',
    stderr: [],
  })
  expect(stdout.join('\n')).toContain('--remote')
})

it('ends with 2 and help when there is no command', async () => {
  const { code, stderr } = await gatehouse()
  expect({ code, first: stderr[0] }).toEqual({
    code: 2,
    first: 'Usage: npm run <command> -- [options] [command]',
  })
})

it('asks for npm install where there are no packages', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'src'))
  cpSync(join(projectRoot, 'src/cli'), join(folder, 'src/cli'), { recursive: true })
  expect(await run(join(folder, 'src/cli/gatehouse.js'), 'doctor')).toEqual({
    code: 1,
    stdout: [],
    stderr: ['✘ The packages are not installed. Type: npm install'],
  })
})
