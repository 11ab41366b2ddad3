import { describe, expect, it } from 'vitest'
import { cleaned } from './cleaned.ts'
import { cleanIcc, talkativeIcc } from './profiles.ts'
import {
  exif,
  extendedChunk,
  extendedFlag,
  join,
  littleEndian,
  losslessChunk,
  lossyChunk,
  marker,
  orientationBlock,
  webp,
  webpChunk,
} from './samples.ts'

const profile = webpChunk('ICCP', cleanIcc())
const xmpChunk = webpChunk('XMP ', marker)
const allFlags = 0xff & ~extendedFlag.animation

/** A file that says it is so long, whatever it holds. */
function declaring(size: number, ...chunks: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return join('RIFF', littleEndian(size, 4), 'WEBP', ...chunks)
}

describe('the metadata of a WebP', () => {
  it('loses EXIF, XMP and unknown chunks, and their flags (IMG-07)', async () => {
    const unknown = webpChunk('HTML', marker)
    const exifChunk = webpChunk('EXIF', exif({ orientation: 1 }))
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
    expect(await cleaned(uploaded)).toEqual(clean)
  })

  describe('with EXIF', () => {
    const { alpha, exif: exifFlag, xmp } = extendedFlag
    const exifOf = (orientation: number, byteOrder: 'II' | 'MM' = 'MM') => exif({ orientation, byteOrder })
    const orientationChunk = (orientation: number) => webpChunk('EXIF', orientationBlock(orientation))

    it.each([2, 3, 4, 5, 6, 7, 8])('keeps orientation %i, and no more (IMG-08)', async (orientation) => {
      const clean = webp(extendedChunk(exifFlag | alpha), losslessChunk(), orientationChunk(orientation))
      for (const flags of [alpha, alpha | exifFlag, alpha | exifFlag | xmp]) {
        for (const block of [exifOf(orientation, 'II'), join('Exif\0\0', exifOf(orientation))]) {
          const chunk = webpChunk('EXIF', block)
          expect(await cleaned(webp(extendedChunk(flags), losslessChunk(), chunk, xmpChunk))).toEqual(clean)
          expect(await cleaned(webp(extendedChunk(flags), xmpChunk, chunk, losslessChunk()))).toEqual(clean)
        }
      }
    })

    it.each([0, 1, 9, 255])('loses all of it when the orientation is %i (IMG-08)', async (orientation) => {
      const chunk = webpChunk('EXIF', exifOf(orientation))
      const bytes = webp(extendedChunk(exifFlag), lossyChunk(), chunk)
      expect(await cleaned(bytes)).toEqual(webp(extendedChunk(0), lossyChunk()))
    })

    it('goes by the first of several', async () => {
      const chunks = (...orientations: number[]) =>
        orientations.map((each) => webpChunk('EXIF', exifOf(each)))
      const turned = webp(extendedChunk(exifFlag), lossyChunk(), orientationChunk(6))
      expect(await cleaned(webp(extendedChunk(exifFlag), lossyChunk(), ...chunks(6, 3)))).toEqual(turned)
      const upright = webp(extendedChunk(0), lossyChunk())
      expect(await cleaned(webp(extendedChunk(exifFlag), lossyChunk(), ...chunks(1, 3)))).toEqual(upright)
    })

    it('does not announce what it does not have', async () => {
      const upright = webp(extendedChunk(0), lossyChunk())
      expect(await cleaned(webp(extendedChunk(exifFlag), lossyChunk()))).toEqual(upright)
      expect(await cleaned(webp(extendedChunk(exifFlag), lossyChunk(), webpChunk('EXIF', marker)))).toEqual(
        upright,
      )
    })

    it('may grow by the end of a cut block and the padding of its picture', async () => {
      const cut = webpChunk('EXIF', orientationBlock(6).subarray(0, -4))
      const picture = losslessChunk()
      const chunks = join(extendedChunk(0), cut, picture.subarray(0, -1))
      const clean = webp(extendedChunk(exifFlag), picture, orientationChunk(6))
      expect(await cleaned(declaring(4 + chunks.length, chunks))).toEqual(clean)
    })
  })

  it('does not announce a profile it does not have', async () => {
    const bytes = webp(extendedChunk(extendedFlag.profile), lossyChunk())
    expect(await cleaned(bytes)).toEqual(webp(extendedChunk(0), lossyChunk()))
  })

  it('keeps the colours of its profile and loses the text (IMG-07)', async () => {
    const flags = extendedChunk(extendedFlag.profile)
    const sent = webp(flags, webpChunk('ICCP', talkativeIcc()), lossyChunk())
    expect(await cleaned(sent)).toEqual(webp(flags, profile, lossyChunk()))
  })

  it('loses what is no profile, and the flag for it (IMG-07)', async () => {
    for (const content of [marker, '', join(cleanIcc(), marker)]) {
      const sent = webp(extendedChunk(extendedFlag.profile), webpChunk('ICCP', content), lossyChunk())
      expect(await cleaned(sent)).toEqual(webp(extendedChunk(0), lossyChunk()))
    }
  })

  it('announces the profile it has', async () => {
    const bytes = webp(extendedChunk(0), profile, lossyChunk())
    expect(await cleaned(bytes)).toEqual(webp(extendedChunk(extendedFlag.profile), profile, lossyChunk()))
  })
})
