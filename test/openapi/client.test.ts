import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, it, onTestFinished } from 'vitest'
import { type Document, typesOf, usedPart } from '../../client/generate.ts'
import ts from '../../client/node_modules/typescript/lib/typescript.js'
import { documentOf } from '../../src/dialects/documents/document.ts'
import { documents } from '../support/standard-documents.ts'

const client = join(import.meta.dirname, '../../client')
const LIMIT = 6 * 1024

it('is 6 kB at most, minified and compressed, and needs no package', async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(client, 'src/index.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    metafile: true,
  })
  expect(gzipSync(outputFiles[0]?.contents ?? '').length).toBeLessThanOrEqual(LIMIT)
  expect(Object.keys(metafile.inputs).filter((path) => path.includes('node_modules'))).toEqual([])
})

it('has the types of the API documents as they are now: npm run client', async () => {
  const folder = join(client, 'src/documents')
  const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''))
  expect(names).toEqual(
    Object.keys(documents)
      .filter((name) => name !== 'users')
      .sort(),
  )
  for (const name of names) {
    const document = documentOf(documents[name] as never, '/') as unknown as Document
    expect(readFileSync(join(folder, `${name}.ts`), 'utf8'), name).toBe(await typesOf(usedPart(document)))
  }
})

/** What a strict compiler says of these files. */
function faultsOf(files: string[]): string[] {
  const program = ts.createProgram(files, {
    strict: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Preserve,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    types: [],
  })
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    )
}

/** What somebody writes who has only the types: no cast, and `response.json()` is `any` anyway. */
const PROGRAM = `
import type { components as Account } from './account.ts'
import type { operations as Djoser } from './djoser.ts'
import type { operations as Express } from './express.ts'
import type { operations as Management } from './management.ts'
import type { components as Profile, operations as Profiles } from './profile.ts'
import type { operations as Users } from './users.ts'

type Of<Operation, Status extends number> = Operation extends {
  responses: { [Each in Status]: { content: { 'application/json': infer Json } } }
} ? Json : never

async function send<Json>(path: string, method: string, body?: object | FormData): Promise<Json> {
  const isForm = body instanceof FormData
  const response = await fetch(path, { method, body: isForm ? body : JSON.stringify(body) })
  return response.json()
}

export async function everyApi(): Promise<string[]> {
  const login: Djoser['createTokenPair']['requestBody']['content']['application/json'] =
    { username: 'ada', password: 'x' }
  const pair = await send<Of<Djoser['createTokenPair'], 200>>('/auth/jwt/create/', 'POST', login)
  const me = await send<Of<Djoser['getMe'], 200>>('/auth/users/me/', 'GET')
  const fresh = await send<Of<Djoser['refreshToken'], 200>>('/auth/jwt/refresh/', 'POST', { refresh: pair.refresh })

  const upload: Express['updateAvatar']['requestBody']['content']['multipart/form-data'] =
    { Avatar: new Blob() }
  const form = new FormData()
  form.append('Avatar', upload.Avatar)
  const shown = await send<Of<Express['updateAvatar'], 200>>('/api/v1/users/updateAvatar', 'PATCH', form)
  const refused = await send<Of<Express['logIn'], 401>>('/api/v1/users/login', 'POST', login)

  const profile = await send<Profile['schemas']['Profile']>('/api/profile/', 'GET')
  const token = await send<Of<Profiles['logIn'], 200>>('/api/login/', 'POST', login)
  const made = await send<Of<Users['register'], 201>>('/api/v1/users/', 'POST', login)
  const done = await send<Of<Management['requestPasswordReset'], 200>>('/api/password_reset/', 'POST', { email: '' })
  const invalid = await send<Of<Users['register'], 400>>('/api/v1/users/', 'POST', {})

  const { sessions } = await send<Account['schemas']['SessionPage']>('/account/sessions', 'GET')
  const problem = await send<Account['schemas']['Problem']>('/account/sessions/x', 'DELETE')
  return [
    me.username, fresh.access, fresh.refresh ?? '', shown.data.avatar, refused.message, profile.image ?? '',
    token.token, made.auth_token, done.status, 'detail' in invalid ? String(invalid.detail) : Object.keys(invalid).join(),
    ...sessions.map(({ kind }) => kind),
    problem.type === 'urn:gatehouse:problem:not-found' ? problem.title : '',
  ]
}

// @ts-expect-error: a union has no other member
export const none: Account['schemas']['Problem']['type'] = 'urn:gatehouse:problem:nonesuch'
`

it('can be generated from each document in full, for a strict compiler and without a cast', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-types-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, api] of Object.entries(documents))
    writeFileSync(join(folder, `${name}.ts`), await typesOf(documentOf(api, '/')))
  writeFileSync(join(folder, 'program.ts'), PROGRAM)
  expect(faultsOf([join(folder, 'program.ts')])).toEqual([])
  expect(PROGRAM).not.toMatch(/ as (?!Account|Djoser|Express|Management|Profile|Profiles|Users)/)
})

it('is called as the documents say, with arguments that compile', async () => {
  const calls = Object.entries(documents).flatMap(([name, api]) =>
    Object.values(documentOf(api, '/').paths ?? {}).flatMap((methods) =>
      Object.values(methods as Record<string, Sampled>).flatMap((operation) =>
        operation['x-codeSamples']
          .filter(({ label }) => label === 'client')
          .map(({ source }) => ({ name, id: operation.operationId, source })),
      ),
    ),
  )
  expect(calls.length).toBeGreaterThan(40)
  // A sample runs as it is: what needs a session signs in first.
  const sourceOf = (id: string) => calls.find((call) => call.name === 'djoser' && call.id === id)?.source
  expect(sourceOf('getMe')).toBe(`import { createGatehouse } from 'gatehouse-client'

const gatehouse = createGatehouse({ baseUrl: 'https://id.example.com', api: 'djoser' })
await gatehouse.signIn({
  username: 'ada',
  password: 'Vq7-mountain-Kestrel',
})
const result = await gatehouse.me()`)
  expect(sourceOf('requestPasswordReset')).not.toContain('signIn')
  const folder = mkdtempSync(join(client, 'samples-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const files = calls.map(({ name, id, source }) => {
    const file = join(folder, `${name}-${id}.ts`)
    const here = source.replace("'gatehouse-client'", "'../src/index.ts'")
    writeFileSync(file, `declare const file: Blob\n${here}\nexport const told: boolean = result.ok\n`)
    return file
  })
  expect(faultsOf(files)).toEqual([])
  // A call that the client does not have, and an argument too many, would be found.
  writeFileSync(
    files[0] ?? '',
    `${calls[0]?.source.replace("'gatehouse-client'", "'../src/index.ts'")}.nonesuch`,
  )
  expect(faultsOf([files[0] ?? ''])).not.toEqual([])
})

type Sampled = { operationId: string; 'x-codeSamples': { label: string; source: string }[] }

it('compiles as the README shows it', () => {
  const [, shown = ''] = /```ts\n(.*?)```/s.exec(readFileSync(join(client, '../README.md'), 'utf8')) ?? []
  const program = shown.replace(`'gatehouse-client'`, `'${join(client, 'src/index.ts')}'`)
  expect(program).toContain('gatehouse.signIn(')
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-readme-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const faults = (text: string) => {
    writeFileSync(join(folder, 'program.ts'), text)
    return faultsOf([join(folder, 'program.ts')])
  }
  expect(faults(program)).toEqual([])
  expect(faults(program.replace('signUp(ada)', 'signUp({})'))).toHaveLength(1)
})
