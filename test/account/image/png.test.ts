import { describe, expect, it } from 'vitest'
import { cleaned } from './cleaned.ts'
import {
  bigEndian,
  exif,
  join,
  marker,
  orientationBlock,
  png,
  pngChunk,
  pngEnd,
  pngPixels,
} from './samples.ts'

const signature = png().subarray(0, 8)
const header = png().subarray(16, 29)
const palette = pngChunk('PLTE', [0, 0, 0, 255, 255, 255])

describe('a PNG', () => {
  it('keeps what its pixels need', () => {
    const bytes = png({
      colourType: 3,
      bitDepth: 1,
      beforePixels: [
        pngChunk('cHRM', new Array(32).fill(1)),
        pngChunk('gAMA', [0, 0, 0xb1, 0x8f]),
        pngChunk('iCCP', join('sRGB\0\0', new Array(500).fill(7))),
        pngChunk('sRGB', [0]),
        pngChunk('cICP', [9, 16, 0, 1]),
        pngChunk('mDCV', new Array(24).fill(1)),
        pngChunk('cLLI', new Array(8).fill(1)),
        pngChunk('sBIT', [8, 8, 8]),
        palette,
        pngChunk('tRNS', [0, 255]),
        pngChunk('bKGD', [1]),
        pngChunk('pHYs', [0, 0, 0x0b, 0x13, 0, 0, 0x0b, 0x13, 1]),
      ],
      pixels: [pngPixels, pngPixels],
    })
    expect(cleaned(bytes)).toEqual(bytes)
  })

  it.each(['tEXt', 'zTXt', 'iTXt', 'tIME', 'eXIf', 'sPLT', 'xxXx', 'html'])(
    'loses the chunk %s (IMG-07)',
    (type) => {
      const dropped = pngChunk(type, marker)
      const bytes = png({ beforePixels: [dropped], afterPixels: [dropped] })
      expect(cleaned(bytes)).toEqual(png())
    },
  )

  describe('with EXIF', () => {
    const exifChunk = (orientation: number, byteOrder?: 'II' | 'MM') =>
      pngChunk('eXIf', exif({ orientation, ...(byteOrder && { byteOrder }) }))
    const orientationChunk = (orientation: number) => pngChunk('eXIf', orientationBlock(orientation))
    const gamma = pngChunk('gAMA', [0, 0, 0, 1])

    it.each([2, 3, 4, 5, 6, 7, 8])(
      'keeps orientation %i where it stands, and no more (IMG-08)',
      (orientation) => {
        for (const byteOrder of ['II', 'MM'] as const) {
          const sent = exifChunk(orientation, byteOrder)
          const clean = orientationChunk(orientation)
          const before = cleaned(png({ beforePixels: [sent, gamma] }))
          expect(before).toEqual(png({ beforePixels: [clean, gamma] }))
          expect(cleaned(png({ afterPixels: [sent] }))).toEqual(png({ afterPixels: [clean] }))
        }
      },
    )

    it('takes it also behind the signature that only JPEG has', () => {
      const signed = pngChunk('eXIf', join('Exif\0\0', exif({ orientation: 6 })))
      expect(cleaned(png({ beforePixels: [signed] }))).toEqual(png({ beforePixels: [orientationChunk(6)] }))
    })

    it.each([0, 1, 9, 255])('loses all of it when the orientation is %i (IMG-08)', (orientation) => {
      expect(cleaned(png({ beforePixels: [exifChunk(orientation)] }))).toEqual(png())
      expect(cleaned(png({ afterPixels: [exifChunk(orientation)] }))).toEqual(png())
    })

    it('goes by the first of several', () => {
      const first = (...orientations: number[]) =>
        cleaned(png({ beforePixels: orientations.map((each) => exifChunk(each)) }))
      expect(first(6, 3)).toEqual(png({ beforePixels: [orientationChunk(6)] }))
      expect(first(1, 3)).toEqual(png())
      const around = png({ beforePixels: [exifChunk(8)], afterPixels: [exifChunk(3)] })
      expect(cleaned(around)).toEqual(png({ beforePixels: [orientationChunk(8)] }))
    })

    it('is refused when it stands between pixels, also between empty ones', () => {
      for (const pixels of [pngPixels, pngChunk('IDAT', '')]) {
        expect(cleaned(png({ pixels: [pixels, exifChunk(6), pngPixels] }))).toBeUndefined()
      }
    })

    it('may grow by the end of a cut block', () => {
      const cut = pngChunk('eXIf', orientationBlock(6).subarray(0, -4))
      expect(cleaned(png({ afterPixels: [cut] }))).toEqual(png({ afterPixels: [orientationChunk(6)] }))
    })
  })

  it.each(['PLTE', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'cICP', 'mDCV', 'cLLI', 'sBIT', 'pHYs', 'bKGD'])(
    'loses the chunk %s when it is longer than it can be (IMG-07)',
    (type) => {
      expect(cleaned(png({ beforePixels: [pngChunk(type, marker.repeat(40))] }))).toEqual(png())
    },
  )

  it('keeps a colour profile of 64 KiB and loses a longer one', () => {
    const profile = (length: number) => pngChunk('iCCP', new Array(length).fill(0))
    const atLimit = png({ beforePixels: [profile(65_536)] })
    expect(cleaned(atLimit)).toEqual(atLimit)
    expect(cleaned(png({ beforePixels: [profile(65_537)] }))).toEqual(png())
  })

  it('keeps the first of a repeated chunk and none behind the pixels', () => {
    const first = pngChunk('gAMA', [0, 0, 0, 1])
    const second = pngChunk('gAMA', [0, 0, 0, 2])
    const bytes = png({ beforePixels: [first, second], afterPixels: [palette, first] })
    expect(cleaned(bytes)).toEqual(png({ beforePixels: [first] }))
  })

  it('is never inflated (IMG-10)', async () => {
    const bomb = await deflated(new Uint8Array(64 * 1024 * 1024))
    expect(bomb.length).toBeLessThan(72 * 1024)
    for (const packed of [bomb, join(bomb.subarray(0, 1_000)), join('not a zlib stream')]) {
      const bytes = png({
        beforePixels: [pngChunk('iCCP', join('bomb\0\0', packed.subarray(0, 65_000)))],
        pixels: [pngChunk('IDAT', packed)],
      })
      const text = pngChunk('zTXt', join('bomb\0\0', packed))
      const withText = join(bytes.subarray(0, 33), text, bytes.subarray(33, -12), text, pngEnd)
      expect(cleaned(withText)).toEqual(bytes)
    }
  })

  it.each([
    [0, [1, 2, 4, 8, 16]],
    [2, [8, 16]],
    [3, [1, 2, 4, 8]],
    [4, [8, 16]],
    [6, [8, 16]],
    [1, []],
    [5, []],
    [7, []],
    [255, []],
  ])('of colour type %i has one of the bit depths %j', (colourType, allowed) => {
    for (const bitDepth of [0, 1, 2, 3, 4, 8, 16, 32, 255]) {
      const bytes = png({ colourType, bitDepth, beforePixels: [palette] })
      expect(cleaned(bytes)).toEqual(allowed.includes(bitDepth) ? bytes : undefined)
    }
  })

  it('may be interlaced, and has no other choice of methods', () => {
    expect(cleaned(png({ methods: [0, 0, 1] }))).toEqual(png({ methods: [0, 0, 1] }))
    for (const methods of [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 2],
    ]) {
      expect(cleaned(png({ methods }))).toBeUndefined()
    }
  })

  it.each([
    ['of indexed colour without palette', png({ colourType: 3 })],
    ['that is animated (IMG-11)', png({ beforePixels: [pngChunk('acTL', bigEndian(2 ** 20, 8))] })],
    [
      'that is animated behind its pixels (IMG-11)',
      png({ afterPixels: [pngChunk('acTL', bigEndian(1, 8))] }),
    ],
    ['without pixels', png({ pixels: [] })],
    ['with empty pixels', png({ pixels: [pngChunk('IDAT', '')] })],
    ['with interrupted pixels', png({ pixels: [pngPixels, pngChunk('tEXt', marker), pngPixels] })],
    ['without end (IMG-15)', png({ end: '' })],
    ['with something in its end', png({ end: pngChunk('IEND', marker) })],
    ['without header', join(signature, pngPixels, pngEnd)],
    ['with its header under another name', join(signature, pngChunk('IHDX', header), pngPixels, pngEnd)],
    ['with its header in second place', join(signature, pngChunk('tEXt', ''), png().subarray(8))],
    ['with a long header', join(signature, pngChunk('IHDR', join(header, [0])), pngPixels, pngEnd)],
    ['damaged in transfer as text', join('\x89PNG\n\x1a\n', png().subarray(8))],
  ])('%s is refused', (_, bytes) => {
    expect(cleaned(bytes)).toBeUndefined()
  })

  it.each(['IHDR', 'gAMA', 'tEXt', 'IDAT', 'IEND'])(
    'with a wrong check sum of %s is refused (IMG-15)',
    (type) => {
      const bytes = png({ beforePixels: [pngChunk('gAMA', [0, 0, 0, 1]), pngChunk('tEXt', marker)] })
      const text = String.fromCharCode(...bytes)
      const at = text.indexOf(type)
      const length = new DataView(bytes.buffer).getUint32(at - 4)
      for (let bit = 0; bit < 32; bit += 5) {
        const damaged = bytes.slice()
        const place = at + 4 + length + (bit >> 3)
        damaged[place] = (damaged[place] ?? 0) ^ (1 << (bit & 7))
        expect(cleaned(damaged)).toBeUndefined()
      }
    },
  )

  it.each([0xffffffff, 0x80000000, 0x7fffffff, 100, 1, 0])(
    'with a chunk that says %i bytes is refused (IMG-14)',
    (length) => {
      for (const type of ['IHDR', 'tEXt', 'IDAT', 'IEND']) {
        const bytes = png({ beforePixels: [pngChunk('tEXt', marker)] })
        const at = String.fromCharCode(...bytes).indexOf(type)
        const view = new DataView(bytes.buffer)
        if (view.getUint32(at - 4) === length) continue
        view.setUint32(at - 4, length)
        expect(cleaned(bytes)).toBeUndefined()
      }
    },
  )

  it('does not carry a marker in any chunk that is not for pixels (IMG-07)', () => {
    const dressed = png({ beforePixels: [pngChunk('bKGD', marker), pngChunk('pHYs', marker)] })
    expect(cleaned(dressed)).toEqual(png())
  })
})

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}
