import { once } from 'node:events'
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { type PrivateFile, writePrivately } from '../../../src/cli/commands/export/write-file.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const LONG = 'x'.repeat(1 << 18)

it('leaves no part of a file behind when the process is ended', async () => {
  const [file, report] = [join(temporaryFolder(), 'people.json'), join(temporaryFolder(), 'report.json')]
  const parts = [`${file}.part`, `${report}.part`]
  const before = process.listeners('exit')
  const cutOff = writePrivately([file, report], async (one, other) => {
    await one.put(LONG)
    await other?.put('more')
    expect(parts.map((part) => existsSync(part))).toEqual([true, true])
    const atExit = process.listeners('exit').filter((each) => !before.includes(each))
    for (const each of atExit) each(143)
    expect(parts.map((part) => existsSync(part))).toEqual([false, false])
    throw new Error('ended')
  })
  await expect(cutOff).rejects.toThrow('ended')
  expect([existsSync(file), existsSync(report), process.listeners('exit')]).toEqual([false, false, before])
})

it('has the whole files in the end, and nothing to remove', async () => {
  const [file, report] = [join(temporaryFolder(), 'people.json'), join(temporaryFolder(), 'report.json')]
  const before = process.listeners('exit')
  await writePrivately([file, report], async (one, other) => {
    await one.put('head')
    await one.put(LONG)
    await other?.put('one')
    await one.put('end')
    await one.putFirst('HEAD')
    expect([existsSync(file), existsSync(report)]).toEqual([false, false])
  })
  expect(readFileSync(file, 'utf8')).toBe(`HEAD${LONG}end`)
  expect([readFileSync(report, 'utf8'), statSync(report).mode & 0o777]).toEqual(['one', 0o600])
  expect([existsSync(`${file}.part`), process.listeners('exit')]).toEqual([false, before])
})

it('keeps neither file if one cannot be written', async () => {
  const file = join(temporaryFolder(), 'people.json')
  await expect(writePrivately([file, `${file}/below`], async () => {})).rejects.toThrow(
    `${file}/below cannot be written: ENO`,
  )
  expect([existsSync(file), existsSync(`${file}.part`)]).toEqual([false, false])
})

it('replaces no folder and no device, and what a link leads to', async () => {
  const folder = temporaryFolder()
  const device = join(temporaryFolder(), 'socket')
  const server = createServer().listen(device)
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const work = vi.fn(async (one: PrivateFile) => one.put('whole'))
  for (const file of [folder, device])
    await expect(writePrivately([file], work)).rejects.toThrow(`${file} is there already, and no file`)
  expect([work.mock.calls.length, readdirSync(folder)]).toEqual([0, []])

  const [file, link] = [join(folder, 'people.json'), join(folder, 'link')]
  writeFileSync(file, 'old')
  symlinkSync(file, link)
  await writePrivately([link], work)
  expect([readFileSync(file, 'utf8'), lstatSync(link).isSymbolicLink()]).toEqual(['whole', true])
})

it('writes over what a process that was killed has left', async () => {
  const file = join(temporaryFolder(), 'people.json')
  writeFileSync(`${file}.part`, LONG, { mode: 0o644 })
  await writePrivately([file], async (one) => one.put('whole'))
  expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['whole', 0o600])
  expect(existsSync(`${file}.part`)).toBe(false)
})

it('gives no half file of one to another who writes to it, too', async () => {
  const file = join(temporaryFolder(), 'people.json')
  await writePrivately([file], async (one) => {
    await one.put('one')
    const first = writePrivately([file], async (other) => {
      await other.put('other')
      // Whoever came last is alone.
      await writePrivately([file], async (last) => last.put('last'))
    })
    await expect(first).rejects.toThrow(`Another export has begun to write ${file}. This one wrote nothing`)
    expect(readFileSync(file, 'utf8')).toBe('last')
  }).catch((error: Error) => expect(error.message).toContain('Another export has begun'))
  expect(readFileSync(file, 'utf8')).toBe('last')
})
