import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { Refused } from '../refused.ts'

const CHUNK_BYTES = 1 << 18

const AS_UTF8 = 'Export it again as UTF-8'

/**
 * The text of a UTF-8 file, in pieces, without a byte order mark. Throws Refused naming a line that is not UTF-8, with
 * the advice.
 */
export async function* readText(path: string, advice = AS_UTF8): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
  let isFirst = true
  for await (const bytes of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    if (isFirst) refuseUtf16(path, bytes)
    isFirst = false
    yield await decode({ path, advice }, () => decoder.decode(bytes, { stream: true }))
  }
  yield await decode({ path, advice }, () => decoder.decode())
}

const decode = async (
  { path, advice }: { path: string; advice: string },
  read: () => string,
): Promise<string> => {
  try {
    return read()
  } catch {
    const line = await findBadLine(path)
    throw new Refused(`${path}: line ${line} is not UTF-8. ${advice}`)
  }
}

const refuseUtf16 = (path: string, bytes: Buffer) => {
  const mark = bytes.subarray(0, 2).toString('hex')
  if (mark === 'fffe' || mark === 'feff') throw new Refused(`${path} is UTF-16. Export it again as UTF-8`)
}

/** The number of the first line that is not UTF-8. */
const findBadLine = async (path: string): Promise<number> => {
  let line = 1
  let begun: Buffer[] = []
  for await (const bytes of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    let from = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      if (!isUtf8(Buffer.concat([...begun, bytes.subarray(from, end)]))) return line
      begun = []
      from = end + 1
      line++
    }
    begun.push(bytes.subarray(from))
  }
  return line
}

/** `end`: what the line ended with, which may be CRLF. */
type TakeLine = (line: string, number: number, end: string) => void

/** Passes every line of a file to `take`, with its number and without its end. */
export const readLines = async (path: string, take: TakeLine, advice?: string): Promise<void> => {
  let begun = ''
  let number = 0
  const pass = (line: string) =>
    line.endsWith('\r') ? take(line.slice(0, -1), ++number, '\r\n') : take(line, ++number, '\n')
  for await (const text of readText(path, advice)) {
    const lines = text.split('\n')
    lines[0] = begun + lines[0]
    begun = lines.pop() ?? ''
    for (const line of lines) pass(line)
  }
  if (begun !== '') pass(begun)
}
