import { expect, it } from 'vitest'
import { SECRETS } from '../../support/secrets.ts'
import { about, findingsOf, toml } from './checkout.ts'

it.each([
  [
    'Binding',
    'This machine',
    '[[kv_namespaces]]\nbinding = "REVOKED"',
    '',
    'REVOKED is missing in wrangler.toml',
  ],
  ['Migrations', 'This machine', 'migrations_dir = "migrations"', '', 'DB has no migrations_dir'],
  [
    'Cron',
    'This machine',
    '"* * * * *"',
    '',
    'there is none, so an email that fails once is never sent again',
  ],
  [
    'ENVIRONMENT',
    'Production',
    'ENVIRONMENT = "production"',
    'ENVIRONMENT = "development"',
    "“development” would show everybody's email at /dev/mailbox",
  ],
  ['MAIL_FROM', 'Production', 'MAIL_FROM = ""', 'MAIL_FROM = "me"', '“me” is not an email address'],
  [
    'TURNSTILE_SITE_KEY',
    'Production',
    'TURNSTILE = ""',
    'TURNSTILE = "login"',
    'is not set, and TURNSTILE needs it',
  ],
  [
    'Settings',
    'Production',
    'TOKEN_SECONDS = "2592000"',
    'TOKEN_SECONDS = "a month"',
    'TOKEN_SECONDS: is not a whole number from 1 to 34560000',
  ],
  [
    'Settings',
    'Production',
    'PUBLIC_URL = ""',
    'PUBLIC_URL = "https://id.example.com/auth"',
    'PUBLIC_URL: has a path, and may only be https://host or https://host:port',
  ],
  [
    'Settings',
    'Production',
    '"{public}/activate?',
    '"//activate?',
    'ACTIVATION_URL: has to begin with http://, https://, {public} or {front_end}, or to be a path',
  ],
  [
    'Local settings',
    'Development',
    'CORS_ORIGINS = ""',
    'CORS_ORIGINS = "capacitor://localhost, https://app.example.com/app"',
    'CORS_ORIGINS: entry 2 has a path, and may only be scheme://host or scheme://host:port',
  ],
])('finds a fault of wrangler.toml: %s', async (name, title, text, instead, message) => {
  const found = about(await findingsOf(title, { 'wrangler.toml': toml.replace(text, instead) }), name)
  expect(found).toMatchObject({ state: 'fault', message, fix: expect.any(String) })
})

it.each([
  ['.dev.vars', 'Development', 'TOKN_SECONDS=60\nMINE=1\n'],
  ['wrangler.toml', 'Production', toml.replace('TOKEN_SECONDS =', 'TOKN_SECONDS =')],
])('suggests the name that was meant in %s', async (file, title, text) => {
  const findings = await findingsOf(title, { 'wrangler.toml': toml, [file]: text })
  expect(about(findings, 'TOKN_SECONDS')).toEqual({
    about: 'TOKN_SECONDS',
    state: 'warning',
    message: `is not a variable of the Worker (${file})`,
    fix: 'Is it TOKEN_SECONDS?',
  })
  expect(about(findings, 'MINE')).toBeUndefined()
})

it.each([
  ['MASTER_KEYS', `MASTER_KEYS='{"keys":'\n`, 'not JSON (.dev.vars)'],
  [
    'MASTER_KEYS',
    `MASTER_KEYS='{"keys":[{"kty":"oct","kid":"1","k":"c2hvcnQ"}]}'\n`,
    'a key is too weak (.dev.vars)',
  ],
  ['MASTER_KEYS', '', 'missing in .dev.vars'],
  [
    'SIGNING_KEYS',
    `SIGNING_KEYS='${SECRETS.MASTER_KEYS}'\n`,
    'not private "EC" keys of curve P-256 (.dev.vars)',
  ],
  [
    'SIGNING_KEYS',
    `SIGNING_KEYS='${SECRETS.SIGNING_KEYS.replace('-2O5', '-2O6')}'\n`,
    'the key test-1 does not sign (.dev.vars)',
  ],
])('finds %s of no use', async (name, text, message) => {
  const others = Object.entries(SECRETS)
    .filter(([other]) => other !== name)
    .map(([other, value]) => `${other}='${value}'\n`)
  const vars = `ENVIRONMENT=development\n${others.join('')}${text}`
  expect(about(await findingsOf('Development', { '.dev.vars': vars }), name)).toMatchObject({
    state: 'fault',
    message,
  })
})
