import { describe, expect, it } from 'vitest'
import { cleaned } from './cleaned.ts'
import { cleanIcc } from './profiles.ts'
import {
  alphaChunk,
  exif,
  extendedChunk,
  extendedFlag,
  join,
  littleEndian,
  losslessChunk,
  lossyChunk,
  marker,
  webp,
  webpChunk,
} from './samples.ts'

const profile = webpChunk('ICCP', cleanIcc())
const exifChunk = webpChunk('EXIF', exif({ orientation: 6 }))
const xmpChunk = webpChunk('XMP ', marker)
/** A file that says it is so long, whatever it holds. */
function declaring(size: number, ...chunks: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return join('RIFF', littleEndian(size, 4), 'WEBP', ...chunks)
}

describe('a WebP', () => {
  const animationFrame = webpChunk('ANMF', join(new Array(16).fill(0), losslessChunk()))
  const loop = webpChunk('ANIM', [0, 0, 0, 0, 0, 0])
  const wholeLength = 4 + lossyChunk().length

  it.each([
    ['lossy', webp(lossyChunk())],
    ['lossless', webp(losslessChunk())],
    ['lossy with alpha', webp(extendedChunk(extendedFlag.alpha), alphaChunk, lossyChunk())],
    ['lossless with alpha', webp(extendedChunk(extendedFlag.alpha), losslessChunk())],
    ['with a colour profile', webp(extendedChunk(extendedFlag.profile), profile, lossyChunk())],
  ])('may be %s', async (_, bytes) => {
    expect(await cleaned(bytes)).toEqual(bytes)
  })

  it('loses what is reserved or appended in its extended header', async () => {
    const bytes = webp(webpChunk('VP8X', join([0, 1, 2, 3, 0, 0, 0, 0, 0, 0], marker)), lossyChunk())
    expect(await cleaned(bytes)).toEqual(webp(extendedChunk(0), lossyChunk()))
  })

  it('without extended header keeps nothing but its picture', async () => {
    const bytes = webp(profile, alphaChunk, lossyChunk(), exifChunk)
    expect(await cleaned(bytes)).toEqual(webp(lossyChunk()))
  })

  it('that is lossless has no separate alpha', async () => {
    const bytes = webp(extendedChunk(extendedFlag.alpha), alphaChunk, losslessChunk())
    expect(await cleaned(bytes)).toEqual(webp(extendedChunk(extendedFlag.alpha), losslessChunk()))
  })

  it('keeps the first of repeated chunks and none behind its picture', async () => {
    const bytes = webp(
      extendedChunk(0),
      profile,
      xmpChunk,
      profile,
      losslessChunk(),
      lossyChunk(),
      alphaChunk,
    )
    const clean = webp(extendedChunk(extendedFlag.profile), profile, losslessChunk())
    expect(await cleaned(bytes)).toEqual(clean)
  })

  it('may lack the padding of its last chunk, which is then written', async () => {
    const padded = webp(losslessChunk())
    const unpadded = declaring(padded.length - 9, losslessChunk().subarray(0, -1))
    expect(await cleaned(unpadded)).toEqual(padded)
  })

  it('has zeros for padding', async () => {
    const bytes = webp(losslessChunk())
    bytes[bytes.length - 1] = 0xff
    expect(await cleaned(bytes)).toEqual(webp(losslessChunk()))
  })

  it('may be followed by a byte of padding', async () => {
    expect(await cleaned(join(webp(lossyChunk()), [0]))).toEqual(webp(lossyChunk()))
  })

  it.each([
    ['that is animated (IMG-11)', webp(extendedChunk(extendedFlag.animation), loop, animationFrame)],
    ['that says it is animated (IMG-11)', webp(extendedChunk(extendedFlag.animation), lossyChunk())],
    ['with an animation besides its picture (IMG-11)', webp(extendedChunk(0), lossyChunk(), animationFrame)],
    ['with a loop count (IMG-11)', webp(extendedChunk(0), loop, lossyChunk())],
    ['without picture', webp(extendedChunk(0), profile)],
    ['without anything', webp()],
    ['under another name', webpChunk('RIFF', join('WAVE', lossyChunk()))],
    ['with a canvas wider than its picture', webp(extendedChunk(0, { width: 2 }), lossyChunk())],
    ['with a canvas higher than its picture', webp(extendedChunk(0, { height: 2 }), losslessChunk())],
    ['with a short extended header', webp(webpChunk('VP8X', [0, 0, 0, 0, 0, 0]), lossyChunk())],
    ['that declares one byte too many (IMG-14)', declaring(wholeLength + 1, lossyChunk())],
    ['that declares one byte too few', declaring(wholeLength - 1, lossyChunk())],
    ['that declares 0xffffffff bytes (IMG-14)', declaring(0xffffffff, lossyChunk())],
    ['that declares one byte', declaring(1, lossyChunk())],
    ['that declares nothing', declaring(0, lossyChunk())],
    ['with half a chunk header', webp(lossyChunk(), 'EXIF')],
    ['with an empty lossy frame', webp(webpChunk('VP8 ', ''))],
    ['with an empty lossless frame', webp(webpChunk('VP8L', ''))],
  ])('%s is refused', async (_, bytes) => {
    expect(await cleaned(bytes)).toBeUndefined()
  })

  it.each([0xffffffff, 0x7fffffff, 200])(
    'with a chunk that says %i bytes is refused (IMG-14)',
    async (length) => {
      for (const chunk of [lossyChunk(), losslessChunk(), exifChunk, extendedChunk(0)]) {
        const lying = join(chunk.subarray(0, 4), littleEndian(length, 4), chunk.subarray(8, 100))
        expect(await cleaned(webp(lying))).toBeUndefined()
        expect(await cleaned(webp(lying, lossyChunk()))).toBeUndefined()
      }
    },
  )

  it.each([0, 1])('with a frame that says %i bytes is refused (IMG-14)', async (length) => {
    for (const chunk of [lossyChunk(), losslessChunk()]) {
      const lying = join(chunk.subarray(0, 4), littleEndian(length, 4), chunk.subarray(8))
      expect(await cleaned(webp(lying))).toBeUndefined()
    }
  })

  it('may be of each lossy version', async () => {
    for (const tag of [0x30, 0x32, 0x34, 0x36]) {
      const bytes = webp(lossyChunk())
      bytes[20] = tag
      expect(await cleaned(bytes)).toEqual(bytes)
    }
  })

  it('has a first partition that is shorter than its frame', async () => {
    const bytes = webp(lossyChunk())
    const [longest, tooLong] = [21, 22].map((length) => littleEndian(0x10 + length * 32, 3))
    bytes.set(longest ?? [], 20)
    expect(await cleaned(bytes)).toEqual(bytes)
    bytes.set(tooLong ?? [], 20)
    expect(await cleaned(bytes)).toBeUndefined()
  })

  it.each([
    ['a frame that depends on another', 0, 0x31],
    ['an unknown version', 0, 0x38],
    ['an invisible frame', 0, 0x20],
    ['a first partition longer than the frame', 2, 0x01],
    ['another start code', 3, 0x9e],
  ])('with %s is refused', async (_, at, value) => {
    const bytes = webp(lossyChunk())
    bytes[20 + at] = value
    expect(await cleaned(bytes)).toBeUndefined()
  })

  it.each([
    ['signature', 0, 0x2e],
    ['version', 4, 0x30],
  ])('with another lossless %s is refused', async (_, at, value) => {
    const bytes = webp(losslessChunk())
    bytes[20 + at] = value
    expect(await cleaned(bytes)).toBeUndefined()
  })
})
