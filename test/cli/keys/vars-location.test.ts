import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { commandFor, placeOf } from '../../../src/cli/commands/keys/vars-location.ts'
import { projectRoot } from '../../../src/cli/project-root.ts'

const local = { kind: 'list', isRemote: false } as const
const remote = { kind: 'list', isRemote: true } as const

it('means a file of the project, another one for the deployed Worker', () => {
  expect(placeOf(local)).toEqual({ name: '.dev.vars', path: join(projectRoot, '.dev.vars') })
  expect(placeOf(remote)).toEqual({ name: '.production.vars', path: join(projectRoot, '.production.vars') })
})

it('looks for a given file where npm was called', () => {
  vi.stubEnv('INIT_CWD', '/home/ada')
  expect(placeOf({ ...remote, file: 'my.vars' })).toEqual({ name: 'my.vars', path: '/home/ada/my.vars' })
  expect(placeOf({ ...local, file: '/tmp/my.vars' })).toEqual({ name: '/tmp/my.vars', path: '/tmp/my.vars' })
  vi.unstubAllEnvs()
})

it('tells what to type for the same file', () => {
  expect(commandFor('make', local)).toBe('npm run keys -- make')
  expect(commandFor('make', remote)).toBe('npm run keys -- make --remote')
  expect(commandFor('push', remote)).toBe('npm run keys -- push')
  expect(commandFor('push', { ...remote, file: "a b's" })).toBe(`npm run keys -- push --file 'a b'\\''s'`)
})
