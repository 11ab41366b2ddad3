import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type CsvRecord, readCsv } from '../../../src/cli/import/read-csv.ts'
import { readObjects } from '../../../src/cli/import/read-objects.ts'
import { readLines } from '../../../src/cli/import/read-text.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** Files are read in pieces of so many bytes. */
const PIECE = 1 << 18

/** Files in which a piece ends at each byte of the text, which comes after `head`, padding and `middle`. */
function* filesWith(head: string, middle: string, text: string) {
  const path = join(temporaryFolder(), 'file')
  for (let at = 0; at <= Buffer.byteLength(text); at++) {
    const padding = 'x'.repeat(PIECE - head.length - middle.length - at)
    writeFileSync(path, head + padding + middle + text)
    yield path
  }
}

it('reads CSV in pieces that end anywhere', async () => {
  const text = '"a""b\r\n,é🙂",""\r\n\n"c",d\r\ne,"\n"'
  for (const path of filesWith('h,', '\r\n', text)) {
    const records: CsvRecord[] = []
    await readCsv(path, (record) => records.push(record) > 0)
    expect(records.slice(1)).toEqual([
      ['a"b\r\n,é🙂', ''],
      ['c', 'd'],
      ['e', '\n'],
    ])
  }
})

it('reads JSON in pieces that end anywhere', async () => {
  const text = String.raw`,{"a":"\\","b":"\"}é🙂","c":[{"d":{}}]} ,  {"e":12345678901234567890}]`
  for (const path of filesWith('[{"pad":"', '"}', text)) {
    const objects: unknown[] = []
    for await (const object of readObjects(path)) objects.push(object)
    expect(objects.slice(1)).toEqual([{ a: '\\', b: '"}é🙂', c: [{ d: {} }] }, { e: '12345678901234567890' }])
  }
})

it('reads lines in pieces that end anywhere', async () => {
  for (const path of filesWith('-', '\n', 'é🙂\r\n\n\\.\r\nend')) {
    const lines: [string, number][] = []
    await readLines(path, (line, number) => lines.push([line, number]))
    expect(lines.slice(1)).toEqual([
      ['é🙂', 2],
      ['', 3],
      ['\\.', 4],
      ['end', 5],
    ])
  }
})
