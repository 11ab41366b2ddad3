import { expect, it } from 'vitest'
import { sameBytes, utf8 } from '../../src/ports/bytes.ts'

it('bytes are the same when each of them is, and of another length without a fault (HSH-11)', () => {
  expect(sameBytes(utf8('secret'), utf8('secret'))).toBe(true)
  for (const other of ['secreT', 'Secret', 'secret ', 'secre', ''])
    expect(sameBytes(utf8('secret'), utf8(other)), other).toBe(false)
  expect(sameBytes(utf8(''), utf8(''))).toBe(true)
})
