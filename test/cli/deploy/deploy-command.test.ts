import { expect, it } from 'vitest'
import { Refused } from '../../../src/cli/refused.ts'
import { SECRETS } from '../../support/secrets.ts'
import { configWith } from '../worker-config.ts'
import { deployTo, KEYS } from './fake-cloudflare.ts'

const BOTH = ['MASTER_KEYS', 'SIGNING_KEYS']
const MIGRATE = { command: 'd1 migrations apply DB --remote' }
const DEPLOY = { command: 'deploy build/worker/worker.js --no-bundle' }

it('migrates before it deploys, and asks the Worker whether it is ready', async () => {
  const { code, did, urls, stdout, stderr } = await deployTo({ secrets: BOTH, databases: ['gatehouse'] })
  expect({ code, did, stderr }).toEqual({ code: 0, did: [MIGRATE, DEPLOY], stderr: '' })
  expect(urls).toEqual(['https://id.example.com/healthz', 'https://id.example.com/readyz'])
  expect(stdout).toBe(`\
Checking what Cloudflare has …
Bundling the Worker …
Apply the missing migrations …
✔ Apply the missing migrations
Deploy the Worker gatehouse …
✔ Deploy the Worker gatehouse  https://gatehouse.me.workers.dev
Requesting https://id.example.com/readyz …

https://id.example.com
  ✔ healthz   ok
  ✔ settings  ok
  ✔ database  ok

No faults
`)
})

it('changes nothing when the Worker cannot be bundled', async () => {
  const bundle = async () => {
    throw new Refused('The Worker could not be bundled:\nno such file')
  }
  const { code, did, stderr } = await deployTo({ secrets: BOTH, databases: ['gatehouse'], bundle })
  expect({ code, did }).toEqual({ code: 2, did: [] })
  expect(stderr).toBe('✘ The Worker could not be bundled:\nno such file\n')
})

it('makes the database and hands over the secrets, the first time', async () => {
  const { code, did } = await deployTo({ varsText: `OTHER=1\n${KEYS}` })
  expect(code).toBe(0)
  expect(did).toEqual([
    { command: 'd1 create gatehouse' },
    MIGRATE,
    { command: 'secret bulk', input: SECRETS },
    DEPLOY,
  ])
})

it('hands over nothing that the Worker has', async () => {
  const { did } = await deployTo({ secrets: ['MASTER_KEYS'], databases: ['gatehouse'], varsText: KEYS })
  expect(did).toEqual([
    MIGRATE,
    { command: 'secret bulk', input: { SIGNING_KEYS: SECRETS.SIGNING_KEYS } },
    DEPLOY,
  ])
})

it('makes no database where wrangler.toml names one by its id, or wrangler has named it', async () => {
  const byId = { d1_databases: [{ binding: 'DB', database_id: 'an-id', migrations_dir: 'migrations' }] }
  const byWrangler = { d1_databases: [{ binding: 'DB', migrations_dir: 'migrations' }] }
  for (const [own, databases] of [
    [byId, []],
    [byWrangler, ['gatehouse-db']],
  ] as const) {
    const config = configWith({}, own)
    expect((await deployTo({ config, secrets: BOTH, databases: [...databases] })).did).toEqual([
      MIGRATE,
      DEPLOY,
    ])
  }
})

it('says what it would do, and does nothing', async () => {
  const { code, did, urls, stdout } = await deployTo({ varsText: KEYS }, { isDry: true })
  expect({ code, did, urls }).toEqual({ code: 0, did: [], urls: [] })
  expect(stdout).toBe(`\
Checking what Cloudflare has …
  1. Create the database gatehouse
  2. Apply the missing migrations
  3. Upload MASTER_KEYS and SIGNING_KEYS of .production.vars to the Worker
  4. Deploy the Worker gatehouse
  5. Request https://id.example.com/readyz

Nothing was changed.
`)
})

it.each([
  [
    'nobody is logged in',
    { loggedIn: false },
    'You are not logged in to Cloudflare. Type npx wrangler login, or set CLOUDFLARE_API_TOKEN',
  ],
  [
    'Cloudflare is out of reach',
    { loggedIn: 'offline' as const },
    'Cloudflare cannot be reached: Unable to resolve the hostname',
  ],
  [
    'a secret is missing and there is no file',
    { secrets: ['SIGNING_KEYS'] },
    'The Worker has no MASTER_KEYS\n  To create both key sets: npm run keys -- make --remote',
  ],
  [
    'the file lacks it too',
    { secrets: ['SIGNING_KEYS'], varsText: 'MINE=1\n' },
    `The Worker has no MASTER_KEYS
  Put the keys into .production.vars. For a Worker that never had any: npm run keys -- make --remote`,
  ],
  [
    'the keys in the file are no use',
    { varsText: `MASTER_KEYS='{"keys":[{"kty":"oct","kid":"1","k":"c2VjcmV0"}]}'\nSIGNING_KEYS='{}'\n` },
    `MASTER_KEYS: a key is too weak (.production.vars). Put the keys of the Worker back: new ones lose every password`,
  ],
  [
    'Resend has no key',
    {
      secrets: BOTH,
      config: configWith({ MAIL_PROVIDER: 'resend', TURNSTILE: 'login', TURNSTILE_SITE_KEY: 'x' }),
    },
    `The Worker has no RESEND_API_KEY and no TURNSTILE_SECRET
  To set it: npx wrangler secret put RESEND_API_KEY
  To set it: npx wrangler secret put TURNSTILE_SECRET`,
  ],
])('refuses when %s, and changes nothing', async (_, world, sentence) => {
  const { code, did, urls, stderr } = await deployTo({ databases: ['gatehouse'], ...world })
  expect({ code, did, urls, stderr }).toEqual({ code: 2, did: [], urls: [], stderr: `✘ ${sentence}\n` })
  expect(stderr).not.toContain('c2VjcmV0')
})

it.each([
  ['PUBLIC_URL: is not set', { PUBLIC_URL: '' }],
  ['PUBLIC_URL: http://localhost:8787 is this machine', { PUBLIC_URL: 'http://localhost:8787' }],
  ['MAIL_FROM: is not set', { MAIL_FROM: '' }],
  ["ENVIRONMENT: “development” would show everybody's email at /dev/mailbox", { ENVIRONMENT: 'development' }],
  ['Settings: TOKEN_SECONDS: is not a whole number from 1 to 34560000', { TOKEN_SECONDS: '0' }],
])('refuses a wrangler.toml with “%s”, before it asks anybody', async (sentence, vars) => {
  const { code, did, stdout, stderr } = await deployTo({ secrets: BOTH, config: configWith(vars) })
  expect({ code, did, stdout }).toEqual({ code: 2, did: [], stdout: '' })
  expect(stderr.split('\n').slice(0, 2)).toEqual([
    '✘ wrangler.toml is not ready for a deployment:',
    `  ${sentence}`,
  ])
})

it.each([
  [
    'd1 create gatehouse',
    1,
    'The database could not be created. Nothing was changed. To try again: npm run deploy',
  ],
  [
    MIGRATE.command,
    2,
    'The migrations could not be applied. The Worker that ran before still runs. To try again: npm run deploy',
  ],
  ['secret bulk', 3, 'The secrets could not be uploaded. To try again: npm run deploy'],
  [
    DEPLOY.command,
    4,
    'The Worker could not be deployed. To see which one runs: npx wrangler deployments status. To try again: npm run deploy',
  ],
])('stops when “%s” fails, and shows what wrangler said', async (fails, steps, sentence) => {
  const { code, did, urls, stderr } = await deployTo({ varsText: KEYS, fails })
  expect({ code, urls, stderr }).toEqual({ code: 7, urls: [], stderr: `✘ [ERROR] no luck\n✘ ${sentence}\n` })
  expect(did).toHaveLength(steps)
})

it('ends with 1 when the Worker is not ready in the end', async () => {
  const ready = { status: 'not ready', checks: { database: 'migrations: 1 not applied' }, warnings: [] }
  const { code, urls, stdout } = await deployTo({ secrets: BOTH, databases: ['gatehouse'], ready })
  expect(code).toBe(1)
  expect(urls).toHaveLength(4)
  expect(stdout).toContain('  ✘ database  migrations: 1 not applied\n')
  expect(stdout).toContain(
    '! The Worker is deployed, but not ready yet. To check again: npm run doctor -- --remote https://id.example.com',
  )
})

it('creates the database where its data have to stay, by an option or by asking', async () => {
  const created = { command: 'd1 create gatehouse --jurisdiction eu' }
  const told = await deployTo({ varsText: KEYS }, { isDry: false, jurisdiction: 'eu' })
  expect(told.did[0]).toEqual(created)
  const asked = await deployTo({ varsText: KEYS, askJurisdiction: async () => 'eu' })
  expect(asked.did[0]).toEqual(created)
  const anywhere = await deployTo({ varsText: KEYS, askJurisdiction: async () => undefined })
  expect(anywhere.did[0]).toEqual({ command: 'd1 create gatehouse' })
})

it('asks nobody where there is a database, or nothing is done', async () => {
  const askJurisdiction = async () => {
    throw new Error('asked')
  }
  const there = { secrets: BOTH, databases: ['gatehouse'], askJurisdiction }
  expect(await deployTo(there)).toMatchObject({ code: 0, did: [MIGRATE, DEPLOY] })
  const dry = await deployTo({ varsText: KEYS, askJurisdiction }, { isDry: true, jurisdiction: 'us' })
  expect(dry).toMatchObject({ code: 0, did: [] })
  expect(dry.stdout).toContain('1. Create the database gatehouse, restricted to us')
  expect(await deployTo(there, { isDry: false, jurisdiction: 'eu' })).toMatchObject({
    code: 2,
    did: [],
    stderr: expect.stringContaining('A jurisdiction can only be chosen when it is created'),
  })
})
