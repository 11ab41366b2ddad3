import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAuthenticatorData } from '../../src/account/passkeys/webauthn/authenticator-data.ts'
import { readCbor, readWholeMap, Unreadable } from '../../src/account/passkeys/webauthn/cbor.ts'
import { rawOfDer, readPublicKey } from '../../src/account/passkeys/webauthn/public-key.ts'
import { fromHex, toHex } from '../../src/ports/bytes.ts'
import { cbor, join, toDer } from '../support/authenticator.ts'

const bytes = (most = 200) => fc.uint8Array({ maxLength: most }).map((some) => new Uint8Array(some))
const refuses = (read: () => unknown) => expect(read).toThrow(Unreadable)
/** What is thrown is always the one error that callers take for a refusal. */
const neverBreaks = (read: () => unknown) => {
  try {
    read()
  } catch (error) {
    expect(error).toBeInstanceOf(Unreadable)
  }
}

describe('CBOR (PKY-11)', () => {
  it.each([
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1903e8', 1000],
    ['1a000f4240', 1_000_000],
    ['1b000000e8d4a51000', 1_000_000_000_000],
    ['20', -1],
    ['390100', -257],
    ['60', ''],
    ['6449455446', 'IETF'],
    ['62c3bc', 'ü'],
    ['f4', false],
    ['f5', true],
    ['f6', null],
    ['80', []],
    ['8301820203820405', [1, [2, 3], [4, 5]]],
    [
      'a201020304',
      new Map([
        [1, 2],
        [3, 4],
      ]),
    ],
    [
      'a26161016162820203',
      new Map<string, unknown>([
        ['a', 1],
        ['b', [2, 3]],
      ]),
    ],
    ['4401020304', new Uint8Array([1, 2, 3, 4])],
  ])('%s is read as RFC 8949 has it (appendix A)', (hex, value) => {
    expect(readCbor(fromHex(hex))).toEqual({ value, end: hex.length / 2 })
  })

  it.each([
    ['nothing', ''],
    ['a text that ends too soon', '6449'],
    ['a length that ends too soon', '19'],
    ['a huge text', '7b7fffffffffffffff'],
    ['a huge array', '9bffffffffffffffff'],
    ['a huge map', 'bb001fffffffffffff'],
    ['a number beyond 2^53', '1b0020000000000000'],
    ['an array without a length', '9f01ff'],
    ['a text without a length', '7f6161ff'],
    ['a map without a length', 'bf0102ff'],
    ['bytes without a length', '5f4101ff'],
    ['a tag', 'c000'],
    ['a float', 'f93c00'],
    ['undefined', 'f7'],
    ['an unknown simple value', 'f820'],
    ['a break', 'ff'],
    ['a reserved length', '1c'],
    ['a key twice', 'a201020103'],
    ['a key of bytes', 'a1410102'],
    ['a key that is a list', 'a18002'],
    ['a text that is no UTF-8', '62c328'],
    ['five in each other', '818181818100'],
  ])('refuses %s', (_, hex) => refuses(() => readCbor(fromHex(hex))))

  it('refuses what is left over, and what is no map', () => {
    refuses(() => readWholeMap(fromHex('a000')))
    refuses(() => readWholeMap(fromHex('80')))
    expect(readWholeMap(fromHex('a0'))).toEqual(new Map())
  })

  it('takes any bytes without breaking, in a time that their length bounds', () => {
    fc.assert(
      fc.property(bytes(), (some) => neverBreaks(() => readCbor(some))),
      { numRuns: 3000 },
    )
    const deep = new Uint8Array(100_000).fill(0x81)
    refuses(() => readCbor(deep))
    // Four lists in each other, each of which says that it is endless.
    refuses(() => readCbor(fromHex('9affffffff'.repeat(4) + '00'.repeat(10_000))))
  })
})

describe('signatures in DER (PKY-11)', () => {
  it('are read as they were written', () => {
    const halves = fc.uint8Array({ minLength: 64, maxLength: 64 }).map((some) => new Uint8Array(some))
    fc.assert(
      fc.property(halves, (raw) => {
        expect(rawOfDer(toDer(raw))).toEqual(raw)
      }),
    )
    const zeros = new Uint8Array(64)
    expect(rawOfDer(toDer(zeros))).toEqual(zeros)
  })

  it.each([
    ['nothing', ''],
    ['no sequence', '3106020101020101'],
    ['a wrong length', '3007020101020101'],
    ['bytes behind', '300602010102010100'],
    ['bytes behind, within the sequence', '300702010102010100'],
    ['one number', '3003020101'],
    ['three numbers', '3009020101020101020101'],
    ['no integer', '3006030101020101'],
    ['an empty number', '300502000201 01'.replace(' ', '')],
    ['a negative number', '3006020180020101'],
    ['a needless zero', '300702020001020101'],
    ['a long length', '308106020101020101'],
    ['an endless length', '3080020101020101'],
    ['a number of 33 bytes', `3026022101${'00'.repeat(32)}020101`],
  ])('refuses %s', (_, hex) => refuses(() => rawOfDer(fromHex(hex))))

  it('take any bytes without breaking', () => {
    fc.assert(
      fc.property(bytes(80), (some) => neverBreaks(() => rawOfDer(some))),
      { numRuns: 3000 },
    )
  })
})

describe('keys and authenticator data (PKY-11)', () => {
  it.each([
    ['no map', '80'],
    ['an empty map', 'a0'],
    [
      'another curve',
      toHex(
        cbor(
          new Map([
            [1, 2],
            [3, -7],
            [-1, 2],
          ]),
        ),
      ),
    ],
    ['no point of the curve', `a5010203262001215820${'11'.repeat(32)}225820${'22'.repeat(32)}`],
    ['a short coordinate', `a501020326200121411122582022${'22'.repeat(31)}`],
    [
      'a short RSA key',
      toHex(
        cbor(
          new Map<number, number | Uint8Array<ArrayBuffer>>([
            [1, 3],
            [3, -257],
            [-1, new Uint8Array(64).fill(7)],
            [-2, new Uint8Array([1, 0, 1])],
          ]),
        ),
      ),
    ],
    [
      'SHA-1',
      toHex(
        cbor(
          new Map([
            [1, 3],
            [3, -65_535 + 1],
          ]),
        ),
      ),
    ],
    [
      'a symmetric key',
      toHex(
        cbor(
          new Map([
            [1, 4],
            [3, 5],
          ]),
        ),
      ),
    ],
  ])('a key is refused that is %s', async (_, hex) => {
    await expect(readPublicKey(fromHex(hex))).rejects.toThrow(Unreadable)
  })

  it('take any bytes without breaking', async () => {
    const head = new Uint8Array(32)
    fc.assert(
      fc.property(bytes(), (some) => neverBreaks(() => readAuthenticatorData(join(head, some)))),
      { numRuns: 3000 },
    )
    await fc.assert(
      fc.asyncProperty(bytes(), async (some) => {
        await expect(readPublicKey(some)).rejects.toThrow(Unreadable)
      }),
    )
  })
})
