import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeBuiltFiles } from '../../../src/cli/build/built-files.ts'
import { projectRoot } from '../../../src/cli/project-root.ts'
import { titles } from '../../../src/dialects/pages/titles.ts'
import { defaultConfig, defineConfig } from '../../../src/ports/config.ts'
import { temporaryFolder } from '../temporary-folder.ts'

it('makes the table of common passwords, the API documents and the static files of the pages, and only these', () => {
  const folder = temporaryFolder()
  const written = writeBuiltFiles(defaultConfig, projectRoot, folder)
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  expect(found.sort()).toEqual(written.map((path) => join(folder, path)).sort())
  const expected = [
    'build/assets/_headers',
    'build/assets/common-passwords.bin',
    ...Object.keys(titles).flatMap((name) => [
      `build/assets/docs/${name}.json`,
      `build/assets/docs/${name}.list.txt`,
    ]),
    'build/assets/docs/swagger-ui-bundle.js',
    'build/assets/docs/swagger-ui.css',
    ...readdirSync(join(projectRoot, 'src/dialects/pages/browser')).map(
      (name) => `build/assets/pages/${name}`,
    ),
  ]
  expect(written.sort()).toEqual(expected.sort())
})

it('removes the document of an API that was turned off', () => {
  const folder = temporaryFolder()
  writeBuiltFiles(defaultConfig, projectRoot, folder)
  writeBuiltFiles(defineConfig({ apis: { express: false } }), projectRoot, folder)
  const documents = readdirSync(join(folder, 'build/assets/docs')).filter((name) => name.endsWith('.json'))
  expect(documents.sort()).toEqual(
    Object.keys(titles)
      .filter((name) => name !== 'express')
      .map((name) => `${name}.json`)
      .sort(),
  )
})

it('makes the colours and the logo of a brand, takes them away again, and tells of a logo that is not there', () => {
  const [from, folder] = [temporaryFolder(), temporaryFolder()]
  mkdirSync(join(from, 'brand'))
  mkdirSync(join(from, 'src/account/passwords'), { recursive: true })
  writeFileSync(join(from, 'src/account/passwords/common-passwords.txt'), '')
  writeFileSync(join(from, 'brand/logo.svg'), '<svg/>')
  const brandOf = () =>
    readdirSync(join(folder, 'build/assets/pages')).filter((name) => /^(brand|logo)\./.test(name))
  const accent = { light: '#7a1f5c', dark: '#f0a8d8' }
  writeBuiltFiles(defineConfig({ brand: { accent, logo: 'brand/logo.svg' } }), from, folder)
  expect(brandOf()).toEqual(['brand.css', 'logo.svg'])
  expect(readFileSync(join(folder, 'build/assets/pages/brand.css'), 'utf8')).toContain(
    '--accent: light-dark(#7a1f5c, #f0a8d8);',
  )
  writeBuiltFiles(defaultConfig, from, folder)
  expect(brandOf()).toEqual([])
  expect(() => writeBuiltFiles(defineConfig({ brand: { logo: 'brand/none.png' } }), from, folder)).toThrow(
    'gatehouse.config.ts: brand.logo is brand/none.png, and there is no such file',
  )
})

it('touches nothing when all is up to date', () => {
  const folder = temporaryFolder()
  const written = writeBuiltFiles(defaultConfig, projectRoot, folder).map((path) => join(folder, path))
  for (const file of written) utimesSync(file, 1, 1)
  expect(writeBuiltFiles(defaultConfig, projectRoot, folder)).toEqual([])
  expect(written.map((file) => statSync(file).mtimeMs)).toEqual(written.map(() => 1_000))
})

it('makes anew what has changed', () => {
  const folder = temporaryFolder()
  const css = 'build/assets/docs/swagger-ui.css'
  writeBuiltFiles(defaultConfig, projectRoot, folder)
  writeFileSync(join(folder, css), 'body {}')
  expect(writeBuiltFiles(defaultConfig, projectRoot, folder)).toEqual([css])
  expect(readFileSync(join(folder, css), 'utf8')).toContain('.swagger-ui')
})

it('makes the documents of the APIs that are on, and takes those of others away', () => {
  const folder = temporaryFolder()
  writeBuiltFiles(defaultConfig, projectRoot, folder)
  const one = defineConfig({ apis: { profile: false, users: false, management: false, express: false } })
  expect(writeBuiltFiles(one, projectRoot, folder)).toEqual([])
  const documents = readdirSync(join(folder, 'build/assets/docs')).filter((name) => name.endsWith('.json'))
  expect(documents.sort()).toEqual(['account.json', 'djoser.json'])
})
