import { expect, it } from 'vitest'
import type { Asked } from '../../../src/cli/doctor/ask-deployment.ts'
import { examineDeployment } from '../../../src/cli/doctor/examine-deployment.ts'

const URL_ = 'https://id.example.com'
const alive: Asked = { kind: 'answer', status: 200, body: { status: 'ok' } }
const page: Asked = { kind: 'answer', status: 200, body: undefined }

const ask = (health: Asked, ready: Asked) => async (url: string) =>
  url === `${URL_}/healthz` ? health : ready

const findings = async (health: Asked, ready: Asked) => {
  const sections = await examineDeployment(URL_, ask(health, ready))
  expect(sections.map(({ title }) => title)).toEqual([URL_])
  return sections[0]?.findings
}

it('tells every check and every warning, and how to mend what is at fault', async () => {
  const checks = {
    settings: 'PUBLIC_URL: missing or not usable',
    master_keys: 'MASTER_KEYS: the key 1 is another one than before',
    signing_keys: 'SIGNING_KEYS: missing',
    revoked: 'does not answer',
    pictures: null,
    database: 'migrations: 2 not applied',
  }
  const body = { status: 'not ready', checks, warnings: ['outbox: 3 given up (E_X)'] }
  expect(await findings(alive, { kind: 'answer', status: 503, body })).toEqual([
    { about: 'healthz', state: 'good', says: 'ok' },
    {
      about: 'settings',
      state: 'fault',
      says: 'PUBLIC_URL: missing or not usable',
      mend: 'wrangler.toml, under [vars], then npm run deploy',
    },
    {
      about: 'master_keys',
      state: 'fault',
      says: 'MASTER_KEYS: the key 1 is another one than before',
      mend: 'npm run keys -- push, from a .production.vars that has the old key',
    },
    {
      about: 'signing_keys',
      state: 'fault',
      says: 'SIGNING_KEYS: missing',
      mend: 'npm run keys -- push, or for a Worker without keys: npm run keys -- make --remote',
    },
    {
      about: 'revoked',
      state: 'fault',
      says: 'does not answer',
      mend: 'Ask again in a while; https://www.cloudflarestatus.com',
    },
    { about: 'pictures', state: 'good', says: 'ok' },
    {
      about: 'database',
      state: 'fault',
      says: 'migrations: 2 not applied',
      mend: 'npm run deploy   (applies them first)',
    },
    { about: 'warning', state: 'warning', says: 'outbox: 3 given up (E_X)' },
  ])
})

it.each<[string, Asked, Asked, string]>([
  [
    'nobody',
    { kind: 'silence', why: 'nothing listens there' },
    page,
    `${URL_}/healthz: nothing listens there`,
  ],
  [
    'a redirect',
    { kind: 'redirect', to: 'https://www.example.com/' },
    page,
    `${URL_}/healthz leads elsewhere: https://www.example.com/`,
  ],
  ['a page', page, page, 'what answers there is not Gatehouse (200)'],
  [
    'another API',
    { kind: 'answer', status: 404, body: { status: 'ok' } },
    { kind: 'answer', status: 200, body: { status: 'ok', checks: { a: 1 }, warnings: [] } },
    'what answers there is not Gatehouse (404)',
  ],
])('finds %s instead of Gatehouse', async (_, health, ready, says) => {
  const found = await findings(health, ready)
  expect(found).toEqual([{ about: 'Address', state: 'fault', says, mend: expect.any(String) }])
})

it('finds a Gatehouse whose readiness cannot be read', async () => {
  expect(await findings(alive, { kind: 'answer', status: 500, body: undefined })).toEqual([
    { about: 'healthz', state: 'good', says: 'ok' },
    {
      about: 'readyz',
      state: 'fault',
      says: 'answers 500, and not as Gatehouse does',
      mend: 'npx wrangler tail   (shows what it says)',
    },
  ])
})
