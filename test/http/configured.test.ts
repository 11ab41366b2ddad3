import { describe, expect, it } from 'vitest'
import { defineConfig } from '../../src/ports/config.ts'
import { openGatehouse } from '../support/gatehouse.ts'

const OTHERS_OFF = { profile: false, users: false, management: false, express: false } as const

const gatehouse = openGatehouse(
  {},
  { config: defineConfig({ apis: { ...OTHERS_OFF, djoser: { at: ['/api/v1/auth/'], jwt: false } } }) },
)

const statusOf = async (path: string, init: RequestInit = {}) => (await gatehouse.request(path, init)).status
const page = async (path: string) =>
  (await gatehouse.request(path, { headers: { accept: 'text/html' } })).text()

describe('an API that is off', () => {
  it.each([
    ['/auth/users/', 'POST'],
    ['/api/register/', 'POST'],
    ['/api/v1/users/', 'POST'],
    ['/api-token-auth/', 'POST'],
    ['/api/password_reset/', 'POST'],
    ['/api/v1/users/login', 'POST'],
    ['/api/v1/auth/jwt/create/', 'POST'],
  ])('is not at %s', async (path, method) => {
    expect(await statusOf(path, { method })).toBe(404)
  })

  it.each(['profile', 'users', 'management', 'express'])('has no document: %s', async (name) => {
    expect(await statusOf(`/docs/${name}.json`)).toBe(404)
    expect(await page('/docs')).not.toContain(`api=${name}`)
    expect(await page('/')).not.toContain(`api=${name}`)
  })
})

describe('an API that is on', () => {
  it('is at its path', async () => {
    const json = { username: 'ada', password: 'Vq7-mountain-Kestrel' }
    const response = await gatehouse.request('/api/v1/auth/users/', { method: 'POST', json })
    expect(response.status).toBe(201)
  })

  it('is on the home page with its path, and with commands that work there', async () => {
    const text = await page('/')
    expect(text).toContain('<code>/api/v1/auth/</code>')
    expect(text).toContain(`curl -i ${gatehouse.origin}/api/v1/auth/users/ `)
    expect(text).toContain(`curl -i ${gatehouse.origin}/api/v1/auth/token/login/ `)
    expect(text).not.toContain('/api-token-auth/')
  })
})
