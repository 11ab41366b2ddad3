import { describe, expect, it } from 'vitest'
import { readRange } from '../../src/http/byte-range.ts'

describe('a Range header (RFC 9110 section 14.2)', () => {
  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=0-9', 0, 10],
    ['bytes=2-4', 2, 3],
    ['bytes=9-9', 9, 1],
    ['bytes=5-', 5, 5],
    ['bytes=0-', 0, 10],
    ['bytes=5-99999999999', 5, 5],
    ['bytes=-3', 7, 3],
    ['bytes=-10', 0, 10],
    ['bytes=-99', 0, 10],
    [' bytes=0-0 ', 0, 1],
  ])('%j of ten bytes begins at %i and has %i', (header, offset, length) => {
    expect(readRange(header, 10)).toEqual({ offset, length })
  })

  it.each(['bytes=10-', 'bytes=10-20', 'bytes=99999999999999999999-', 'bytes=-0'])(
    '%j has nothing of them',
    (header) => {
      expect(readRange(header, 10)).toBe('unsatisfiable')
    },
  )

  it.each([
    undefined,
    '',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=a-b',
    'bytes=4-2',
    'bytes=0-1,3-4',
    `bytes=${'0-1,'.repeat(1000)}0-1`,
    'bytes=1.5-2',
    'bytes=--1',
    'items=0-1',
    '0-1',
  ])('%j asks for nothing that is understood, and gets the whole', (header) => {
    expect(readRange(header, 10)).toBeUndefined()
  })
})
