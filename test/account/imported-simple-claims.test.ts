import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { newcomer, openOldHouse, simple, simpleRefresh } from '../support/old-system.ts'

const gatehouse = openOldHouse()

/**
 * What simplejwt writes with `ISSUER`, `AUDIENCE` and `CHECK_REVOKE_TOKEN`, where the claim is the MD5 of the stored
 * hash (`get_md5_hash_password`). None of it is read here.
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
