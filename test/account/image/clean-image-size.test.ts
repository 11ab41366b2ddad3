import { describe, expect, it } from 'vitest'
import { cleanImage, type ImageType } from '../../../src/account/pictures/image/clean-image.ts'
import { cleaned, taken } from './cleaned.ts'
import {
  extendedChunk,
  gif,
  gifExtension,
  gifFrame,
  jfif,
  join,
  jpeg,
  jpegFrame,
  jpegScan,
  jpegStart,
  jpegTables,
  littleEndian,
  losslessChunk,
  lossyChunk,
  marker,
  png,
  pngChunk,
  segment,
  stored,
  webp,
  webpChunk,
} from './samples.ts'

type Bytes = Uint8Array<ArrayBuffer>

const smallest: Record<ImageType, Bytes> = {
  'image/jpeg': jpeg(),
  'image/png': png(),
  'image/gif': gif(),
  'image/webp': webp(lossyChunk()),
}

describe('the size (IMG-09)', () => {
  const withSize: Record<string, Sized> = {
    JPEG: {
      header: join(jpegStart, jfif, jpegTables, jpegFrame()).length,
      picture: (width, height) => jpeg({ width, height }),
    },
    PNG: { header: 33, picture: (width, height) => png({ width, height }) },
    GIF: { header: 10, picture: (width, height) => gif({ width, height }) },
    'GIF frame': { header: 28, picture: (width, height) => gif({ blocks: [gifFrame({ width, height })] }) },
    'lossy WebP': { header: 30, picture: (width, height) => webp(lossyChunk({ width, height })) },
    'lossless WebP': { header: 25, picture: (width, height) => webp(losslessChunk({ width, height })) },
    'extended WebP': {
      header: 30,
      picture: (width, height) => webp(extendedChunk(0, { width, height }), losslessChunk({ width, height })),
    },
  }
  const formats = Object.entries(withSize)

  it.each(formats)('may reach the limits in %s', async (_, { picture }) => {
    for (const [width, height] of [
      [1, 12_000],
      [12_000, 1],
      [8_000, 8_000],
    ] as const) {
      expect(await cleaned(picture(width, height))).toEqual(picture(width, height))
    }
  })

  const floods = [
    [1, 12_001],
    [12_001, 1],
    [8_000, 8_001],
    [16_383, 16_383],
  ] as const

  it.each(formats)('is too large beyond the limits in %s', async (_, { picture }) => {
    for (const [width, height] of floods) expect(await cleaned(picture(width, height))).toBe('too_large')
  })

  it.each(formats)(
    'is known from the header, whatever comes after it, in %s',
    async (_, { header, picture }) => {
      for (const [width, height] of floods) {
        const start = picture(width, height).subarray(0, header)
        for (const rest of ['', '\0', marker, '\xff'.repeat(1_000), '\0'.repeat(1_000)]) {
          expect(await cleaned(join(start, rest))).toBe('too_large')
        }
        expect(await cleaned(join(start.subarray(0, -1)))).toBeUndefined()
      }
    },
  )

  it.each(formats.filter(([name]) => !name.includes('WebP')))(
    'of a flood is too large in %s',
    async (_, { picture }) => {
      for (const [width, height] of [
        [65_535, 65_535],
        [60_000, 1],
        [20_000, 20_000],
      ] as const) {
        expect(await cleaned(picture(width, height))).toBe('too_large')
      }
    },
  )

  it('may be as large as numbers are', async () => {
    expect(await cleaned(png({ width: 0xffffffff, height: 0xffffffff }))).toBe('too_large')
    expect(await cleaned(webp(extendedChunk(0, { width: 2 ** 24, height: 2 ** 24 }), lossyChunk()))).toBe(
      'too_large',
    )
  })

  it.each(formats.filter(([name]) => !/lossless|extended/.test(name)))(
    'is not zero in %s',
    async (_, { picture }) => {
      for (const [width, height] of [
        [0, 1],
        [1, 0],
        [0, 0],
        [0, 12_001],
      ] as const) {
        expect(await cleaned(picture(width, height))).toBeUndefined()
      }
    },
  )

  it.each(formats)('has the limits of the caller in %s', async (_, { picture }) => {
    const bytes = picture(8, 4)
    const result = (side: number, pixels: number) => cleanImage(bytes, { side, pixels })
    expect(await result(8, 32)).toMatchObject({ bytes })
    expect(await result(7, 32)).toBe('too_large')
    expect(await result(8, 31)).toBe('too_large')
  })

  it('is known also when the rest does not fit together', async () => {
    const [width, height] = [20_000, 20_000]
    expect(await cleaned(png({ width, height, pixels: [pngChunk('IDAT', marker, 0)] }))).toBe('too_large')
    expect(await cleaned(jpeg({ width, height, scans: [] }))).toBe('too_large')
    expect(await cleaned(gif({ width, height, blocks: [] }))).toBe('too_large')
    expect(await cleaned(gif({ width, height, version: '89a', end: marker }))).toBe('too_large')
    const tooLarge = extendedChunk(0x02, { width, height })
    expect(await cleaned(join('RIFF', littleEndian(0xffffffff, 4), 'WEBP', tooLarge))).toBe('too_large')
    expect(await cleaned(join('RIFF', littleEndian(0, 4), 'WEBP', tooLarge))).toBe('too_large')
  })
})

describe('a large file', () => {
  const fiveMiB = 5 * 1024 * 1024
  const noise = Uint8Array.from({ length: fiveMiB }, (_, index) => (index * 7919) % 251)

  it('is taken whole', async () => {
    const large: Bytes[] = [
      jpeg({ scans: [jpegScan(0, 63, noise)] }),
      png({ width: 4096, height: 2000, pixels: [pngChunk('IDAT', stored(noise))] }),
      gif({ blocks: [gifFrame({ data: join([8], ...gifDataBlocks(noise)) })] }),
      webp(webpChunk('VP8 ', join(lossyChunk().subarray(8), noise))),
    ]
    for (const bytes of large) expect((await taken(bytes)).length).toBe(bytes.length)
  })

  const repeated = (part: Bytes, most = Number.POSITIVE_INFINITY) => {
    const bytes = new Uint8Array(Math.min(most, Math.floor(fiveMiB / part.length)) * part.length)
    for (let start = 0; start < bytes.length; start += part.length) bytes.set(part, start)
    return bytes
  }
  const insert = (bytes: Bytes, at: number, part: Bytes) =>
    join(bytes.subarray(0, at), part, bytes.subarray(at))

  const tinyParts: Record<string, [smallest: Bytes, at: number, part: Bytes]> = {
    PNG: [smallest['image/png'], 33, pngChunk('tEXt', '')],
    JPEG: [smallest['image/jpeg'], 2, segment(0xfe, '')],
    'GIF with extensions': [smallest['image/gif'], 19, gifExtension(0xfe)],
    'GIF with frames': [smallest['image/gif'], smallest['image/gif'].length - 1, gifFrame()],
  }

  it.each(Object.entries(tinyParts))(
    'has thousands of parts, but not a million: %s',
    async (_, [whole, at, part]) => {
      expect(await cleaned(insert(whole, at, repeated(part, 19_000)))).toEqual(whole)
      expect(await cleaned(insert(whole, at, repeated(part)))).toBeUndefined()
    },
  )

  it('has thousands of parts, but not a million: WebP', async () => {
    for (const around of [
      (parts: Bytes) => webp(lossyChunk(), parts),
      (parts: Bytes) => webp(parts, lossyChunk()),
    ]) {
      expect(await cleaned(around(repeated(webpChunk('XTRA', ''), 19_000)))).toEqual(smallest['image/webp'])
      expect(await cleaned(around(repeated(webpChunk('XTRA', ''))))).toBeUndefined()
    }
  })

  it('has pixels in thousands of parts', async () => {
    const [start, end] = [
      stored(new Uint8Array([0, 0])).subarray(0, 2),
      pngChunk('IDAT', [1, 2, 0, 0xfd, 0xff, 0, 0, 0, 2, 0, 1]),
    ]
    const blocks = [0, 0, 0, 0xff, 0xff].map((byte) => pngChunk('IDAT', [byte]))
    const tinyPixels = png({ pixels: [pngChunk('IDAT', start), repeated(join(...blocks), 3_000), end] })
    expect((await taken(tinyPixels)).length).toBe(tinyPixels.length)
    const oneByteBlocks = gifFrame({ data: join([8], repeated(join([1, 0x44])), [0]) })
    expect(await cleaned(gif({ blocks: [gifFrame(), oneByteBlocks] }))).toEqual(smallest['image/gif'])
    const restarts = jpeg({ scans: [jpegScan(0, 63, repeated(join([0xff, 0xff, 0xd0, 0xff, 0])))] })
    expect((await taken(restarts)).length).toBe(restarts.length)
  })
})

/** `header` is how many bytes of the picture it takes to know the size. */
type Sized = {
  header: number
  picture: (width: number, height: number) => Bytes
}

function gifDataBlocks(data: Uint8Array): Uint8Array[] {
  const blocks: Uint8Array[] = []
  for (let start = 0; start < data.length; start += 255) {
    const block = data.subarray(start, start + 255)
    blocks.push(Uint8Array.of(block.length), block)
  }
  return [...blocks, Uint8Array.of(0)]
}
