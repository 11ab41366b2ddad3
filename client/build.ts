import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { note } from '../src/cli/terminal.ts'
import { documentOf } from '../src/dialects/documents/document.ts'
import { documentsOf } from '../src/http/documents.ts'
import { defineConfig } from '../src/ports/config.ts'
import { type Document, typesOf, usedPart } from './generate.ts'

/* Writes the types of the API documents into src/documents, and the package into dist. */

const here = import.meta.dirname

for (const [name, api] of Object.entries(documentsOf(defineConfig({})))) {
  // Management has all that users has.
  if (name === 'users') continue
  const document = usedPart(documentOf(api, '/') as unknown as Document)
  writeFileSync(join(here, 'src/documents', `${name}.ts`), await typesOf(document))
}

rmSync(join(here, 'dist'), { recursive: true, force: true })
await build({
  entryPoints: [join(here, 'src/index.ts')],
  outfile: join(here, 'dist/index.js'),
  bundle: true,
  format: 'esm',
  target: 'es2022',
})
execFileSync(
  process.execPath,
  [join(here, '../node_modules/typescript/bin/tsc'), '-p', join(here, 'tsconfig.dist.json')],
  {
    stdio: 'inherit',
  },
)

note(`The client is in client/dist. In your project type: npm install ${here}`)
