import { describe, expect, it } from 'vitest'
import { cleanImage } from '../../../src/account/image/clean-image.ts'
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

const profile = webpChunk('ICCP', new Array(301).fill(7))
const exifChunk = webpChunk('EXIF', exif({ orientation: 6 }))
const xmpChunk = webpChunk('XMP ', marker)
const allFlags = 0xff & ~extendedFlag.animation

/** A file that says it is so long, whatever it holds. */
function declaring(size: number, ...chunks: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return join('RIFF', littleEndian(size, 4), 'WEBP', ...chunks)
}

describe('a WebP', () => {
  it.each([
    ['lossy', webp(lossyChunk())],
    ['lossless', webp(losslessChunk())],
    ['lossy with alpha', webp(extendedChunk(extendedFlag.alpha), alphaChunk, lossyChunk())],
    ['lossless with alpha', webp(extendedChunk(extendedFlag.alpha), losslessChunk())],
    ['with a colour profile', webp(extendedChunk(extendedFlag.profile), profile, lossyChunk())],
  ])('may be %s', (_, bytes) => {
    expect(cleanImage(bytes)?.bytes).toEqual(bytes)
  })

  it('loses EXIF, XMP and unknown chunks, and their flags', () => {
    const unknown = webpChunk('HTML', marker)
    const uploaded = webp(
      extendedChunk(allFlags),
      unknown,
      profile,
      lossyChunk(),
      unknown,
      exifChunk,
      xmpChunk,
    )
    const { alpha, profile: profileFlag } = extendedFlag
    const clean = webp(extendedChunk(alpha | profileFlag), profile, lossyChunk())
    expect(cleanImage(uploaded)?.bytes).toEqual(clean)
  })

  it('does not announce a profile it does not have', () => {
    const bytes = webp(extendedChunk(extendedFlag.profile), lossyChunk())
    expect(cleanImage(bytes)?.bytes).toEqual(webp(extendedChunk(0), lossyChunk()))
  })

  it('announces the profile it has', () => {
    const bytes = webp(extendedChunk(0), profile, lossyChunk())
    expect(cleanImage(bytes)?.bytes).toEqual(webp(extendedChunk(extendedFlag.profile), profile, lossyChunk()))
  })

  it('loses what is reserved or appended in its extended header', () => {
    const bytes = webp(webpChunk('VP8X', join([0, 1, 2, 3, 0, 0, 0, 0, 0, 0], marker)), lossyChunk())
    expect(cleanImage(bytes)?.bytes).toEqual(webp(extendedChunk(0), lossyChunk()))
  })

  it('without extended header keeps nothing but its picture', () => {
    const bytes = webp(profile, alphaChunk, lossyChunk(), exifChunk)
    expect(cleanImage(bytes)?.bytes).toEqual(webp(lossyChunk()))
  })

  it('that is lossless has no separate alpha', () => {
    const bytes = webp(extendedChunk(extendedFlag.alpha), alphaChunk, losslessChunk())
    expect(cleanImage(bytes)?.bytes).toEqual(webp(extendedChunk(extendedFlag.alpha), losslessChunk()))
  })

  it('keeps the first of repeated chunks and none behind its picture', () => {
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
    expect(cleanImage(bytes)?.bytes).toEqual(clean)
  })

  it('may lack the padding of its last chunk, which is then written', () => {
    const padded = webp(losslessChunk())
    const unpadded = declaring(padded.length - 9, losslessChunk().subarray(0, -1))
    expect(cleanImage(unpadded)?.bytes).toEqual(padded)
  })

  it('has zeros for padding', () => {
    const bytes = webp(losslessChunk())
    bytes[bytes.length - 1] = 0xff
    expect(cleanImage(bytes)?.bytes).toEqual(webp(losslessChunk()))
  })

  it('may be followed by a byte of padding', () => {
    expect(cleanImage(join(webp(lossyChunk()), [0]))?.bytes).toEqual(webp(lossyChunk()))
  })

  const animationFrame = webpChunk('ANMF', join(new Array(16).fill(0), losslessChunk()))
  const loop = webpChunk('ANIM', [0, 0, 0, 0, 0, 0])
  const wholeLength = 4 + lossyChunk().length

  it.each([
    ['that is animated', webp(extendedChunk(extendedFlag.animation), loop, animationFrame)],
    ['that says it is animated', webp(extendedChunk(extendedFlag.animation), lossyChunk())],
    ['with an animation besides its picture', webp(extendedChunk(0), lossyChunk(), animationFrame)],
    ['with a loop count', webp(extendedChunk(0), loop, lossyChunk())],
    ['without picture', webp(extendedChunk(0), profile)],
    ['without anything', webp()],
    ['under another name', webpChunk('RIFF', join('WAVE', lossyChunk()))],
    ['with a canvas wider than its picture', webp(extendedChunk(0, { width: 2 }), lossyChunk())],
    ['with a canvas higher than its picture', webp(extendedChunk(0, { height: 2 }), losslessChunk())],
    [
      'with a canvas of 2^24 pixels a side',
      webp(extendedChunk(0, { width: 2 ** 24, height: 2 ** 24 }), lossyChunk()),
    ],
    ['with a short extended header', webp(webpChunk('VP8X', [0, 0, 0, 0, 0, 0]), lossyChunk())],
    ['that declares one byte too many', declaring(wholeLength + 1, lossyChunk())],
    ['that declares one byte too few', declaring(wholeLength - 1, lossyChunk())],
    ['that declares 0xffffffff bytes', declaring(0xffffffff, lossyChunk())],
    ['that declares one byte', declaring(1, lossyChunk())],
    ['that declares nothing', declaring(0, lossyChunk())],
    ['with half a chunk header', webp(lossyChunk(), 'EXIF')],
    ['with an empty lossy frame', webp(webpChunk('VP8 ', ''))],
    ['with an empty lossless frame', webp(webpChunk('VP8L', ''))],
  ])('%s is refused', (_, bytes) => {
    expect(cleanImage(bytes)).toBeUndefined()
  })

  it.each([0xffffffff, 0x7fffffff, 200])('with a chunk that says %i bytes is refused', (length) => {
    for (const chunk of [lossyChunk(), losslessChunk(), exifChunk, extendedChunk(0)]) {
      const lying = join(chunk.subarray(0, 4), littleEndian(length, 4), chunk.subarray(8, 100))
      expect(cleanImage(webp(lying))).toBeUndefined()
      expect(cleanImage(webp(lying, lossyChunk()))).toBeUndefined()
    }
  })

  it.each([0, 1])('with a frame that says %i bytes is refused', (length) => {
    for (const chunk of [lossyChunk(), losslessChunk()]) {
      const lying = join(chunk.subarray(0, 4), littleEndian(length, 4), chunk.subarray(8))
      expect(cleanImage(webp(lying))).toBeUndefined()
    }
  })

  it('may be of each lossy version', () => {
    for (const tag of [0x30, 0x32, 0x34, 0x36]) {
      const bytes = webp(lossyChunk())
      bytes[20] = tag
      expect(cleanImage(bytes)?.bytes).toEqual(bytes)
    }
  })

  it('has a first partition that is shorter than its frame', () => {
    const bytes = webp(lossyChunk())
    const [longest, tooLong] = [21, 22].map((length) => littleEndian(0x10 + length * 32, 3))
    bytes.set(longest ?? [], 20)
    expect(cleanImage(bytes)).toBeDefined()
    bytes.set(tooLong ?? [], 20)
    expect(cleanImage(bytes)).toBeUndefined()
  })

  it.each([
    ['a frame that depends on another', 0, 0x31],
    ['an unknown version', 0, 0x38],
    ['an invisible frame', 0, 0x20],
    ['a first partition longer than the frame', 2, 0x01],
    ['another start code', 3, 0x9e],
  ])('with %s is refused', (_, at, value) => {
    const bytes = webp(lossyChunk())
    bytes[20 + at] = value
    expect(cleanImage(bytes)).toBeUndefined()
  })

  it.each([
    ['signature', 0, 0x2e],
    ['version', 4, 0x30],
  ])('with another lossless %s is refused', (_, at, value) => {
    const bytes = webp(losslessChunk())
    bytes[20 + at] = value
    expect(cleanImage(bytes)).toBeUndefined()
  })
})
