import { stripVTControlCharacters } from 'node:util'
import { onTestFinished, vi } from 'vitest'

/** What is printed until `restore`, without colours. */
export const hearTerminal = () => {
  const printed = { stdout: '', stderr: '' }
  const hear = (stream: keyof typeof printed) => (line: unknown) => {
    printed[stream] += `${stripVTControlCharacters(String(line))}\n`
  }
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(hear('stdout')),
    vi.spyOn(console, 'error').mockImplementation(hear('stderr')),
  ]
  const restore = () => {
    for (const spy of spies) spy.mockRestore()
  }
  return { printed, restore }
}

/** What is printed until the test ends, without colours. */
export const listen = () => {
  const { printed, restore } = hearTerminal()
  onTestFinished(restore)
  return printed
}
