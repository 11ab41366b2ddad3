import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { firstStaffLink } from '../../../src/cli/commands/start/first-staff-link.ts'
import { welcome } from '../../../src/cli/commands/start/welcome.ts'
import { defaultConfig, defineConfig } from '../../../src/ports/config.ts'
import { configurations } from '../../conformance/configurations.ts'

it('shows a registration at an API that is on', () => {
  expect(welcome(8787, defaultConfig)).toContain('curl -i http://localhost:8787/auth/users/ ')
})

it('asks for what the configuration asks for', () => {
  const text = welcome(9000, configurations['email-login'] ?? defaultConfig)
  expect(text).toContain('curl -i http://localhost:9000/api/auth/users/ ')
  const [, json = '{}'] = /-d '(.*)'/.exec(text) ?? []
  expect(JSON.parse(json)).toEqual({
    password: 'Vq7-mountain-Kestrel',
    email: 'ada@example.com',
    re_password: 'Vq7-mountain-Kestrel',
    first_name: 'Ada',
    last_name: 'Ada',
  })
})

it('leads to the documents where a registration is no JSON', () => {
  const config = defineConfig({
    apis: { profile: false, djoser: false, users: false, management: false },
  })
  expect(welcome(8787, config)).toContain('http://localhost:8787/docs\n')
})

it('says which line a front end needs in production', () => {
  expect(welcome(8787, defaultConfig)).toContain('CORS_ORIGINS = "https://app.example.com"')
})

it('says how a project gets the client', () => {
  expect(welcome(8787, defaultConfig)).toMatch(
    /npm run client, then in your project: npm install \/.*\/client\n/,
  )
})

it('shows the link for the first staff account only if there is one', () => {
  expect(welcome(8787, defaultConfig)).not.toContain('first-staff')
  const { url } = firstStaffLink('http://localhost:8787')
  expect(welcome(8787, defaultConfig, url)).toContain(url)
})

it('knows the link by a digest that does not tell its secret', () => {
  const { url, digest } = firstStaffLink('http://localhost:8787')
  const [, secret = ''] = /^http:\/\/localhost:8787\/dev\/first-staff\?key=([\w-]{32})$/.exec(url) ?? []
  expect(digest).toBe(createHash('sha256').update(secret).digest('hex'))
  expect(firstStaffLink('http://localhost:8787').url).not.toBe(url)
})
