import { join } from 'node:path'
import { expect, it } from 'vitest'
import { projectRoot } from '../../src/cli/project-root.ts'
import { runProgram } from '../../src/cli/wrangler.ts'

it('lets Node run what was written for the Worker', async () => {
  const source = `
    const { becomeWorkerRuntime } = await import('./src/cli/worker-runtime.ts')
    becomeWorkerRuntime()
    const { isCommonPassword } = await import('./src/account/passwords/common-passwords.ts')
    const { commonPasswordsHere: commonPasswords } = await import('./src/cli/admin/common-passwords-here.ts')
    const isCommon = (password) => isCommonPassword({ commonPasswords }, password)
    const { workOn } = await import('./src/cli/admin/at-work.ts')
    await scheduler.wait(1)
    console.log(await isCommon('password'), await isCommon('Vq7-mountain-Kestrel'), typeof workOn)`
  const said: string[] = []
  const args: [string, ...string[]] = ['--input-type=module', '--eval', source]
  const code = await runProgram(args, new AbortController().signal, (line) => said.push(line))
  expect({ code, said }).toEqual({ code: 0, said: ['true false function'] })
})

it('is what `npm run admin` begins with', async () => {
  const said: string[] = []
  const program = join(projectRoot, 'src/cli/admin.ts')
  const code = await runProgram([program, 'frobnicate'], new AbortController().signal, (line) =>
    said.push(line),
  )
  expect(code).toBe(2)
  expect(said[0]).toBe('✘ There is no “frobnicate”')
})
