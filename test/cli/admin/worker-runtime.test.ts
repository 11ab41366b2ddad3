import { expect, it } from 'vitest'
import { runProgram } from '../../../src/cli/wrangler/run-wrangler.ts'

it('lets Node run what was written for the Worker', async () => {
  const source = `
    const { becomeWorkerRuntime } = await import('./src/cli/commands/admin/worker-runtime.ts')
    becomeWorkerRuntime()
    const { isCommonPassword } = await import('./src/account/passwords/common-passwords.ts')
    const { commonPasswords } = await import('./src/cli/commands/admin/common-passwords.ts')
    const isCommon = (password) => isCommonPassword({ commonPasswords }, password)
    const { runAdmin } = await import('./src/cli/commands/admin/run-admin.ts')
    await scheduler.wait(1)
    console.log(await isCommon('password'), await isCommon('Vq7-mountain-Kestrel'), typeof runAdmin)`
  const said: string[] = []
  const args: [string, ...string[]] = ['--input-type=module', '--eval', source]
  const code = await runProgram(args, new AbortController().signal, (line) => said.push(line))
  expect({ code, said }).toEqual({ code: 0, said: ['true false function'] })
})
