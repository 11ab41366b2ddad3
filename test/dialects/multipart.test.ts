import { expect, it } from 'vitest'
import { parseParts, Upload } from '../../src/dialects/multipart.ts'
import { utf8 } from '../../src/ports/bytes.ts'
import { expectLinear } from '../support/growth.ts'

const TYPE = 'multipart/form-data; boundary=x'
const part = (content: string, headers = 'Content-Disposition: form-data; name="a"', delimiter = 'x') =>
  `--${delimiter}\r\n${headers}\r\n\r\n${content}\r\n`
const parsed = (text: string, type = TYPE) => parseParts(utf8(text), type)

it.each(['', '\r\n', '\r\n--', '\r\n--y', '\r\r\n\r\n', '-- x', '\0'])(
  'keeps a text as it is: %j',
  (text) => {
    expect(parsed(`${part(text)}--x--`)).toEqual([['a', text]])
  },
)

it('ends a text at its delimiter, however far the last carriage return is', () => {
  for (let far = 0; far < 70; far++) {
    const content = `\r${'a'.repeat(far)}`
    expect(parsed(`${part(content)}${part('a'.repeat(far))}--x--`)).toEqual([
      ['a', content],
      ['a', 'a'.repeat(far)],
    ])
  }
})

it('keeps parts in their order, and the bytes of a file', () => {
  const file = 'CONTENT-DISPOSITION : form-data; name=b; filename="c"\r\nContent-Type: image/png'
  const fields = parsed(`${part('1')}${part('\xff', file)}${part('2')}--x--\r\nwhatever`)
  expect(fields).toEqual([
    ['a', '1'],
    ['b', new Upload(utf8('\xff'))],
    ['a', '2'],
  ])
})

it.each([
  ['goes on behind its delimiter', `--xy${part('1').slice(3)}--x--`],
  ['ends in its delimiter', `${part('1')}--x`],
  ['ends with half of its end', `${part('1')}--x-`],
  ['has headers without end', '--x\r\nContent-Disposition: form-data; name="a"\r\n'],
  ['has headers of more than 8 KiB', `${part('1', `a: ${'b'.repeat(8192)}`)}--x--`],
])('refuses a form that %s', (_, text) => {
  expect(() => parsed(text)).toThrow()
})

it.each<[string, string, string]>([
  ['a long delimiter of one letter', 'a'.repeat(7000), 'a'],
  ['a delimiter that is nearly there', '-'.repeat(70), `\r\n${'-'.repeat(71)}`],
  ['nothing but carriage returns', 'x', '\r'],
])('takes a time that grows with the size for %s', async (_, delimiter, unit) => {
  await expectLinear(500_000 / unit.length, (times) => {
    const content = unit.repeat(times)
    const text = `${part(content, undefined, delimiter)}--${delimiter}--`
    return () => expect(parsed(text, `multipart/form-data; boundary=${delimiter}`)).toEqual([['a', content]])
  })
})
