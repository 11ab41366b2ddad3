import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writePrivately } from '../../../src/cli/commands/export/write-file.ts'
import { temporaryFolder } from '../temporary-folder.ts'

async function* words(...texts: string[]) {
  yield* texts
}

it('leaves no part of a file behind when the process is ended', async () => {
  const file = join(temporaryFolder(), 'people.json')
  const before = process.listeners('exit')
  async function* cutOff() {
    yield 'x'.repeat(1 << 18)
    yield 'more'
    expect(existsSync(`${file}.part`)).toBe(true)
    const atExit = process.listeners('exit').filter((each) => !before.includes(each))
    for (const each of atExit) each(143)
    expect(existsSync(`${file}.part`)).toBe(false)
    throw new Error('ended')
  }
  await expect(writePrivately(file, cutOff())).rejects.toThrow('ended')
  expect([existsSync(file), process.listeners('exit')]).toEqual([false, before])
})

it('has the whole file in the end, and nothing to remove', async () => {
  const file = join(temporaryFolder(), 'people.json')
  const before = process.listeners('exit')
  await writePrivately(file, words('a', 'b'))
  expect(readFileSync(file, 'utf8')).toBe('ab')
  expect([existsSync(`${file}.part`), process.listeners('exit')]).toEqual([false, before])
})
