import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { simpleJwt } from '../../src/account/sessions/imported/simple-jwt.ts'
import { newcomer, openOldHouse, simple, simpleRefresh, UNTIL } from '../support/old-system.ts'
import { refused } from '../support/refused.ts'

const gatehouse = openOldHouse()

/**
 * What simplejwt writes with `ISSUER`, `AUDIENCE` and `CHECK_REVOKE_TOKEN`, where the claim is the MD5 of the stored
 * hash (`get_md5_hash_password`). None of it is read unless the configuration says so.
 */
const CLAIMS: [string, Record<string, unknown>][] = [
  ['the issuer there', { iss: 'https://old.example' }],
  ['another issuer', { iss: 'https://elsewhere.example' }],
  ['an audience', { aud: 'site' }],
  ['several audiences', { aud: ['site', 'shop'] }],
  ['the hash of a password', { hash_password: '0B2C4E6F8A0C1E2D3F4A5B6C7D8E9F01' }],
  ['all of them', { iss: 'https://old.example', aud: 'site', hash_password: 'FF' }],
]

describe.each(CLAIMS)('a JWT of simplejwt with %s', (_, claims) => {
  it('is accepted as one without', async () => {
    const ada = await newcomer(gatehouse)
    const token = await simple(ada.oldId, claims)
    const response = await gatehouse.request('/auth/users/me/', { token })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ id: ada.id })
  })

  it('is refreshed to a pair of ours, without these claims', async () => {
    const refresh = await simpleRefresh((await newcomer(gatehouse)).oldId, claims)
    const response = await gatehouse.request('/auth/jwt/refresh/', { method: 'POST', json: { refresh } })
    expect(response.status).toBe(200)
    const pair = await response.json<{ access: string; refresh: string }>()
    for (const jwt of [pair.access, pair.refresh]) {
      const { iss, aud, hash_password } = decodeJwt(jwt)
      expect({ iss, aud, hash_password }).toEqual({
        iss: gatehouse.ports.settings.PUBLIC_URL,
        aud: undefined,
        hash_password: undefined,
      })
    }
  })

  it('ends with a new password here', async () => {
    const ada = await newcomer(gatehouse)
    const token = await simple(ada.oldId, claims)
    const json = { current_password: ada.password, new_password: 'Rt5-harbour-Cormorant' }
    const path = '/auth/users/set_password/'
    expect((await gatehouse.request(path, { method: 'POST', json, token: ada.token })).status).toBe(204)
    expect((await gatehouse.request('/auth/users/me/', { token })).status).toBe(401)
  })
})

const ISSUER = 'https://old.example'
const strict = (audience: string | string[]) =>
  openOldHouse({}, { importedSessions: [simpleJwt({ until: UNTIL, issuer: ISSUER, audience })] })

describe.each([
  ['one audience', strict('site')],
  ['one of two audiences', strict(['app', 'site'])],
])('where an issuer and %s are configured', (_, gatehouse) => {
  it.each([
    ['what they ask for', { iss: ISSUER, aud: 'site' }],
    ['more audiences', { iss: ISSUER, aud: ['shop', 'site'] }],
  ])('a JWT with %s is accepted', async (_, claims) => {
    const ada = await newcomer(gatehouse)
    const response = await gatehouse.request('/auth/users/me/', { token: await simple(ada.oldId, claims) })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ id: ada.id })
    const refresh = await simpleRefresh(ada.oldId, claims)
    expect(
      (await gatehouse.request('/auth/jwt/refresh/', { method: 'POST', json: { refresh } })).status,
    ).toBe(200)
  })

  it.each<[string, Record<string, unknown>]>([
    ['no claims', {}],
    ['another issuer', { iss: 'https://elsewhere.example', aud: 'site' }],
    ['no issuer', { aud: 'site' }],
    ['another audience', { iss: ISSUER, aud: ['shop'] }],
    ['no audience', { iss: ISSUER }],
    ['an audience that is no text', { iss: ISSUER, aud: { site: true } }],
  ])('a JWT with %s is refused like one of another secret', async (_, claims) => {
    const { oldId } = await newcomer(gatehouse)
    const answers = async (secret?: string) => {
      const token = await simple(oldId, claims, secret)
      const refresh = await simpleRefresh(oldId, claims)
      const responses = [
        await gatehouse.request('/auth/users/me/', { token }),
        await gatehouse.request('/auth/jwt/verify/', { method: 'POST', json: { token } }),
        ...(secret
          ? []
          : [await gatehouse.request('/auth/jwt/refresh/', { method: 'POST', json: { refresh } })]),
      ]
      return Promise.all(responses.map(async (each) => [each.status, await each.json()]))
    }
    const [read, verified, refreshed] = await refused(gatehouse, answers)
    expect([read, verified]).toEqual(await answers('a-secret-of-somebody-else-0123456789'))
    expect(refreshed).toEqual([401, { detail: 'Token is invalid or expired', code: 'token_not_valid' }])
  })
})
