import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { drfTokens } from '../../src/account/sessions/imported/drf-tokens.ts'
import { expressJwt } from '../../src/account/sessions/imported/express-jwt.ts'
import { endedSessionId, importedRefreshSession } from '../../src/account/sessions/imported/for-import.ts'
import { simpleJwt } from '../../src/account/sessions/imported/simple-jwt.ts'
import { defineConfig } from '../../src/ports/config.ts'
import { MORNING, openGatehouse } from '../support/gatehouse.ts'
import { addSession, importTokens } from '../support/old-system.ts'
import { type SignedUp, signUp } from '../support/people.ts'

/* What Django REST Framework, simplejwt and jsonwebtoken themselves made, for people whom nobody is. */

/** When they were made, in milliseconds. */
const MADE = 1795910400_000

const DJANGO = {
  secret: 'dev-fixture-django-insecure-k3y_0123456789abcdef$%',
  token: 'a6adb9175f71bbafe2faf5ada923509664bef5c5',
  access: [
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9',
    'eyJ0b2tlbl90eXBlIjoiYWNjZXNzIiwiZXhwIjoxNzk4NTA3NTIwLCJpYXQiOjE3OTU5MTU1MjAsImp0aSI6IjdmZWFmY2I5NjE3NDRiMGY5ODQzZTU1NWQ2MmI1NWNmIiwidXNlcl9pZCI6Mn0',
    'bqv2jLw8NkeiB_w1gj1WJwtVA8wF3ZelcJl9AXMX_qo',
  ].join('.'),
  refresh: [
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9',
    'eyJ0b2tlbl90eXBlIjoicmVmcmVzaCIsImV4cCI6MTgyNzQ1MTUyMCwiaWF0IjoxNzk1OTE1NTIwLCJqdGkiOiI5MDhjMGQ4YjMwZmE0ZDc5OGZiOGQ0ZGI5ZTI5ZWY0MiIsInVzZXJfaWQiOjJ9',
    'J-SWKD5rLGzoVw-tpi56CqbS7ohfWbFP0OMTgnFcGpk',
  ].join('.'),
  blacklisted: [
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9',
    'eyJ0b2tlbl90eXBlIjoicmVmcmVzaCIsImV4cCI6MTgyNzQ1MTU0NSwiaWF0IjoxNzk1OTE1NTQ1LCJqdGkiOiIzNTZhYjNlNThhM2Q0YmU5OGQ1YTYyMjFmNGNjMmQ5YyIsInVzZXJfaWQiOjQ1fQ',
    'yEg82svHFk7HJT2ZFTZqdtS70CDHmwpRy2wIMl-Rhp0',
  ].join('.'),
}
const CHAI = {
  secrets: { access: 'dev-chai-access-secret-7f3a', refresh: 'dev-chai-refresh-secret-91bc' },
  id: '697fe90036ab6edcc59afd76',
  access: [
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9',
    'eyJfaWQiOiI2OTdmZTkwMDM2YWI2ZWRjYzU5YWZkNzYiLCJlbWFpbCI6ImhpdGVzaEBjaGFpLmV4YW1wbGUiLCJ1c2VybmFtZSI6ImhpdGVzaCIsImZ1bGxOYW1lIjoiSGl0ZXNoIFNoYXJtYSIsImlhdCI6MTc5NTkwNjgwMCwiZXhwIjoxNzk4NDk4ODAwfQ',
    '25tXU78PjnCoJpazyb2tJDHQK-EH7frUu4v79AZG2Pk',
  ].join('.'),
  refresh: [
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9',
    'eyJfaWQiOiI2OTdmZTkwMDM2YWI2ZWRjYzU5YWZkNzYiLCJpYXQiOjE3OTU5MDY4MDAsImV4cCI6MTgyNzQ0MjgwMH0',
    '90SjYgY7mcrMWjNPls3ldwYSuDAJC0vQ_e1BXiCIn0Y',
  ].join('.'),
}

const gatehouse = openGatehouse(
  { OLD_JWT_SECRETS: JSON.stringify({ site: DJANGO.secret, chai: CHAI.secrets }) } as Partial<Env>,
  {
    config: defineConfig({
      importedSessions: [
        drfTokens({ until: '2027-03-01' }),
        simpleJwt({ until: '2027-12-31' }),
        expressJwt({ until: '2027-12-31', source: 'chai' }),
      ],
    }),
  },
)
const { ports } = gatehouse
gatehouse.wait((MADE - MORNING) / 1000 + 86_400)

let ada: SignedUp
let hitesh: SignedUp

const place = (source: string, oldId: string, { id }: SignedUp) =>
  env.DB.prepare("insert into imported_accounts values (?, ?, ?, 0, 0, '')").bind(source, oldId, id).run()

beforeAll(async () => {
  ada = await signUp(gatehouse)
  hitesh = await signUp(gatehouse)
  await place('site', '2', ada)
  await place('site', '45', ada)
  await place('chai', CHAI.id, hitesh)
  await importTokens(ports, [[ada.id, DJANGO.token]])
  const session = await importedRefreshSession(ports, hitesh.id, CHAI.refresh, 'chai')
  if (session) await addSession(ports, session)
})

const idOf = async (token: string) => {
  const response = await gatehouse.request('/auth/users/me/', { token })
  return (await response.json<{ id?: string }>()).id
}
const refresh = async (path: string, json: object) => gatehouse.request(path, { method: 'POST', json })

describe('what other systems made', () => {
  it('a token of Django REST Framework is its owner’s', async () => {
    expect(await idOf(DJANGO.token)).toBe(ada.id)
  })

  it('JWTs of simplejwt are their owner’s', async () => {
    expect(await idOf(DJANGO.access)).toBe(ada.id)
    const response = await refresh('/auth/jwt/refresh/', { refresh: DJANGO.refresh })
    expect(await idOf((await response.json<{ access: string }>()).access)).toBe(ada.id)
  })

  it('a JWT that simplejwt blacklisted is refused', async () => {
    const jti = '356ab3e58a3d4be98d5a6221f4cc2d9c'
    if (ports.imported) await ports.commit(ports.imported.addEnded([await endedSessionId(jti)], MADE * 2))
    expect((await refresh('/auth/jwt/refresh/', { refresh: DJANGO.blacklisted })).status).toBe(401)
  })

  it('JWTs of an Express back end are their owner’s', async () => {
    expect(await idOf(CHAI.access)).toBe(hitesh.id)
    const response = await refresh('/api/v1/users/refresh-token', { refreshToken: CHAI.refresh })
    const { data } = await response.json<{ data: { accessToken: string } }>()
    expect(await idOf(data.accessToken)).toBe(hitesh.id)
  })
})
