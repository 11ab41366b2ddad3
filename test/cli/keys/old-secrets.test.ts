import { expect, it } from 'vitest'
import { drfTokens, expressJwt, simpleJwt } from '../../../src/configuration.ts'
import { operate } from './operator.ts'

const KEYS = `MASTER_KEYS='{"keys":[{"kid":"m1","k":"MASTER-SECRET"}]}'`
const TITLE = 'Secrets of other systems'

const listed = async (vars: string, ...systems: ReturnType<typeof simpleJwt>[]) => {
  const { stdout } = await operate(`${KEYS}\n${vars}\n`).give('list', { oldSystems: async () => systems })
  expect(stdout).not.toMatch(/OLD-SECRET|OTHER-SECRET/)
  const at = stdout.indexOf(TITLE)
  return at < 0 ? undefined : stdout.slice(at).trimEnd().split('\n').slice(1)
}

const SECRETS = `OLD_JWT_SECRETS='{"site":"OLD-SECRET","shop-2":{"access":"OLD-SECRET","refresh":"OTHER-SECRET"}}'`

it('shows whose old secrets there are, what each verifies, and until when', async () => {
  const systems = [
    simpleJwt({ until: '2027-03-01' }),
    expressJwt({ until: '2027-01-02T03:04:05Z', source: 'shop-2' }),
    drfTokens({ until: '2027-03-01' }),
  ]
  expect(await listed(SECRETS, ...systems)).toEqual([
    '  site     verifies JWTs of simplejwt until 2027-03-01 00:00 UTC',
    '  shop-2   verifies JWTs of an Express back end until 2027-01-02 03:04 UTC',
  ])
})

it('tells what is missing, has ended, or is not used', async () => {
  expect(await listed('', simpleJwt({ until: '2027-03-01' }))).toEqual([
    '  site   verifies JWTs of simplejwt until 2027-03-01 00:00 UTC, but is not in FILE',
  ])
  expect(await listed(SECRETS, simpleJwt({ until: '2026-10-01' }))).toEqual([
    '  site     verifies JWTs of simplejwt no more: it ended 2026-10-01 00:00 UTC',
    '  shop-2   verifies nothing: delete it',
  ])
  expect(await listed('OLD_JWT_SECRETS=OLD-SECRET', simpleJwt({ until: '2027-03-01' }))).toEqual([
    '  site   verifies JWTs of simplejwt until 2027-03-01 00:00 UTC, but is not in FILE',
  ])
})

it('says nothing where there are none', async () => {
  expect(await listed('', drfTokens({ until: '2027-03-01' }))).toBeUndefined()
})
