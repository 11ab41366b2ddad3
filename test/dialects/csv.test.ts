import { describe, expect, it } from 'vitest'
import { csvOf } from '../../src/dialects/csv.ts'

const cell = (text: string | null) => csvOf([[text]]).slice(1, -3)

describe('a cell of a CSV file', () => {
  it.each([
    ['=1+1', "'=1+1"],
    [' \0+1', "' \0+1"],
    ['\uff1d1', "'\uff1d1"],
    ['\tAda', "'\tAda"],
    ['\r=1', "\r'=1"],
    // Where `;` divides cells, or a line ends one although it stands between quotes.
    ["Mozilla;=1+cmd|'/c calc'!A0;", "Mozilla;'=1+cmd|'/c calc'!A0;"],
    ['a\t@SUM(A1);-1', "a\t'@SUM(A1);'-1"],
    ['a\r\n =1', "a\r\n' =1"],
    [';;=1', ";;'=1"],
  ])('%j is no formula', (text, shown) => expect(cell(text)).toBe(shown))

  it.each(['', 'Ada', 'a=1', 'a-b@example.com', '{"a":[1,-2]}', 'x;y', '; Linux x86_64', 'a\nb'])(
    '%j stays as it is',
    (text) => expect(cell(text)).toBe(text.replaceAll('"', '""')),
  )

  it('may be empty, and is made in one pass', () => {
    expect(cell(null)).toBe('')
    const blanks = ' '.repeat(300_000)
    expect(cell(`;${blanks}x`)).toBe(`;${blanks}x`)
    expect(cell('\n'.repeat(300_000)).length).toBe(300_001)
  })
})
