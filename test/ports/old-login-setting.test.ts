import { expect, it } from 'vitest'
import { readSettings } from '../../src/ports/settings.ts'

const PUBLIC_URL = 'https://accounts.example.org'
const read = (own: Record<string, unknown>) => readSettings({ PUBLIC_URL, ...own })
const refused = (name: string, own: Record<string, unknown>, why: string) => {
  expect(() => read(own), JSON.stringify(own)).toThrow(
    expect.objectContaining({ name: 'Misconfigured', message: `${name}: ${why}` }),
  )
}

it('OLD_LOGIN_URL is https but for this machine in development', () => {
  const development = { ENVIRONMENT: 'development' }
  const why = 'has to be https'
  const LOCAL = 'http://127.0.0.1:8000/auth/token/login/'
  refused('OLD_LOGIN_URL', { OLD_LOGIN_URL: LOCAL }, why)
  refused('OLD_LOGIN_URL', { OLD_LOGIN_URL: 'http://old.example.com/login', ...development }, why)
  refused(
    'OLD_LOGIN_URL',
    { OLD_LOGIN_URL: 'old.example.com/login' },
    'is not a URL that begins with http:// or https://',
  )
  refused('OLD_LOGIN_URL', { OLD_LOGIN_URL: 'https://me@old.example.com/' }, 'has a user name or a password')
  for (const rest of ['?next=/', '#top', 'a b'])
    refused(
      'OLD_LOGIN_URL',
      { OLD_LOGIN_URL: `https://old.example.com/login${rest}` },
      'has a query, a fragment or a space',
    )
  for (const OLD_LOGIN_URL of [LOCAL, 'http://localhost/login', 'https://old.example.com/login'])
    expect(read({ OLD_LOGIN_URL, ...development })).toMatchObject({ OLD_LOGIN_URL })
})
