import { describe, expect, it } from 'vitest'
import { cleanImage, type ImageType } from '../../../src/account/image/clean-image.ts'
import {
  alphaChunk,
  contains,
  exif,
  extendedChunk,
  extendedFlag,
  gif,
  gifControl,
  gifExtension,
  gifFrame,
  gifLoop,
  join,
  jpeg,
  jpegScan,
  littleEndian,
  losslessChunk,
  lossyChunk,
  marker,
  png,
  pngChunk,
  progressiveJpeg,
  repairCheckSums,
  segment,
  sentJpeg,
  sentPngs,
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

/** A picture of each type with the marker in every place meant for metadata. */
const talkative: Record<ImageType, Bytes> = {
  'image/jpeg': progressiveJpeg([
    segment(0xe1, join('Exif\0\0', exif({ orientation: 6 }))),
    segment(0xe1, join('http://ns.adobe.com/xap/1.0/\0', marker)),
    segment(0xed, join('Photoshop 3.0\0', marker)),
    segment(0xfe, marker),
  ]),
  'image/png': png({
    beforePixels: [
      pngChunk('gAMA', [0, 0, 0xb1, 0x8f]),
      pngChunk('tEXt', join('Comment\0', marker)),
      pngChunk('eXIf', exif({ orientation: 6 })),
    ],
    afterPixels: [pngChunk('iTXt', join('XML:com.adobe.xmp\0\0\0\0\0', marker))],
  }),
  'image/gif': gif({
    blocks: [
      gifLoop,
      gifExtension(0xfe, marker),
      gifControl(10),
      gifFrame(),
      gifExtension(0xff, 'XMP DataXMP', marker),
      gifControl(10),
      gifFrame(),
      gifExtension(0x01, new Array(12).fill(0), marker),
    ],
  }),
  'image/webp': webp(
    extendedChunk(extendedFlag.alpha | extendedFlag.exif | extendedFlag.xmp),
    webpChunk('XTRA', marker),
    alphaChunk,
    lossyChunk(),
    webpChunk('EXIF', exif({ orientation: 6 })),
    webpChunk('XMP ', marker),
  ),
}

const types = Object.keys(smallest) as ImageType[]

describe('a picture', () => {
  it.each(types)('is taken under the type its bytes show: %s', (type) => {
    expect(cleanImage(smallest[type])).toEqual({ type, bytes: smallest[type] })
  })

  it('is taken as clients send it today', () => {
    for (const bytes of sentPngs) expect(cleanImage(bytes)).toEqual({ type: 'image/png', bytes })
    const withoutStrayBytes = join(sentJpeg.subarray(0, 158), sentJpeg.subarray(161))
    expect(cleanImage(sentJpeg)).toEqual({ type: 'image/jpeg', bytes: withoutStrayBytes })
  })

  it.each(types)('is a copy in memory of its own: %s', (type) => {
    const uploaded = smallest[type].slice()
    const clean = cleanImage(uploaded)
    uploaded.fill(0)
    expect(clean?.bytes).toEqual(smallest[type])
    expect(clean?.bytes.buffer.byteLength).toBe(clean?.bytes.length)
  })

  it.each(types)('is found where it lies in a larger buffer: %s', (type) => {
    const inside = join('before', smallest[type], 'after').subarray(6, 6 + smallest[type].length)
    expect(cleanImage(inside)?.bytes).toEqual(smallest[type])
  })

  it.each(types)('loses what follows its end: %s', (type) => {
    for (const tail of [marker, `PK\x03\x04${marker}`, `<?php ${marker}; __HALT_COMPILER();`, '\0']) {
      expect(cleanImage(join(smallest[type], tail))?.bytes).toEqual(smallest[type])
    }
  })

  it.each(types)('loses what is hidden in its metadata: %s', (type) => {
    const uploaded = talkative[type]
    const clean = cleanImage(uploaded)
    expect(contains(uploaded, marker)).toBe(true)
    expect(clean?.type).toBe(type)
    expect(contains(clean?.bytes ?? uploaded, marker)).toBe(false)
  })

  it.each(types)('is not changed by a second cleaning: %s', (type) => {
    const once = cleanImage(talkative[type])
    expect(once && cleanImage(once.bytes)).toEqual(once)
  })

  it.each(types)('is refused wherever it is cut: %s', (type) => {
    const { length } = smallest[type]
    for (let end = 0; end < length; end++) expect(cleanImage(smallest[type].slice(0, end))).toBeUndefined()
    for (let sixteenth = 1; sixteenth < 16; sixteenth++) {
      const end = Math.floor((talkative[type].length * sixteenth) / 16)
      expect(cleanImage(talkative[type].slice(0, end))).toBeUndefined()
    }
  })
})

describe('anything else', () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`
  it.each(
    Object.entries({
      nothing: '',
      'one byte': '\xff',
      text: 'hello',
      SVG: svg,
      'SVG with a byte order mark': `\xef\xbb\xbf${svg}`,
      'packed SVG': '\x1f\x8b\x08\0\0\0\0\0\0\x03',
      HTML: `<!doctype html>${marker}`,
      PDF: '%PDF-1.7\n',
      ZIP: 'PK\x03\x04\x14\0\0\0',
      EXE: 'MZ\x90\0\x03\0\0\0',
      BMP: 'BM\x3a\0\0\0\0\0\0\0\x36\0\0\0',
      'TIFF, little-endian': 'II*\0\x08\0\0\0',
      'TIFF, big-endian': 'MM\0*\0\0\0\x08',
      HEIC: '\0\0\0\x18ftypheic\0\0\0\0mif1heic',
      AVIF: '\0\0\0\x1cftypavif\0\0\0\0avifmif1',
      ICO: '\0\0\x01\0\x01\0\x10\x10\0\0\x01\0',
      WAV: 'RIFF\x04\0\0\0WAVE',
      'a picture behind other bytes': join(marker, png()),
    }),
  )('is not a picture: %s', (_, content) => {
    expect(cleanImage(join(content))).toBeUndefined()
  })
})

describe('the size', () => {
  const withSize: Record<string, (width: number, height: number) => Bytes> = {
    JPEG: (width, height) => jpeg({ width, height }),
    PNG: (width, height) => png({ width, height }),
    GIF: (width, height) => gif({ width, height }),
    'GIF frame': (width, height) => gif({ blocks: [gifFrame({ width, height })] }),
    'lossy WebP': (width, height) => webp(lossyChunk({ width, height })),
    'lossless WebP': (width, height) => webp(losslessChunk({ width, height })),
    'extended WebP': (width, height) =>
      webp(extendedChunk(0, { width, height }), losslessChunk({ width, height })),
  }
  const formats = Object.entries(withSize)

  it.each(formats)('may reach the limits in %s', (_, sized) => {
    for (const [width, height] of [
      [1, 12_000],
      [12_000, 1],
      [8_000, 8_000],
    ] as const) {
      expect(cleanImage(sized(width, height))).toBeDefined()
    }
  })

  it.each(formats)('is refused beyond the limits in %s', (_, sized) => {
    for (const [width, height] of [
      [1, 12_001],
      [12_001, 1],
      [8_000, 8_001],
      [16_383, 16_383],
    ] as const) {
      expect(cleanImage(sized(width, height))).toBeUndefined()
    }
  })

  it.each(formats.filter(([name]) => !name.includes('WebP')))('of a flood is refused in %s', (_, sized) => {
    for (const [width, height] of [
      [65_535, 65_535],
      [60_000, 1],
      [20_000, 20_000],
    ] as const) {
      expect(cleanImage(sized(width, height))).toBeUndefined()
    }
  })

  it.each(formats.filter(([name]) => !/lossless|extended/.test(name)))('is not zero in %s', (_, sized) => {
    for (const [width, height] of [
      [0, 1],
      [1, 0],
      [0, 0],
    ] as const) {
      expect(cleanImage(sized(width, height))).toBeUndefined()
    }
  })
})

describe('a large file', () => {
  const fiveMiB = 5 * 1024 * 1024
  const noise = Uint8Array.from({ length: fiveMiB }, (_, index) => (index * 7919) % 251)

  it('is taken whole', () => {
    const large: Bytes[] = [
      jpeg({ scans: [jpegScan(0, 63, noise)] }),
      png({ pixels: [pngChunk('IDAT', noise)] }),
      gif({ blocks: [gifFrame({ data: join([8], ...gifDataBlocks(noise)) })] }),
      webp(webpChunk('VP8 ', join(lossyChunk().subarray(8), noise))),
    ]
    for (const bytes of large) expect(cleanImage(bytes)?.bytes.length).toBe(bytes.length)
  })

  it('of a million tiny parts takes no more than linear time', () => {
    const repeated = (part: Bytes) => {
      const bytes = new Uint8Array(Math.floor(fiveMiB / part.length) * part.length)
      for (let start = 0; start < bytes.length; start += part.length) bytes.set(part, start)
      return bytes
    }
    const insert = (bytes: Bytes, at: number, part: Bytes) =>
      join(bytes.subarray(0, at), repeated(part), bytes.subarray(at))
    const behindHeader = insert(smallest['image/png'], 33, pngChunk('tEXt', ''))
    expect(cleanImage(behindHeader)?.bytes).toEqual(smallest['image/png'])
    const behindStart = insert(smallest['image/jpeg'], 2, segment(0xfe, ''))
    expect(cleanImage(behindStart)?.bytes).toEqual(smallest['image/jpeg'])
    const behindTable = insert(smallest['image/gif'], 19, gifExtension(0xfe))
    expect(cleanImage(behindTable)?.bytes).toEqual(smallest['image/gif'])
  })
})

describe('a damaged picture', () => {
  it.each(types)('never throws and never comes out dirty: 3,000 mutations of %s', (type) => {
    const random = seededRandom(20_260_918)
    let taken = 0
    for (let round = 0; round < 3_000; round++) {
      const mutant = mutated(round % 4 === 0 ? smallest[type] : talkative[type], random)
      if (type === 'image/png' && round % 8 !== 0) repairCheckSums(mutant)
      const once = cleanImage(mutant)
      if (!once) continue
      taken += 1
      const twice = cleanImage(once.bytes)
      if (twice?.type !== once.type || !sameBytes(twice.bytes, once.bytes)) expect(twice).toEqual(once)
    }
    expect(taken).toBeGreaterThan(300)
    expect(taken).toBeLessThan(2_700)
  })
})

function gifDataBlocks(data: Uint8Array): Uint8Array[] {
  const blocks: Uint8Array[] = []
  for (let start = 0; start < data.length; start += 255) {
    const block = data.subarray(start, start + 255)
    blocks.push(Uint8Array.of(block.length), block)
  }
  return [...blocks, Uint8Array.of(0)]
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One to three changes: a byte, a bit, a length of extreme value, a part cut out, doubled or put in. */
function mutated(bytes: Bytes, random: () => number): Bytes {
  const below = (limit: number) => Math.floor(random() * limit)
  let mutant = bytes.slice()
  for (let changes = 1 + below(3); changes > 0; changes--) {
    const at = below(mutant.length)
    const until = Math.min(mutant.length, at + 1 + below(16))
    const [head, part, tail] = [mutant.subarray(0, at), mutant.subarray(at, until), mutant.subarray(until)]
    const extreme = [0, 1, 0x7fffffff, 0xffffffff][below(4)] ?? 0
    const change = [
      () => mutant.with(at, below(256)),
      () => mutant.with(at, (mutant[at] ?? 0) ^ (1 << below(8))),
      () => join(head, littleEndian(extreme, 4), mutant.subarray(at + 4)),
      () => join(head, tail),
      () => join(head, part, part, tail),
      () =>
        join(
          head,
          Array.from({ length: 1 + below(8) }, () => below(256)),
          part,
          tail,
        ),
    ][below(6)]
    if (change && mutant.length > 0) mutant = change()
  }
  return mutant
}
