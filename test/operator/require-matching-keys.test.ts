import { env } from 'cloudflare:workers'
import { beforeAll, expect, it } from 'vitest'
import { requireMatchingKeys } from '../../src/cli/commands/admin/require-matching-keys.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { SECRETS } from '../support/secrets.ts'
import { rowsNow } from '../support/snapshot.ts'

const OTHER = 'Zm9yIHRlc3RzIG9ubHksIGFuZCBmb3Igbm90aGluZyBlbHNl'
const { MASTER_KEYS } = SECRETS
const another = MASTER_KEYS.replace(/"k":"[^"]+"/, `"k":"${OTHER}"`)
const newer = JSON.stringify({
  keys: [{ kty: 'oct', kid: 'new', k: OTHER }, ...JSON.parse(MASTER_KEYS).keys],
})

/** What it comes to, and that the database did not take the keys for its own. */
const ask = async (keys: string, isRemote: boolean) => {
  const before = await rowsNow('key_checks')
  const answer = await requireMatchingKeys({ DB: env.DB, MASTER_KEYS: keys }, isRemote).catch(
    (error: Error) => error.message,
  )
  expect(await rowsNow('key_checks')).toEqual(before)
  return answer
}

beforeAll(async () => {
  await openGatehouse().request('/readyz')
})

it('lets the keys pass that the database was made under', async () => {
  expect(await ask(MASTER_KEYS, true)).toBeUndefined()
  expect(await ask(MASTER_KEYS, false)).toBeUndefined()
})

it.each([
  [true, '.production.vars'],
  [false, '.dev.vars'],
])('refuses another key under the same id, remote: %s', async (isRemote, file) => {
  expect(await ask(another, isRemote)).toBe(
    `The master key 1 in ${file} is not the one that the database was made with`,
  )
})

it('refuses a current key that the deployed database has not seen, and lets it pass on this machine', async () => {
  expect(await ask(newer, true)).toBe(
    `The deployed database does not know the master key new of .production.vars. Is it the file of this deployment?
  If it is, let the Worker record its keys: npm run doctor -- --remote, then its URL`,
  )
  expect(await ask(newer, false)).toBeUndefined()
})
