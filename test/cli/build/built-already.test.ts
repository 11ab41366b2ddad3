import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { isBuilt, recordBuild } from '../../../src/cli/build/built-already.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const put = (root: string, name: string, text: string) => {
  mkdirSync(dirname(join(root, name)), { recursive: true })
  writeFileSync(join(root, name), text)
}

const project = (
  config = "import { defineConfig } from './src/configuration.ts'\nexport default defineConfig({})",
) => {
  const root = temporaryFolder()
  put(root, 'gatehouse.config.ts', config)
  put(root, 'package-lock.json', '{}')
  put(root, 'node_modules/.package-lock.json', '{}')
  put(root, 'src/configuration.ts', '1')
  put(root, 'build/assets/docs/djoser.json', '{}')
  recordBuild(root)
  return root
}

it('is built while nothing changes, and not before the first build', () => {
  const root = project()
  expect(isBuilt(root)).toBe(true)
  rmSync(join(root, 'build'), { recursive: true })
  expect(isBuilt(root)).toBe(false)
})

it.each([
  ['gatehouse.config.ts', 'export default 1'],
  ['package-lock.json', '{"a":1}'],
  ['node_modules/.package-lock.json', '{"a":1}'],
  ['src/configuration.ts', '2'],
  ['src/new.ts', ''],
  ['build/assets/docs/djoser.json', '{"a":1}'],
  ['build/assets/docs/more.json', '{}'],
])('is not built once %s is another one', (name, text) => {
  const root = project()
  put(root, name, text)
  expect(isBuilt(root)).toBe(false)
})

it.each(['src/configuration.ts', 'build/assets/docs/djoser.json'])('is not built without %s', (name) => {
  const root = project()
  rmSync(join(root, name))
  expect(isBuilt(root)).toBe(false)
})

it.each([
  "import { mine } from './mine.ts'\nexport default mine",
  "import './mine.ts'\nexport default {}",
  "import fs from 'node:fs'\nexport default {}",
  'export default { timeZone: process.env.TZ }',
  "export default (await import('./mine.ts')).default",
])('is built each time for a configuration that reads more than the sources: %j', (config) => {
  expect(isBuilt(project(config))).toBe(false)
})
