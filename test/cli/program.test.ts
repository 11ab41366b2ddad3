import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { scripts } from '../../package.json' with { type: 'json' }
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

const withoutPackages = () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'src'))
  cpSync(join(projectRoot, 'src/cli'), join(folder, 'src/cli'), { recursive: true })
  return folder
}

const NOT_INSTALLED = {
  code: 1,
  stdout: [],
  stderr: ['✘ The packages are not installed. Type: npm install'],
}

it('asks for npm install where there are no packages', async () => {
  expect(await run(join(withoutPackages(), 'src/cli/gatehouse.js'), 'doctor')).toEqual(NOT_INSTALLED)
})

/* How a script begins that asks for it. `pretest` comes before `test`, and its first script is `build`. */
const ASKS =
  /^node (src\/cli\/gatehouse\.js |src\/cli\/packages\.js && |--import \.\/src\/cli\/packages\.js )/

it('asks for it in every script', async () => {
  const silent = Object.entries(scripts).filter(([, script]) => !ASKS.test(script))
  expect(Object.fromEntries(silent)).toEqual({
    pretest: expect.stringMatching(/^npm run --silent build && /),
    test: 'vitest run',
  })
  const wanted = join(withoutPackages(), 'src/cli/packages.js')
  expect(await run('--import', wanted, 'test/cli/docs/write.ts')).toEqual(NOT_INSTALLED)
  expect(await run(wanted)).toEqual(NOT_INSTALLED)
})
