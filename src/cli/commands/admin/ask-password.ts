import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Refused } from '../../refused.ts'

/** One line that is typed and not shown. Throws Refused at Ctrl-C and Ctrl-D. */
const askHidden = async (label: string): Promise<string> => {
  process.stdout.write(label)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  const leave = new AbortController()
  lines.on('SIGINT', () => leave.abort())
  lines.on('close', () => leave.abort())
  try {
    const [line] = (await once(lines, 'line', { signal: leave.signal })) as [string]
    return line
  } catch {
    throw new Refused('Nothing was changed')
  } finally {
    lines.close()
    process.stdout.write('\n')
  }
}

/**
 * A new password: typed twice, or the first line of standard input when that is no terminal. Never an argument, which
 * others on the machine could see. Throws Refused.
 */
export const askPassword = async (): Promise<string> => {
  if (!process.stdin.isTTY) return (await text(process.stdin)).replace(/\r?\n[\s\S]*$/, '')
  const password = await askHidden('Password: ')
  if ((await askHidden('Again: ')) !== password)
    throw new Refused('The two are not the same. Nothing was changed')
  return password
}
