import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { documentOf } from '../../../src/dialects/documents/document.ts'
import { documents } from '../../support/standard-documents.ts'

/*
 * Generators of clients other than openapi-typescript (which test/openapi/client.test.ts has): each makes a client of every
 * API document, and a strict compiler reads a program that uses them without a cast. It is run by hand, because both
 * together are 68 MB that nothing else here needs: `npm run generators` fetches them into a folder that it deletes.
 */

const PACKAGES = ['@hey-api/openapi-ts@0.99.0', 'orval@8.38.0', 'typescript@5.9.3']

const OPTIONS = {
  compilerOptions: {
    strict: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    target: 'es2022',
    module: 'preserve',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: [],
    skipLibCheck: true,
  },
  files: ['hey-api.ts', 'orval.ts'],
}

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-generators-'))
const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' })
const bin = (path: string, ...args: string[]) =>
  run(process.execPath, join(folder, 'node_modules', path), ...args)

try {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  run('npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', ...PACKAGES)
  for (const [name, api] of Object.entries(documents)) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(documentOf(api, '/')))
    bin('.bin/openapi-ts', '-i', `${name}.json`, '-o', `hey-api/${name}`, '--no-log-file')
    bin('.bin/orval', '--input', `${name}.json`, '--output', `orval/${name}.ts`, '--client', 'fetch')
  }
  for (const file of OPTIONS.files) copyFileSync(join(import.meta.dirname, `${file}.txt`), join(folder, file))
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(OPTIONS))
  bin('typescript/bin/tsc', '-p', '.')
  console.log(`${PACKAGES.slice(0, 2).join(' and ')}: ${Object.keys(documents).length} clients each, no cast`)
} catch (error) {
  // What the compiler says is on its output.
  console.error((error as { stdout?: string }).stdout || error)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
