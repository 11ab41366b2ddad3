import { describe, expect, it } from 'vitest'
import { cleaned, taken } from './cleaned.ts'
import { cleanIcc, icc, srgbTags, tables, talkativeIcc } from './profiles.ts'
import { exif, join, marker, orientationBlock, png, pngChunk, pngPixels, stored } from './samples.ts'

const cleanProfile = pngChunk('iCCP', join('ICC profile\0\0', await deflated(cleanIcc())))

describe('the metadata of a PNG', () => {
  it.each(['tEXt', 'zTXt', 'iTXt', 'tIME', 'eXIf', 'sPLT', 'xxXx', 'html'])(
    'loses the chunk %s (IMG-07)',
    async (type) => {
      const dropped = pngChunk(type, marker)
      const bytes = png({ beforePixels: [dropped], afterPixels: [dropped] })
      expect(await cleaned(bytes)).toEqual(png())
    },
  )

  describe('with EXIF', () => {
    const exifChunk = (orientation: number, byteOrder?: 'II' | 'MM') =>
      pngChunk('eXIf', exif({ orientation, ...(byteOrder && { byteOrder }) }))
    const orientationChunk = (orientation: number) => pngChunk('eXIf', orientationBlock(orientation))
    const gamma = pngChunk('gAMA', [0, 0, 0, 1])

    it.each([2, 3, 4, 5, 6, 7, 8])(
      'keeps orientation %i where it stands, and no more (IMG-08)',
      async (orientation) => {
        for (const byteOrder of ['II', 'MM'] as const) {
          const sent = exifChunk(orientation, byteOrder)
          const clean = orientationChunk(orientation)
          const before = await cleaned(png({ beforePixels: [sent, gamma] }))
          expect(before).toEqual(png({ beforePixels: [clean, gamma] }))
          expect(await cleaned(png({ afterPixels: [sent] }))).toEqual(png({ afterPixels: [clean] }))
        }
      },
    )

    it('takes it also behind the signature that only JPEG has', async () => {
      const signed = pngChunk('eXIf', join('Exif\0\0', exif({ orientation: 6 })))
      expect(await cleaned(png({ beforePixels: [signed] }))).toEqual(
        png({ beforePixels: [orientationChunk(6)] }),
      )
    })

    it.each([0, 1, 9, 255])('loses all of it when the orientation is %i (IMG-08)', async (orientation) => {
      expect(await cleaned(png({ beforePixels: [exifChunk(orientation)] }))).toEqual(png())
      expect(await cleaned(png({ afterPixels: [exifChunk(orientation)] }))).toEqual(png())
    })

    it('goes by the first of several', async () => {
      const first = (...orientations: number[]) =>
        cleaned(png({ beforePixels: orientations.map((each) => exifChunk(each)) }))
      expect(await first(6, 3)).toEqual(png({ beforePixels: [orientationChunk(6)] }))
      expect(await first(1, 3)).toEqual(png())
      const around = png({ beforePixels: [exifChunk(8)], afterPixels: [exifChunk(3)] })
      expect(await cleaned(around)).toEqual(png({ beforePixels: [orientationChunk(8)] }))
    })

    it('is refused when it stands between pixels, also between empty ones', async () => {
      for (const pixels of [pngPixels, pngChunk('IDAT', '')]) {
        expect(await cleaned(png({ pixels: [pixels, exifChunk(6), pngPixels] }))).toBeUndefined()
      }
    })

    it('may grow by the end of a cut block', async () => {
      const cut = pngChunk('eXIf', orientationBlock(6).subarray(0, -4))
      expect(await cleaned(png({ afterPixels: [cut] }))).toEqual(png({ afterPixels: [orientationChunk(6)] }))
    })
  })

  describe('with a colour profile', () => {
    const named = async (profile: Uint8Array<ArrayBuffer>, name = 'ICC profile') =>
      pngChunk('iCCP', join(name, '\0\0', await deflated(profile)))

    it('keeps its colours and loses the text and the name (IMG-07)', async () => {
      for (const name of ['p', marker, 'n'.repeat(79)]) {
        const sent = png({ beforePixels: [await named(talkativeIcc(), name)] })
        const clean = await taken(sent)
        expect(clean).toEqual(png({ beforePixels: [cleanProfile] }))
        expect(await cleaned(clean)).toEqual(clean)
      }
    })

    it('that was packed otherwise is packed as all others are', async () => {
      const sent = pngChunk('iCCP', join('p\0\0', stored(cleanIcc())))
      expect(await cleaned(png({ beforePixels: [sent] }))).toEqual(png({ beforePixels: [cleanProfile] }))
    })

    it('may grow in the file, as far as a chunk of its kind may', async () => {
      const wide = icc({ connection: 'Lab ', tags: [['A2B0', tables('mft1', { gridPoints: 20 })]] })
      const clean = await named(wide)
      const shorter = await named(wide, 'p')
      const bytes = png({ beforePixels: [shorter] })
      expect(await cleaned(bytes)).toEqual(png({ beforePixels: [clean] }))
    })

    it.each<[string, Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>]>([
      ['that is text', deflated(join(marker))],
      ['that is not packed', join(marker)],
      ['that is empty', join()],
      ['that is cut short', deflated(cleanIcc()).then((bytes) => join(bytes.subarray(0, -1)))],
      ['that has text behind it', deflated(cleanIcc()).then((bytes) => join(bytes, marker))],
      ['that has text behind it, packed', deflated(join(cleanIcc(), marker))],
      ['that is a bomb (IMG-10)', deflated(new Uint8Array(32 * 1024 * 1024))],
    ])('%s loses it and is taken (IMG-07)', async (_, prepared) => {
      const chunk = pngChunk('iCCP', join('p\0\0', await prepared))
      expect(await cleaned(png({ beforePixels: [chunk] }))).toEqual(png())
    })

    it.each([
      ['no name', '\0\0'],
      ['a long name', `${'n'.repeat(80)}\0\0`],
      ['another method', 'p\0\x01'],
    ])('with %s loses it and is taken (IMG-07)', async (_, beginning) => {
      const chunk = pngChunk('iCCP', join(beginning, await deflated(cleanIcc())))
      expect(await cleaned(png({ beforePixels: [chunk] }))).toEqual(png())
    })

    it('that is of 1 MiB keeps it, and a longer one goes (IMG-10)', async () => {
      const ofLength = (length: number) => {
        const room = new Uint8Array(length - cleanIcc().length - 12)
        return icc({ tags: [...srgbTags, ['desc', room]] })
      }
      expect(ofLength(2 ** 20)).toHaveLength(2 ** 20)
      const sent = async (length: number) => png({ beforePixels: [await named(ofLength(length))] })
      expect(await cleaned(await sent(2 ** 20))).toEqual(png({ beforePixels: [cleanProfile] }))
      expect(await cleaned(await sent(2 ** 20 + 4))).toEqual(png())
    })

    it('that is longer than 64 KiB loses it', async () => {
      const noisy = Uint8Array.from({ length: 66_000 }, (_, at) => (at * 7919 * at) >> 5)
      const chunk = pngChunk('iCCP', join('p\0\0', stored(noisy)))
      expect(await cleaned(png({ beforePixels: [chunk] }))).toEqual(png())
    })
  })

  it('does not carry a marker in any chunk that is not for pixels (IMG-07)', async () => {
    const dressed = png({ beforePixels: [pngChunk('bKGD', marker), pngChunk('pHYs', marker)] })
    expect(await cleaned(dressed)).toEqual(png())
  })
})

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const prepared = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'))
  return new Uint8Array(await new Response(prepared).arrayBuffer())
}
