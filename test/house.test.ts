import { expect, it } from 'vitest'

const files = import.meta.glob<string>(['../src/**/*.ts', '!../src/**/*.d.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** What front ends and other services take. */
const shipped = import.meta.glob<string>(['../client/src/**/*.ts', '../kits/*/*.{mjs,ts}'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

const LAYERS = ['worker.ts', 'http', 'dialects', 'account', 'ports']

const PACKAGES: Record<string, RegExp> = {
  hono: /^(worker\.ts|http\/|dialects\/|cli\/tools\/size\/bare-hono\.ts)/,
  '@hono/zod-validator': /^dialects\//,
  'cloudflare:workers': /^worker\.ts/,
  commander: /^cli\//,
  '@clack/prompts': /^cli\//,
  '@lezer/python': /^cli\/commands\/setup\/python\//,
  '@lezer/common': /^cli\/commands\/setup\/python\//,
  wrangler: /^cli\//,
  miniflare: /^cli\/wrangler\//,
  'smol-toml': /^cli\/wrangler\//,
  rolldown: /^cli\/bundle\//,
  uqr: /^dialects\/qr-svg\.ts/,
  'fast-check': /^cli\/tools\/fuzz\//,
  zod: /^(dialects\/documents|cli\/tools\/fuzz)\//,
  'zod/mini': /^(dialects\/|account\/(words|shapes)\.ts)/,
  'zod-openapi': /^dialects\/documents\/document\.ts/,
  jose: /^account\/tokens\/(jwt|hs256)\.ts/,
  'drizzle-orm': /^ports\//,
}

/** Words and the only files that may hold them. A terminal has no clock but the real one. */
const WORDS: [RegExp, RegExp][] = [
  [/\bexport default\b/, /^worker\.ts/],
  [/\bDate\.now\(|\bnew Date\(\)/, /^(ports\/clock\.ts|cli\/)/],
  [/\bMath\.random\(|\bgetRandomValues\(|\brandomUUID\(/, /^(ports\/random\.ts|cli\/)/],
  [/\bsql\.(raw|identifier)\b/, /^$/],
  // The first parameter of a verb is the list of what it uses.
  [/(?::|=|&) Ports\b(?!\[)/, /^(?!account\/)/],
  // How tries at passwords are counted and reset is one rule.
  [/\bthrottle\.(?:admit|opensAt|forget\w*|takeBack|rememberClient)\b/, /^(?:ports|account\/limits)\//],
  // Secrets are compared in one place, for which a command has to bring what Node lacks.
  [/\btimingSafeEqual\b/, /^(ports\/bytes|cli\/commands\/admin\/worker-runtime)\.ts/],
  // On Workers a request that waits for what another one began may wait for ever: values are kept, and no promises.
  [/\b(?:Weak)?Map<[^()\n]*Promise<|\bwithResolvers\b/, /^cli\//],
  // An isolate starts without waiting for anything: no key, no hash, no database.
  [/^(?:export )?(?:const |let |await )(?!.*=>).*\bawait\b|^await\b/m, /^cli\//],
]

function complaints(path: string, text: string): string[] {
  const imports = [...text.matchAll(/\b(?:from |import |import\()'([^']+)'/g)].map(([, name = '']) => name)
  return [
    ...imports.filter((name) => !mayImport(path, name)).map((name) => `${path} imports ${name}`),
    ...(isOfTheBuild(path) ? [] : valuesOfTheBuild(text).map((name) => `${path} carries ${name}`)),
    ...WORDS.filter(([word, home]) => word.test(text) && !home.test(path)).map(
      ([word]) => `${path} holds ${word.exec(text)?.[0]}`,
    ),
    ...(/service|manager|utils/i.test(path) ? [`${path} is named for nothing`] : []),
  ]
}

// What only the build needs is no part of the Worker; types are.
const isOfTheBuild = (path: string) =>
  /^(cli|dialects\/documents)\//.test(path) || path === 'http/documents.ts'

const valuesOfTheBuild = (text: string) =>
  [...text.matchAll(/^(?:import|export) (?!type\b)[^']*'([^']*\bdocuments(?:\/[^']*|\.ts))'/gm)].map(
    ([, name]) => name,
  )

function mayImport(path: string, name: string): boolean {
  if (path.startsWith('cli/') && name.startsWith('node:')) return true
  if (!name.startsWith('.')) {
    const home = PACKAGES[name] ?? PACKAGES[name.replace(/^(@[^/]+\/[^/]+|[^/]+).*/, '$1')]
    return home?.test(path) ?? false
  }

  const [top = '', room = ''] = new URL(name, `file:///src/${path}`).pathname.slice(1).split('/')
  // The configuration goes in at the top, and to the build.
  if (top === 'gatehouse.config.ts') return path === 'worker.ts' || path.startsWith('cli/')
  if (top !== 'src') return ['build', 'migrations'].includes(top)
  // What gatehouse.config.ts is written with: it is above all layers, and none imports it.
  if (path === 'configuration.ts') return ['account', 'dialects', 'ports'].includes(room)
  if (room === 'configuration.ts') return false
  if (path.startsWith('cli/')) {
    // The build writes the API documents.
    const isBuild = path === 'cli/build/built-files.ts' && name.endsWith('/http/documents.ts')
    if (isBuild) return true
    // The build and the commands check the configuration, and suggest the names that were meant.
    if (/\/http\/config-checks\/(check-config|nearest-name)\.ts$/.test(name)) return true
    // A terminal prints the file of people that the console sends.
    if (name.endsWith('/dialects/people-csv.ts')) return true
    // Operators' commands need no tool of the developers.
    if (path.startsWith('cli/commands/') && name.includes('/tools/')) return false
    return ['cli', 'account', 'ports'].includes(room)
  }
  // What only the build needs, the Worker is not to carry.
  if (/(^|\/)document\.ts$/.test(name) && path !== 'http/documents.ts') return false
  if (/\/check-\w+\.ts$/.test(name) && top === 'src' && room === 'http')
    return path === 'http/config-checks/check-config.ts'
  // Everything at once is for the build; the Worker loads it by parts (http/routes.ts).
  if (/^\.\/mounts\.ts$/.test(name) && path.startsWith('http/'))
    return ['http/documents.ts', 'http/config-checks/check-paths.ts'].includes(path)
  const here = LAYERS.indexOf(path.split('/')[0] ?? '')
  return here !== -1 && LAYERS.indexOf(room) >= here
}

it('lets imports point right, keeps packages in their folders, and time and chance at the ports (FRM-09, FRM-10)', () => {
  const found = Object.entries(files).flatMap(([file, text]) => complaints(file.replace('../src/', ''), text))
  expect(Object.keys(files).length).toBeGreaterThan(50)
  expect(found).toEqual([])
})

it('keeps the client without packages and each kit in one file', () => {
  const importsOf = (text: string) =>
    [...text.matchAll(/^(?:import|export) .*?from ['"]([^'"]+)['"]/gm)].map(([line, name = '']) => ({
      line,
      name,
    }))
  const outside = Object.entries(shipped).flatMap(([file, text]) =>
    importsOf(text)
      .filter(({ line, name }) =>
        file.startsWith('../kits/')
          ? !(line.startsWith('import type') && name === 'hono')
          : !new URL(name, `file:///${file.replace('../', '')}`).pathname.startsWith('/client/src/'),
      )
      .map(({ name }) => `${file} imports ${name}`),
  )
  expect(Object.keys(shipped).length).toBeGreaterThan(10)
  expect(outside).toEqual([])
})

it('lets a handler use the type of a documented response', () => {
  expect(complaints('dialects/users.ts', "import type { User } from './documents/users.ts'")).toEqual([])
})

it('lets the configuration be written with fields of the layers below', () => {
  expect(complaints('configuration.ts', "import { text } from './account/fields/text.ts'")).toEqual([])
})

it.each([
  ['account/passwords/change-password.ts', "import { say } from '../../dialects/dialect.ts'"],
  ['ports/schema.ts', "import worker from '../worker.ts'"],
  ['configuration.ts', "import { openApp } from './http/app.ts'"],
  ['http/app.ts', "import { text } from '../configuration.ts'"],
  ['http/app.ts', "import { start } from '../cli/program.ts'"],
  ['cli/program.ts', "const { app } = await import('../http/app.ts')"],
  ['cli/program.ts', "import { documents } from '../http/documents.ts'"],
  ['cli/commands/start/start-api.ts', "import { measureSize } from '../../tools/size/measure-size.ts'"],
  ['cli/build/built-files.ts', "import { app } from '../../../http/app.ts'"],
  ['http/app.ts', "import { documents } from './documents.ts'"],
  ['http/app.ts', "import { checkConfig } from './config-checks/check-config.ts'"],
  ['http/app.ts', "import { checkPaths } from './check-paths.ts'"],
  ['http/app.ts', "import { mountsOf } from './mounts.ts'"],
  ['dialects/users.ts', "import { documentOf } from './document.ts'"],
  ['ports/settings.ts', "import * as z from 'zod/mini'"],
  ['dialects/users.ts', "import * as z from 'zod'"],
  ['dialects/users.ts', "import { globalRegistry } from 'zod/v4/core'"],
  ['account/words.ts', "import { Hono } from 'hono'"],
  ['dialects/users.ts', "import { eq } from 'drizzle-orm/sqlite-core'"],
  ['account/sessions/session.ts', "import 'left-pad'"],
  ['ports/keys.ts', "import { readFileSync } from 'node:fs'"],
  ['http/app.ts', "import config from '../../gatehouse.config.ts'"],
  ['http/app.ts', "import data from '../../test/support/secrets.ts'"],
  ['account/sessions/session.ts', 'const now = Date.now()'],
  ['account/sessions/session.ts', 'const now = new Date()'],
  ['account/one-time-tokens/one-time-link.ts', 'const id = crypto.randomUUID()'],
  ['ports/accounts.ts', "sql.raw('1')"],
  ['account/tokens/jwt.ts', 'crypto.subtle.timingSafeEqual(a, b)'],
  ['account/sessions/session.ts', 'export default 1'],
  ['account/tokens/jwt.ts', 'export const key = await importJWK(jwk)'],
  ['ports/keys.ts', 'await makeKeys()'],
  ['account/tokens/jwt.ts', 'const imported = new Map<string, Promise<CryptoKey>>()'],
  ['account/limits/semaphore.ts', 'const { promise } = Promise.withResolvers<void>()'],
  ['account/profile/profile.ts', 'throttle.forget(id, isDone)'],
  ['account/links/activation.ts', 'export async function activate(ports: Ports, proof: Proof) {'],
  ['account/profile/profile.ts', 'type ChangePorts = Ports'],
  ['account/user-service.ts', ''],
])('would complain of %s with %s', (path, text) => {
  expect(complaints(path, text)).toHaveLength(1)
})
