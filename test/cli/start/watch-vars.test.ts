import { statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchVars } from '../../../src/cli/commands/start/watch-vars.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const QUIET_MS = 250
const LONG_AGO = new Date(0)

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

const open = () => {
  const folder = temporaryFolder()
  const toml = join(folder, 'wrangler.toml')
  writeFileSync(toml, '')
  utimesSync(toml, LONG_AGO, LONG_AGO)
  return {
    stop: watchVars(folder),
    write: (text: string) => writeFileSync(join(folder, '.dev.vars'), text),
    isTouched: () => statSync(toml).mtimeMs > 0,
  }
}

/** `vi.waitFor` lets a millisecond pass with each look. */
const timers = (number: number) =>
  vi.waitFor(() => expect(vi.getTimerCount()).toBe(number), { interval: 1, timeout: 10_000 })

it('gives wrangler.toml a new time once .dev.vars has changed and nothing follows', async () => {
  const { stop, write, isTouched } = open()
  write('A=1')
  await timers(1)
  expect(isTouched()).toBe(false)
  vi.advanceTimersByTime(QUIET_MS)
  expect(isTouched()).toBe(true)
  stop()
})

it('does nothing any more when it was stopped', async () => {
  const { stop, write, isTouched } = open()
  write('A=1')
  await timers(1)
  stop()
  expect(vi.getTimerCount()).toBe(0)
  vi.advanceTimersByTime(QUIET_MS)
  expect(isTouched()).toBe(false)
})
