import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { unstable_readConfig } from 'wrangler'
import { remoteConfig } from '../../../src/cli/commands/admin/remote-config.ts'
import type { Wrangler } from '../../../src/cli/wrangler/run-wrangler.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { configWith } from '../worker-config.ts'

const BINDINGS = [
  { type: 'd1', name: 'DB', id: 'database-id' },
  { type: 'kv_namespace', name: 'REVOKED', namespace_id: 'namespace-id' },
  { type: 'r2_bucket', name: 'PICTURES', bucket_name: 'pictures' },
  { type: 'secret_text', name: 'MASTER_KEYS' },
]

/** What wrangler prints about a deployment with these bindings. */
const deployment = (
  bindings: unknown,
  versions: unknown = [{ version_id: 'v1', percentage: 100 }],
): Wrangler => {
  const said: Record<string, unknown> = {
    'deployments status --json': { versions },
    'versions view v1 --json': { id: 'v1', resources: { bindings } },
  }
  return async (args) => {
    const answer = said[args.join(' ')]
    if (!answer) throw new Error(`Not to be asked: ${args}`)
    return { code: 0, stdout: JSON.stringify(answer, null, 2), stderr: '', text: '' }
  }
}

const config = configWith({}, { compatibility_date: '2026-09-18', account_id: 'an-account' })

it('binds to what the deployed Worker is bound to, remotely, and holds no secret', async () => {
  const derived = await remoteConfig(deployment(BINDINGS), config)
  expect(derived).toEqual({
    name: 'gatehouse-admin',
    compatibility_date: '2026-09-18',
    account_id: 'an-account',
    vars: config.vars,
    d1_databases: [{ binding: 'DB', database_id: 'database-id', remote: true }],
    kv_namespaces: [{ binding: 'REVOKED', id: 'namespace-id', remote: true }],
    r2_buckets: [{ binding: 'PICTURES', bucket_name: 'pictures', remote: true }],
  })
})

it('makes something that wrangler takes', async () => {
  const file = join(temporaryFolder(), 'wrangler.json')
  writeFileSync(file, JSON.stringify(await remoteConfig(deployment(BINDINGS), config)))
  const { d1_databases, kv_namespaces, r2_buckets } = unstable_readConfig({ config: file })
  expect(d1_databases).toMatchObject([{ binding: 'DB', remote: true }])
  expect(kv_namespaces).toMatchObject([{ binding: 'REVOKED', remote: true }])
  expect(r2_buckets).toMatchObject([{ binding: 'PICTURES', remote: true }])
})

it('refuses where there is no deployment, and where it is another Worker', async () => {
  const silent: Wrangler = async () => ({
    code: 1,
    stdout: '',
    stderr: '✘ [ERROR] This Worker does not exist',
    text: '',
  })
  await expect(remoteConfig(silent, config)).rejects.toThrow(
    'There is no deployment: This Worker does not exist\n  To create one: npm run deploy',
  )
  await expect(remoteConfig(deployment(BINDINGS.slice(0, 1)), config)).rejects.toThrow(
    'The deployed Worker is not bound to DB and REVOKED. Is this the wrangler.toml of Gatehouse?',
  )
  await expect(remoteConfig(deployment(undefined), config)).rejects.toThrow(
    'The bindings of the deployment cannot be read',
  )
})
