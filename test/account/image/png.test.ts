import { describe, expect, it } from 'vitest'
import { cleanImage } from '../../../src/account/image/clean-image.ts'
import { bigEndian, contains, exif, join, marker, png, pngChunk, pngEnd, pngPixels } from './samples.ts'

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
        pngChunk('sBIT', [8, 8, 8]),
        palette,
        pngChunk('tRNS', [0, 255]),
        pngChunk('bKGD', [1]),
        pngChunk('pHYs', [0, 0, 0x0b, 0x13, 0, 0, 0x0b, 0x13, 1]),
      ],
      pixels: [pngPixels, pngPixels],
    })
    expect(cleanImage(bytes)?.bytes).toEqual(bytes)
  })

  it.each(['tEXt', 'zTXt', 'iTXt', 'tIME', 'eXIf', 'sPLT', 'xxXx', 'html'])('loses the chunk %s', (type) => {
    const dropped = pngChunk(type, marker)
    const bytes = png({ beforePixels: [dropped], afterPixels: [dropped] })
    expect(cleanImage(bytes)?.bytes).toEqual(png())
  })

  it('loses the place where it was taken', () => {
    const clean = cleanImage(png({ beforePixels: [pngChunk('eXIf', exif({ orientation: 6 }))] }))
    expect(clean?.bytes).toEqual(png())
  })

  it.each(['PLTE', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'sBIT', 'pHYs', 'bKGD'])(
    'loses the chunk %s when it is longer than it can be',
    (type) => {
      expect(cleanImage(png({ beforePixels: [pngChunk(type, marker.repeat(40))] }))?.bytes).toEqual(png())
    },
  )

  it('keeps a colour profile of 64 KiB and loses a longer one', () => {
    const profile = (length: number) => pngChunk('iCCP', new Array(length).fill(0))
    const atLimit = png({ beforePixels: [profile(65_536)] })
    expect(cleanImage(atLimit)?.bytes).toEqual(atLimit)
    expect(cleanImage(png({ beforePixels: [profile(65_537)] }))?.bytes).toEqual(png())
  })

  it('keeps the first of a repeated chunk and none behind the pixels', () => {
    const first = pngChunk('gAMA', [0, 0, 0, 1])
    const second = pngChunk('gAMA', [0, 0, 0, 2])
    const bytes = png({ beforePixels: [first, second], afterPixels: [palette, first] })
    expect(cleanImage(bytes)?.bytes).toEqual(png({ beforePixels: [first] }))
  })

  it('is never inflated', () => {
    const notPacked = pngChunk('IDAT', 'not a zlib stream')
    expect(cleanImage(png({ pixels: [notPacked] }))?.bytes).toEqual(png({ pixels: [notPacked] }))
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
      expect(cleanImage(bytes) !== undefined).toBe(allowed.includes(bitDepth))
    }
  })

  it('may be interlaced, and has no other choice of methods', () => {
    expect(cleanImage(png({ methods: [0, 0, 1] }))).toBeDefined()
    for (const methods of [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 2],
    ]) {
      expect(cleanImage(png({ methods }))).toBeUndefined()
    }
  })

  it.each([
    ['of indexed colour without palette', png({ colourType: 3 })],
    ['that is animated', png({ beforePixels: [pngChunk('acTL', bigEndian(2 ** 20, 8))] })],
    ['that is animated behind its pixels', png({ afterPixels: [pngChunk('acTL', bigEndian(1, 8))] })],
    ['without pixels', png({ pixels: [] })],
    ['with empty pixels', png({ pixels: [pngChunk('IDAT', '')] })],
    ['with interrupted pixels', png({ pixels: [pngPixels, pngChunk('tEXt', marker), pngPixels] })],
    ['without end', png({ end: '' })],
    ['with something in its end', png({ end: pngChunk('IEND', marker) })],
    ['without header', join(signature, pngPixels, pngEnd)],
    ['with its header under another name', join(signature, pngChunk('IHDX', header), pngPixels, pngEnd)],
    ['with its header in second place', join(signature, pngChunk('tEXt', ''), png().subarray(8))],
    ['with a long header', join(signature, pngChunk('IHDR', join(header, [0])), pngPixels, pngEnd)],
    ['damaged in transfer as text', join('\x89PNG\n\x1a\n', png().subarray(8))],
  ])('%s is refused', (_, bytes) => {
    expect(cleanImage(bytes)).toBeUndefined()
  })

  it.each(['IHDR', 'gAMA', 'tEXt', 'IDAT', 'IEND'])('with a wrong check sum of %s is refused', (type) => {
    const bytes = png({ beforePixels: [pngChunk('gAMA', [0, 0, 0, 1]), pngChunk('tEXt', marker)] })
    const text = String.fromCharCode(...bytes)
    const at = text.indexOf(type)
    const length = new DataView(bytes.buffer).getUint32(at - 4)
    for (let bit = 0; bit < 32; bit += 5) {
      const damaged = bytes.slice()
      const place = at + 4 + length + (bit >> 3)
      damaged[place] = (damaged[place] ?? 0) ^ (1 << (bit & 7))
      expect(cleanImage(damaged)).toBeUndefined()
    }
  })

  it.each([0xffffffff, 0x80000000, 0x7fffffff, 100, 1, 0])(
    'with a chunk that says %i bytes is refused',
    (length) => {
      for (const type of ['IHDR', 'tEXt', 'IDAT', 'IEND']) {
        const bytes = png({ beforePixels: [pngChunk('tEXt', marker)] })
        const at = String.fromCharCode(...bytes).indexOf(type)
        const view = new DataView(bytes.buffer)
        if (view.getUint32(at - 4) === length) continue
        view.setUint32(at - 4, length)
        expect(cleanImage(bytes)).toBeUndefined()
      }
    },
  )

  it('does not carry a marker in any chunk that is not for pixels', () => {
    const dressed = png({ beforePixels: [pngChunk('bKGD', marker), pngChunk('pHYs', marker)] })
    expect(contains(cleanImage(dressed)?.bytes ?? dressed, marker)).toBe(false)
  })
})
