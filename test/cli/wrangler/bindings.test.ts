import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { projectRoot } from '../../../src/cli/project-root.ts'
import { openBindings, openLocalBindings } from '../../../src/cli/wrangler/bindings.ts'
import { runProgram } from '../../../src/cli/wrangler/run-wrangler.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const ours = readFileSync(join(projectRoot, 'wrangler.toml'), 'utf8')
const withIds = ours
  .replace('binding = "DB"', 'binding = "DB"\ndatabase_id = "0b0e4a50-5d3c-4f8a-9a55-3d4b7c7e0001"')
  .replace('binding = "REVOKED"', 'binding = "REVOKED"\nid = "0123456789abcdef0123456789abcdef"')
  .replace('binding = "PICTURES"', 'binding = "PICTURES"\nbucket_name = "pictures-of-ada"')

it.each([
  ['as they are here', ours],
  ['with IDs', withIds],
])('opens what wrangler opens: bindings %s', async (_, toml) => {
  const root = temporaryFolder()
  const state = join(root, 'state')
  writeFileSync(join(root, 'wrangler.toml'), toml)

  const theirs = await openBindings(join(root, 'wrangler.toml'), state)
  await theirs.env.DB.exec("create table notes (text text); insert into notes values ('kept')")
  await theirs.env.REVOKED.put('key', 'kept')
  await theirs.env.PICTURES.put('picture', 'kept')
  const { LOGIN_TRIES, SITE_NAME } = theirs.env
  await theirs.dispose()

  const { env, dispose } = await openLocalBindings(root, state)
  const seen = {
    row: await env.DB.prepare('select text from notes').first('text'),
    value: await env.REVOKED.get('key'),
    object: await (await env.PICTURES.get('picture'))?.text(),
    LOGIN_TRIES: env.LOGIN_TRIES,
    SITE_NAME: env.SITE_NAME,
  }
  await dispose()
  expect(seen).toEqual({ row: 'kept', value: 'kept', object: 'kept', LOGIN_TRIES, SITE_NAME })
})

it('says on which line wrangler.toml is not valid', async () => {
  const root = temporaryFolder()
  writeFileSync(join(root, 'wrangler.toml'), 'name = "gatehouse"\n[vars\n')
  await expect(openLocalBindings(root, join(root, 'state'))).rejects.toThrow(
    /^wrangler\.toml cannot be read: .*\n\n1: {2}name = "gatehouse"\n2: {2}\[vars/s,
  )
})

it('loads neither wrangler nor a package.json of drizzle for each of its files', async () => {
  const root = temporaryFolder()
  writeFileSync(join(root, 'wrangler.toml'), ours)
  const program = join(root, 'program.mjs')
  const src = pathToFileURL(join(projectRoot, 'src')).href
  writeFileSync(
    program,
    `import { registerHooks } from 'node:module'
    const loaded = []
    const resolved = []
    registerHooks({
      resolve: (name, context, next) => (resolved.push([name, context.parentURL ?? '']), next(name, context)),
      load: (url, context, next) => (loaded.push(url), next(url, context)),
    })
    const { becomeWorkerRuntime } = await import('${src}/cli/commands/admin/worker-runtime.ts')
    becomeWorkerRuntime()
    await import('${src}/cli/commands/admin/run-admin.ts')
    const { openLocalBindings } = await import('${src}/cli/wrangler/bindings.ts')
    const { env } = await openLocalBindings(${JSON.stringify(root)}, ${JSON.stringify(join(root, 'state'))})
    await env.DB.prepare('select 1').run()
    const drizzle = resolved.filter(([name, from]) => (name + from).includes('drizzle-orm'))
    console.log(JSON.stringify({
      isAdmin: loaded.some((url) => url.endsWith('/admin/run-admin.ts')),
      wrangler: loaded.filter((url) => url.includes('/wrangler-dist/')),
      isLookedUpOnce: drizzle.length > 0 && new Set(drizzle.map(([name]) => name)).size === drizzle.length,
    }))
    process.exit()`,
  )
  const said: string[] = []
  const code = await runProgram([program], new AbortController().signal, (line) => said.push(line))
  expect({ code, said: said.map((line) => JSON.parse(line)) }).toEqual({
    code: 0,
    said: [{ isAdmin: true, wrangler: [], isLookedUpOnce: true }],
  })
})
