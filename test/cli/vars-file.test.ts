import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readVarsFile, writeVarsFile } from '../../src/cli/vars-file.ts'
import { temporaryFolder } from './temporary-folder.ts'

it('reads a file, and nothing where there is none', () => {
  const file = join(temporaryFolder(), 'vars')
  expect(readVarsFile(file)).toBeUndefined()
  writeFileSync(file, 'A=1\n')
  expect(readVarsFile(file)).toBe('A=1\n')
})

it('writes for the eyes of the owner alone, also over a file that others can read', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'there'), 'A=1\n', { mode: 0o644 })
  for (const name of ['there', 'new']) {
    writeVarsFile(join(folder, name), 'A=2\n')
    expect(readFileSync(join(folder, name), 'utf8')).toBe('A=2\n')
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  }
  expect(readdirSync(folder).sort()).toEqual(['new', 'there'])
})

it('puts another file in its place, so that nobody ever reads half of it', () => {
  const file = join(temporaryFolder(), 'vars')
  writeFileSync(file, 'A=1\n')
  const before = statSync(file).ino
  writeVarsFile(file, 'A=2\n')
  expect(statSync(file).ino).not.toBe(before)
})

it('leaves a link a link', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), 'A=1\n')
  symlinkSync('file', join(folder, 'link'))
  writeVarsFile(join(folder, 'link'), 'A=2\n')
  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true)
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('A=2\n')
})

it('says what cannot be read or written, and leaves nothing behind', () => {
  const folder = temporaryFolder()
  const inNone = join(folder, 'none', 'vars')
  mkdirSync(join(folder, 'vars'))
  expect(() => readVarsFile(join(folder, 'vars'))).toThrow(`${folder}/vars cannot be read: EISDIR`)
  expect(() => writeVarsFile(join(folder, 'vars'), '')).toThrow(`${folder}/vars cannot be written: EISDIR`)
  expect(() => writeVarsFile(inNone, '')).toThrow(`${inNone} cannot be written: ENOENT`)
  expect(readdirSync(folder)).toEqual(['vars'])
})
