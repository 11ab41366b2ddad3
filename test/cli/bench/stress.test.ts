import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { openGatehouse } from '../../../bench/peers/gatehouse.ts'
import { makeBundle, migrate } from '../../../bench/world/bundles.ts'
import { makeSecrets } from '../../../bench/world/secrets.ts'
import { projectRoot } from '../../../src/cli/project-root.ts'
import { runProgram } from '../../../src/cli/wrangler/run-wrangler.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** How long, in seconds, people come and hang up. It finds a queue that stops; a long run is for what is rare. */
const SECONDS = 5

it('no request hangs when many clients ask at once and some disconnect', async () => {
  // The Worker tells of bodies that were given up.
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const folder = temporaryFolder()
  const template = join(folder, 'template')
  mkdirSync(template)
  const stop = AbortSignal.timeout(170_000)
  const [bundle] = await Promise.all([makeBundle('worker', folder, stop), migrate(template, stop)])
  const { workerd } = await openGatehouse()({
    bundle,
    condition: 'plain',
    folder: join(folder, 'house'),
    template,
    secrets: makeSecrets(),
    clients: 1,
    accounts: 1,
    stop,
  })
  const said: string[] = []
  try {
    const args: [string, ...string[]] = [
      join(projectRoot, 'bench/stress.mjs'),
      workerd.origin.href,
      String(SECONDS),
    ]
    const code = await runProgram(args, stop, (line) => said.push(line))
    expect({ code, said }).toEqual({
      code: 0,
      said: expect.arrayContaining([expect.stringContaining('/auth/users/ 201')]),
    })
  } finally {
    await workerd.stop()
  }
}, 180_000)
