import { describe, expect, it } from 'vitest'
import { readHeader } from '../../src/dialects/authorization.ts'

describe('the Authorization header', () => {
  // `Headers` would drop the white space before anybody read it; a server over HTTP does not.
  it.each(['Token abc', 'Token abc ', ' Token abc', '\tBearer \t abc\t', 'jwt  abc'])(
    'is read without the white space around it (RFC 9110, 5.5): "%s"',
    (header) => expect(readHeader(header)).toBe('abc'),
  )

  it.each([
    ['', 'not_signed_in'],
    ['   ', 'not_signed_in'],
    ['Token', 'header_empty'],
    ['Token ', 'header_empty'],
    ['Token a b', 'header_spaces'],
    ['Token abc\u00a0', 'header_characters'],
    ['Basic abc', 'not_signed_in'],
  ])('is refused: "%s"', (header, kind) =>
    expect(() => readHeader(header)).toThrow(expect.objectContaining({ kind })),
  )
})
