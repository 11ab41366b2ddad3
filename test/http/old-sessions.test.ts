import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { drfTokens } from '../../src/account/sessions/imported/drf-tokens.ts'
import { expressJwt } from '../../src/account/sessions/imported/express-jwt.ts'
import { simpleJwt } from '../../src/account/sessions/imported/simple-jwt.ts'
import { checkConfig } from '../../src/http/config-checks/check-config.ts'
import { defineConfig } from '../../src/ports/config.ts'
import { callerOf } from '../support/caller.ts'
import { AS_SHIPPED, openGatehouse } from '../support/gatehouse.ts'
import { newcomer, openOldHouse, simple } from '../support/old-system.ts'
import { logIn, logInForJwt } from '../support/people.ts'

type Ready = { checks: Record<string, string | null>; warnings: string[] }
const PAST = '2026-10-01'
const SITE = JSON.stringify({ site: 'a secret' })

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

async function readiness(OLD_JWT_SECRETS: string, ...importedSessions: ReturnType<typeof drfTokens>[]) {
  const config = defineConfig({ importedSessions })
  const house = openGatehouse({ ...AS_SHIPPED, OLD_JWT_SECRETS } as Partial<Env>, { config })
  const { body } = await callerOf(house).get('/readyz')
  return body as unknown as Ready
}

describe('/readyz', () => {
  it('is content with secrets that are there, and with an end that lies ahead', async () => {
    const { checks, warnings } = await readiness(SITE, simpleJwt({ until: '2027-03-01' }))
    expect([checks.settings, warnings]).toEqual([null, []])
  })

  it.each([
    ['', 'OLD_JWT_SECRETS: missing'],
    ['site=secret', 'OLD_JWT_SECRETS: not JSON'],
    ['null', 'OLD_JWT_SECRETS: no secret of site'],
    ['{"other": "x"}', 'OLD_JWT_SECRETS: no secret of site'],
    ['{"site": ""}', 'OLD_JWT_SECRETS: no secret of site'],
  ])('tells what is wrong with the secrets: %j', async (secrets, problem) => {
    const { checks } = await readiness(secrets, simpleJwt({ until: '2027-03-01' }))
    expect(checks.settings).toBe(problem)
  })

  it('tells two secrets that are the same', async () => {
    const same = JSON.stringify({ site: { access: 'x', refresh: 'x' } })
    const { checks } = await readiness(same, expressJwt({ until: '2027-03-01' }))
    expect(checks.settings).toBe('OLD_JWT_SECRETS: access and refresh of site are the same')
  })

  it('warns of what has ended, and of a secret that is still there', async () => {
    const ended = [simpleJwt({ until: PAST }), drfTokens({ until: PAST })]
    expect(await readiness(SITE, ...ended)).toMatchObject({
      checks: { settings: null },
      warnings: [
        'importedSessions: simpleJwt of site ended 2026-10-01: take it out, and delete the secret OLD_JWT_SECRETS',
        'importedSessions: drfTokens of site ended 2026-10-01: take it out',
      ],
    })
    expect((await readiness('', ...ended)).warnings).toHaveLength(2)
    expect((await readiness(SITE)).warnings).toEqual(['OLD_JWT_SECRETS: nothing uses it, so delete it'])
  })
})

it('answers 503 to old JWTs without their secret, and serves everybody else', async () => {
  const house = openOldHouse({ OLD_JWT_SECRETS: '' })
  const ada = await newcomer(house)
  const statusOf = async (token: string) => (await house.request('/auth/users/me/', { token })).status
  expect(await statusOf(await simple(ada.oldId))).toBe(503)
  expect(await statusOf((await logInForJwt(house, ada)).access)).toBe(200)
  expect(await statusOf(await logIn(house, ada))).toBe(200)
})

describe('a configuration', () => {
  it.each([
    [[drfTokens({ until: '2027-03-01' }), simpleJwt({ until: '2027-03-01' })], []],
    [
      [drfTokens({ until: 'soon' })],
      ["importedSessions: drfTokens of site has an until that is no date, as '2027-03-01'"],
    ],
    [
      [simpleJwt({ until: PAST }), simpleJwt({ until: PAST })],
      ['importedSessions: simpleJwt of site is there twice'],
    ],
  ])('is checked', (importedSessions, faults) => {
    expect(checkConfig(defineConfig({ importedSessions }))).toEqual(faults)
  })
})
