import { expect, it } from 'vitest'
import { checkDeployment } from '../../../src/cli/commands/doctor/check-deployment.ts'
import type { Status } from '../../../src/cli/commands/doctor/fetch-status.ts'

const URL_ = 'https://id.example.com'
const alive: Status = { kind: 'response', status: 200, body: { status: 'ok' } }
const page: Status = { kind: 'response', status: 200, body: undefined }

const ask = (health: Status, ready: Status) => async (url: string) =>
  url === `${URL_}/healthz` ? health : ready

const findings = async (health: Status, ready: Status) => {
  const sections = await checkDeployment(URL_, ask(health, ready))
  expect(sections.map(({ title }) => title)).toEqual([URL_])
  return sections[0]?.findings
}

it('tells every check and every warning, and how to mend what is at fault', async () => {
  const checks = {
    settings: 'PUBLIC_URL: missing, and has to be https://host or https://host:port',
    master_keys: 'MASTER_KEYS: the key 1 is another one than before',
    signing_keys: 'SIGNING_KEYS: missing',
    revoked: 'does not answer',
    pictures: null,
    database: 'migrations: 2 not applied',
  }
  const body = { status: 'not ready', checks, warnings: ['outbox: 3 given up (E_X)'] }
  expect(await findings(alive, { kind: 'response', status: 503, body })).toEqual([
    { about: 'healthz', state: 'good', message: 'ok' },
    {
      about: 'settings',
      state: 'fault',
      message: 'PUBLIC_URL: missing, and has to be https://host or https://host:port',
      fix: 'wrangler.toml, under [vars], then npm run deploy',
    },
    {
      about: 'master_keys',
      state: 'fault',
      message: 'MASTER_KEYS: the key 1 is another one than before',
      fix: 'npm run keys -- push, from a .production.vars that has the old key',
    },
    {
      about: 'signing_keys',
      state: 'fault',
      message: 'SIGNING_KEYS: missing',
      fix: 'npm run keys -- push, or for a Worker without keys: npm run keys -- make --remote',
    },
    {
      about: 'revoked',
      state: 'fault',
      message: 'does not answer',
      fix: 'Try again later, and see https://www.cloudflarestatus.com',
    },
    { about: 'pictures', state: 'good', message: 'ok' },
    {
      about: 'database',
      state: 'fault',
      message: 'migrations: 2 not applied',
      fix: 'npm run deploy   (applies them first)',
    },
    { about: 'warning', state: 'warning', message: 'outbox: 3 given up (E_X)' },
  ])
})

it.each<[string, Status, Status, string]>([
  ['nobody', { kind: 'error', why: 'nothing listens there' }, page, `${URL_}/healthz: nothing listens there`],
  [
    'a redirect',
    { kind: 'redirect', to: 'https://www.example.com/' },
    page,
    `${URL_}/healthz redirects to https://www.example.com/`,
  ],
  ['a page', page, page, 'the server there is not Gatehouse (200)'],
  [
    'another API',
    { kind: 'response', status: 404, body: { status: 'ok' } },
    { kind: 'response', status: 200, body: { status: 'ok', checks: { a: 1 }, warnings: [] } },
    'the server there is not Gatehouse (404)',
  ],
])('finds %s instead of Gatehouse', async (_, health, ready, message) => {
  const found = await findings(health, ready)
  expect(found).toEqual([{ about: 'Address', state: 'fault', message, fix: expect.any(String) }])
})

it('finds a Gatehouse whose readiness cannot be read', async () => {
  expect(await findings(alive, { kind: 'response', status: 500, body: undefined })).toEqual([
    { about: 'healthz', state: 'good', message: 'ok' },
    {
      about: 'readyz',
      state: 'fault',
      message: 'responds with 500, and not as Gatehouse does',
      fix: 'npx wrangler tail   (shows its log)',
    },
  ])
})
