import { expect, it } from 'vitest'
import { compareMigrations } from '../../../src/cli/commands/doctor/check-database.ts'
import { checkList, checkListJson } from '../../../src/cli/commands/doctor/check-list.ts'
import { checkNode } from '../../../src/cli/commands/doctor/check-node.ts'
import type { Finding } from '../../../src/cli/commands/doctor/finding.ts'
import { projectRoot } from '../../../src/cli/project-root.ts'
import { about, checkout, DEVELOPMENT, findingsOf, KEYS, production, toml } from './checkout.ts'

it('finds nothing at fault in a fresh checkout, and says what comes next', async () => {
  const sections = await checkout()
  expect(sections.flatMap(({ findings }) => findings).filter(({ state }) => state !== 'good')).toEqual([
    {
      about: 'Secrets',
      state: 'warning',
      message: 'there is no .dev.vars yet',
      fix: 'npm start   (creates what is missing)',
    },
    {
      about: 'Database',
      state: 'warning',
      message: 'there is no local one yet',
      fix: 'npm start   (creates it)',
    },
    {
      about: 'PUBLIC_URL',
      state: 'warning',
      message: 'is not set',
      fix: 'PUBLIC_URL = "https://…" in wrangler.toml, under [vars], before npm run deploy',
    },
    {
      about: 'MAIL_FROM',
      state: 'warning',
      message: 'is not set',
      fix: 'MAIL_FROM = "no-reply@…" in wrangler.toml, under [vars], before npm run deploy',
    },
  ])
})

it('finds all well in a checkout that is ready, both here and for production', async () => {
  const sections = await checkout({
    'wrangler.toml': production,
    '.dev.vars': DEVELOPMENT,
    '.production.vars': KEYS,
  })
  expect(sections.flatMap(({ findings }) => findings).filter(({ state }) => state !== 'good')).toEqual([
    {
      about: 'Database',
      state: 'warning',
      message: 'there is no local one yet',
      fix: 'npm start   (creates it)',
    },
  ])
  expect(about(sections[0]?.findings ?? [], 'Hash')?.message).toMatch(
    /^6 links in \d+ ms, in Node's WebCrypto on this machine$/,
  )
})

it('shows every link as an email has it', async () => {
  const links = await findingsOf('Links in emails, in production', {
    'wrangler.toml': production.replace('{public}/activate?', 'https://app.example.com/hello?'),
  })
  expect(links.map(({ state, about, message }) => `${state} ${about} ${message}`)).toEqual([
    'good PASSWORD_RESET_CONFIRM_URL https://id.example.com/password/reset?uid=EXAMPLE-UID&token=EXAMPLE-TOKEN',
    'good PASSWORD_RESET_KEY_URL https://id.example.com/password/reset?token=EXAMPLE-TOKEN',
    'good USERNAME_RESET_CONFIRM_URL https://id.example.com/username/reset?uid=EXAMPLE-UID&token=EXAMPLE-TOKEN',
    'good ACTIVATION_URL https://app.example.com/hello?uid=EXAMPLE-UID&token=EXAMPLE-TOKEN',
    'good EMAIL_CONFIRM_URL https://id.example.com/email/confirm?id=EXAMPLE-UID&key=EXAMPLE-TOKEN',
    'good ALARM_URL https://id.example.com/not-me?id=EXAMPLE-UID&key=EXAMPLE-TOKEN',
    'good APPROVAL_URL https://id.example.com/approve?id=EXAMPLE-UID&key=EXAMPLE-TOKEN',
    'good EMAIL_LOGIN_URL https://id.example.com/sign-in/email?id=EXAMPLE-UID&key=EXAMPLE-TOKEN',
  ])
})

it('shows links that are a path of the front end', async () => {
  const links = await findingsOf('Links in emails, in production', {
    'wrangler.toml': production
      .replace('FRONT_END_URL = ""', 'FRONT_END_URL = "https://app.example.com"')
      .replace('{public}/activate?uid={uid}&token={token}', '#/activate/{uid}/{token}'),
  })
  expect(links[3]?.message).toBe('https://app.example.com/#/activate/EXAMPLE-UID/EXAMPLE-TOKEN')
})

it('shows those of this machine as long as there is not an email address', async () => {
  const links = await findingsOf('Links in emails, on this machine')
  expect(links[3]?.message).toBe('http://localhost:8787/activate?uid=EXAMPLE-UID&token=EXAMPLE-TOKEN')
})

it('finds a wrangler.toml that cannot be read, by its line', async () => {
  const sections = await checkout({ 'wrangler.toml': 'name = "gatehouse"\n[vars\n' })
  expect(sections).toHaveLength(1)
  expect(sections[0]?.findings[1]).toEqual({
    about: 'wrangler.toml',
    state: 'fault',
    message: expect.stringMatching(/^wrangler\.toml cannot be read: [^\n]+\n {2}line 2: \[vars$/),
    fix: 'Fix that line, or restore the file: git checkout wrangler.toml',
  })
})

it('tells who sends the mail of a deployment', async () => {
  const mail = async (text: string) =>
    about(await findingsOf('Production', { 'wrangler.toml': text }), 'Mail')?.message
  expect(await mail(production)).toBe('from no-reply@example.com, by Cloudflare Email Service')
  expect(await mail(production.replace('MAIL_PROVIDER = "cloudflare"', 'MAIL_PROVIDER = "resend"'))).toBe(
    'from no-reply@example.com, by https://api.resend.com, with the secret RESEND_API_KEY',
  )
})

it('warns of a table that keeps secrets from the Worker', async () => {
  const found = await findingsOf('This machine', {
    'wrangler.toml': `${toml}\n[secrets]\nrequired = ["MASTER_KEYS"]\n`,
  })
  expect(about(found, 'Secrets')).toMatchObject({
    state: 'warning',
    message: '[secrets] hides from the Worker what it does not name in .dev.vars',
  })
})

it('warns of a variable that the Worker does not know', async () => {
  const found = await findingsOf('Production', { 'wrangler.toml': toml.replace('SITE_NAME', 'SITENAME') })
  expect(about(found, 'SITENAME')).toMatchObject({ state: 'warning' })
})

it('compares the migrations of the local database with those of the checkout', () => {
  const here = ['0000_a.sql', '0001_b.sql']
  expect(compareMigrations(here, here).state).toBe('good')
  expect(compareMigrations([], here)).toMatchObject({
    state: 'warning',
    message: 'missing: 0000_a.sql, 0001_b.sql',
  })
  expect(compareMigrations([...here, '0002_c.sql'], here)).toMatchObject({
    message: 'the local database is ahead of this checkout: 0002_c.sql',
  })
})

const configurationOf = (own: string) =>
  `import { defineConfig } from '${projectRoot}/src/configuration.ts'\nexport default defineConfig(${own})\n`

it('finds the faults of gatehouse.config.ts', async () => {
  const found = await findingsOf('This machine', {
    'gatehouse.config.ts': configurationOf("{ apis: { djoser: { at: ['auth'] } } }"),
  })
  expect(about(found, 'gatehouse.config.ts')).toMatchObject({
    state: 'fault',
    message: expect.stringContaining("apis.djoser.at: 'auth' is not a path"),
  })
})

it('warns of rules for passwords that are weaker than the usual ones', async () => {
  const found = await findingsOf('This machine', {
    'gatehouse.config.ts': configurationOf(
      "{ passwordRules: [{ rule: 'length', least: 6 }, { rule: 'common' }] }",
    ),
  })
  expect(about(found, 'passwordRules')).toMatchObject({
    state: 'warning',
    message:
      'accept passwords that Gatehouse’s own rules refuse: 6 characters, digits alone, what is like the name or address',
  })
})

it('says that gatehouse.config.ts cannot be read', async () => {
  const sections = await checkout({ 'gatehouse.config.ts': 'export default 1' })
  expect(sections[0]?.findings[1]).toMatchObject({ about: 'gatehouse.config.ts', state: 'fault' })
})

it('checks what gatehouse.config.ts states, and warns of a variable that has no effect beside it', async () => {
  const files = {
    'wrangler.toml': toml.replace('JWT_ACCESS_SECONDS = "300"', 'JWT_ACCESS_SECONDS = "600"'),
    'gatehouse.config.ts': configurationOf(
      "{ variables: { JWT_ACCESS_SECONDS: '900', JWT_REFRESH_SECONDS: '900', ACTIVATION_URL: 'https://app.example.com/a?{uid}{token}' } }",
    ),
  }
  const found = await findingsOf('This machine', files)
  expect(found.filter(({ state }) => state !== 'good')).toEqual([
    {
      about: 'JWT_ACCESS_SECONDS',
      state: 'warning',
      message: 'in wrangler.toml has no effect: gatehouse.config.ts states it',
      fix: 'Remove one of the two',
    },
  ])
  const links = await findingsOf('Links in emails, on this machine', files)
  expect(about(links, 'ACTIVATION_URL')?.message).toBe('https://app.example.com/a?EXAMPLE-UIDEXAMPLE-TOKEN')
})

it.each([
  ["{ oldLogin: oldLogin({ api: 'express', until: '2999-01-01' }) }", '', 'fault'],
  [
    "{ oldLogin: oldLogin({ api: 'express', until: '2020-01-01' }) }",
    'https://old.example.com/login',
    'warning',
  ],
  ['{}', 'https://old.example.com/login', 'warning'],
  [
    "{ oldLogin: oldLogin({ api: 'express', until: '2999-01-01' }) }",
    'https://old.example.com/login',
    undefined,
  ],
])('checks the old login and its address together: %s, “%s”', async (own, url, state) => {
  const found = await findingsOf('This machine', {
    'wrangler.toml': toml.replace('OLD_LOGIN_URL = ""', `OLD_LOGIN_URL = "${url}"`),
    'gatehouse.config.ts': configurationOf(own).replace('{ defineConfig }', '{ defineConfig, oldLogin }'),
  })
  expect(found.filter(({ state }) => state !== 'good').map((each) => each.state)).toEqual(
    state ? [state] : [],
  )
})

it('wants Node 22 at least', () => {
  expect(checkNode('24.1.0').state).toBe('good')
  expect(checkNode('20.20.2')).toMatchObject({
    state: 'fault',
    message: '20.20.2: wrangler needs 22 or newer',
  })
})

it('prints a list for people, and JSON for programs', () => {
  const findings: Finding[] = [
    { about: 'A', state: 'good', message: 'ok' },
    { about: 'Long', state: 'fault', message: 'bad\n  very', fix: 'mend it' },
  ]
  expect(checkList([{ title: 'Here', findings }])).toBe(`
Here
  ✔ A     ok
  ✘ Long  bad
          very
          mend it

1 fault, 0 warnings`)
  expect(JSON.parse(checkListJson([{ title: 'Here', findings }]))).toEqual({
    ok: false,
    findings: findings.map((finding) => ({ section: 'Here', ...finding })),
  })
})
