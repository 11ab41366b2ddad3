import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { longestJwt, readWorkerVars } from '../../../src/cli/commands/keys/jwt-lifetime.ts'
import { temporaryFolder } from '../temporary-folder.ts'

it.each([
  [[], 864_000],
  [[{}, { EXPRESS_REFRESH_SECONDS: '60' }], 86_400],
  [[{ EXPRESS_REFRESH_SECONDS: '600000' }, { EXPRESS_REFRESH_SECONDS: '60' }], 600_000],
  [[{ JWT_ACCESS_SECONDS: '999999' }, {}], 999_999],
  [[{}, { JWT_REFRESH_SECONDS: 900_000 }], 900_000],
  [[{ EXPRESS_ACCESS_SECONDS: '900001' }, { TOKEN_SECONDS: '2592000' }], 900_001],
])('of %j takes the longest', (sources, seconds) => {
  expect(longestJwt(...sources)).toBe(seconds)
})

it.each(['0', '-5', '1.5', 'ten', '', '1e99'])('refuses %j', (value) => {
  expect(() => longestJwt({ JWT_REFRESH_SECONDS: value })).toThrow(
    'JWT_REFRESH_SECONDS: is not a whole number from 1 to 34560000',
  )
})

it('reads the variables of the project', async () => {
  expect(await readWorkerVars()).toMatchObject({ EXPRESS_REFRESH_SECONDS: expect.stringMatching(/^\d+$/) })
})

it('says that wrangler.toml cannot be read', async () => {
  const file = join(temporaryFolder(), 'wrangler.toml')
  writeFileSync(file, '[vars\n')
  await expect(readWorkerVars(file)).rejects.toThrow(/^wrangler\.toml cannot be read: /)
})
