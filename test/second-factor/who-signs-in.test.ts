import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { whoSignsIn } from '../../src/account/second-factor/who-signs-in.ts'
import { noClient } from '../../src/ports/client-info.ts'

const programOf = (userAgent: string) =>
  whoSignsIn({ clientInfo: { ...noClient, userAgent }, clock: { now: () => 0 } }).program

/** What mail programs make a link of: a scheme, and a name with a dot before letters. */
const LINK = /:\/\/|\/\/|[\w-]\.[a-z]/i

describe('the program in an email that anybody may ask for', () => {
  it.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
    ],
    ['okhttp/4.9.0', 'okhttp/4.9.0'],
    ['', '-'],
    ['<>', '-'],
    ['Locked! Go to evil.example/login now', 'Locked Go to evil example/login now'],
    ['https://www.evil.example', 'https www evil example'],
    ['WWW.evil.co.uk', 'WWW evil co uk'],
    ['163.com', '163 com'],
    ['evil\u3002example', 'evilexample'],
    ['a@evil.example', 'aevil example'],
  ])('is of %j %j', (sent, told) => expect(programOf(sent)).toBe(told))

  it('is never like a link', () => {
    const part = fc.constantFrom(
      '.',
      '/',
      ':',
      '@',
      'a',
      '1',
      '-',
      ' ',
      'evil',
      'example',
      'www',
      '\u3002',
      '<',
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const program = programOf(parts.join(''))
        expect(program).not.toMatch(LINK)
        expect(program.length).toBeLessThanOrEqual(80)
      }),
      { numRuns: 2000 },
    )
  })
})
