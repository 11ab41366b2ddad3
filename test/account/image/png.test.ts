import { describe, expect, it } from 'vitest'
import { cleaned } from './cleaned.ts'
import { cleanIcc } from './profiles.ts'
import { bigEndian, join, marker, type Part, png, pngChunk, pngEnd, pngPixels, stored } from './samples.ts'

const signature = png().subarray(0, 8)
const header = png().subarray(16, 29)
const palette = pngChunk('PLTE', [0, 0, 0, 255, 255, 255])

const prepared = stored(new Uint8Array(2))
const cleanProfile = pngChunk('iCCP', join('ICC profile\0\0', await deflated(cleanIcc())))

describe('a PNG', () => {
  it('keeps what its pixels need', async () => {
    const bytes = png({
      colourType: 3,
      bitDepth: 1,
      beforePixels: [
        pngChunk('cHRM', new Array(32).fill(1)),
        pngChunk('gAMA', [0, 0, 0xb1, 0x8f]),
        cleanProfile,
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
      pixels: [
        pngChunk('IDAT', prepared.subarray(0, 5)),
        pngChunk('IDAT', ''),
        pngChunk('IDAT', prepared.subarray(5)),
      ],
    })
    expect(await cleaned(bytes)).toEqual(bytes)
  })

  it.each(['PLTE', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'cICP', 'mDCV', 'cLLI', 'sBIT', 'pHYs', 'bKGD'])(
    'loses the chunk %s when it is longer than it can be (IMG-07)',
    async (type) => {
      expect(await cleaned(png({ beforePixels: [pngChunk(type, marker.repeat(40))] }))).toEqual(png())
    },
  )

  it.each([2, 6])('loses a palette that no pixel of colour type %i looks up (IMG-06)', async (colourType) => {
    const pixels = [pngChunk('IDAT', stored(new Uint8Array(colourType === 2 ? 4 : 5)))]
    const plain = png({ colourType, pixels })
    expect(await cleaned(plain)).toEqual(plain)
    const suggested = pngChunk('PLTE', `${marker}   `.slice(0, 3 * Math.ceil(marker.length / 3)))
    expect(await cleaned(png({ colourType, beforePixels: [suggested], pixels }))).toEqual(plain)
  })

  describe('with pixels', () => {
    const rows = (length: number) => pngChunk('IDAT', stored(new Uint8Array(length)))

    it('that something follows in their chunks is refused (IMG-06)', async () => {
      for (const rest of [marker, '\0', prepared, pngPixels]) {
        expect(await cleaned(png({ pixels: [pngChunk('IDAT', join(prepared, rest))] }))).toBeUndefined()
        expect(await cleaned(png({ pixels: [pngPixels, pngChunk('IDAT', rest)] }))).toBeUndefined()
      }
      const empty = png({ pixels: [pngPixels, pngChunk('IDAT', '')] })
      expect(await cleaned(empty)).toEqual(empty)
    })

    it.each<[string, Part]>([
      ['that are text', marker],
      ['cut short', prepared.subarray(0, -1)],
      ['without a check sum', prepared.subarray(0, -4)],
      ['under another method', prepared.with(0, 0x77)],
      ['with a dictionary', join([0x78, 0xbb], prepared.subarray(2))],
    ])('%s is refused', async (_, content) => {
      expect(await cleaned(png({ pixels: [pngChunk('IDAT', content)] }))).toBeUndefined()
    })

    it.each([
      ['a byte', { width: 3, height: 2, bitDepth: 8, colourType: 0 }, 2 * 4],
      ['a bit', { width: 9, height: 3, bitDepth: 1, colourType: 0 }, 3 * 3],
      ['three values', { width: 3, height: 2, bitDepth: 8, colourType: 2 }, 2 * 10],
      ['an index', { width: 3, height: 1, bitDepth: 4, colourType: 3, beforePixels: [palette] }, 3],
      ['two values', { width: 3, height: 2, bitDepth: 16, colourType: 4 }, 2 * 13],
      ['four values', { width: 3, height: 2, bitDepth: 16, colourType: 6 }, 2 * 25],
      ['a byte, interlaced', { width: 8, height: 8, methods: [0, 0, 1] }, 64 + 15],
      ['a byte, interlaced in a column', { width: 1, height: 5, methods: [0, 0, 1] }, 5 + 5],
      ['a byte, interlaced in a row', { width: 5, height: 1, methods: [0, 0, 1] }, 5 + 4],
    ])('of %s has no more of them than its header says (IMG-10)', async (_, header, length) => {
      const whole = png({ ...header, pixels: [rows(length)] })
      expect(await cleaned(whole)).toEqual(whole)
      expect(await cleaned(png({ ...header, pixels: [rows(length + 1)] }))).toBeUndefined()
    })
  })

  it('keeps the first of a repeated chunk and none behind the pixels', async () => {
    const first = pngChunk('gAMA', [0, 0, 0, 1])
    const second = pngChunk('gAMA', [0, 0, 0, 2])
    const bytes = png({ beforePixels: [first, second], afterPixels: [palette, first] })
    expect(await cleaned(bytes)).toEqual(png({ beforePixels: [first] }))
  })

  it('is inflated no further than its header says (IMG-10)', async () => {
    const bomb = await deflated(new Uint8Array(64 * 1024 * 1024))
    expect(bomb.length).toBeLessThan(72 * 1024)
    expect(await cleaned(png({ pixels: [pngChunk('IDAT', bomb)] }))).toBeUndefined()
    const large = png({ width: 8_000, height: 8_000, pixels: [pngChunk('IDAT', bomb)] })
    expect(await cleaned(large)).toBeUndefined()
    const text = pngChunk('zTXt', join('bomb\0\0', bomb))
    expect(await cleaned(png({ beforePixels: [text], afterPixels: [text] }))).toEqual(png())
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
  ])('of colour type %i has one of the bit depths %j', async (colourType, allowed) => {
    for (const bitDepth of [0, 1, 2, 3, 4, 8, 16, 32, 255]) {
      const bytes = png({ colourType, bitDepth, beforePixels: colourType === 3 ? [palette] : [] })
      expect(await cleaned(bytes)).toEqual(allowed.includes(bitDepth) ? bytes : undefined)
    }
  })

  it('may be interlaced, and has no other choice of methods', async () => {
    expect(await cleaned(png({ methods: [0, 0, 1] }))).toEqual(png({ methods: [0, 0, 1] }))
    for (const methods of [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 2],
    ]) {
      expect(await cleaned(png({ methods }))).toBeUndefined()
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
  ])('%s is refused', async (_, bytes) => {
    expect(await cleaned(bytes)).toBeUndefined()
  })

  it.each(['IHDR', 'gAMA', 'tEXt', 'IDAT', 'IEND'])(
    'with a wrong check sum of %s is refused (IMG-15)',
    async (type) => {
      const bytes = png({ beforePixels: [pngChunk('gAMA', [0, 0, 0, 1]), pngChunk('tEXt', marker)] })
      const text = String.fromCharCode(...bytes)
      const at = text.indexOf(type)
      const length = new DataView(bytes.buffer).getUint32(at - 4)
      for (let bit = 0; bit < 32; bit += 5) {
        const damaged = bytes.slice()
        const place = at + 4 + length + (bit >> 3)
        damaged[place] = (damaged[place] ?? 0) ^ (1 << (bit & 7))
        expect(await cleaned(damaged)).toBeUndefined()
      }
    },
  )

  it.each([0xffffffff, 0x80000000, 0x7fffffff, 100, 1, 0])(
    'with a chunk that says %i bytes is refused (IMG-14)',
    async (length) => {
      for (const type of ['IHDR', 'tEXt', 'IDAT', 'IEND']) {
        const bytes = png({ beforePixels: [pngChunk('tEXt', marker)] })
        const at = String.fromCharCode(...bytes).indexOf(type)
        const view = new DataView(bytes.buffer)
        if (view.getUint32(at - 4) === length) continue
        view.setUint32(at - 4, length)
        expect(await cleaned(bytes)).toBeUndefined()
      }
    },
  )
})

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const prepared = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'))
  return new Uint8Array(await new Response(prepared).arrayBuffer())
}
