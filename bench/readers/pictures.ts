import { constants, crc32, deflateSync } from 'node:zlib'

export type Made = { name: string; bytes: Buffer }

const SIDE = 5_000
const uint32 = (value: number) => Buffer.from([value >>> 24, value >>> 16, value >>> 8, value])
const latin1 = (text: string) => Buffer.from(text, 'latin1')
const repeated = (unit: Buffer, size: number) =>
  Buffer.alloc(Math.floor(size / unit.length) * unit.length, unit)

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([latin1(type), content])
  return Buffer.concat([uint32(content.length), body, uint32(crc32(body))])
}

/** 25 million pixels, the most that are taken, of so many bytes. */
function png(depth: number, colourType: number, prepared: Buffer, before: Buffer[] = []): Buffer {
  const header = Buffer.concat([uint32(SIDE), uint32(SIDE), Buffer.from([depth, colourType, 0, 0, 0])])
  return Buffer.concat([
    latin1('\x89PNG\r\n\x1a\n'),
    chunk('IHDR', header),
    ...before,
    chunk('IDAT', prepared),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The byte behind the end has to be found: such a picture is refused when all of it was read, and nothing is stored. */
const withMore = (prepared: Buffer) => Buffer.concat([prepared, Buffer.from('!')])

/** Numbers that look like chance and are the same in every run. */
function noise(length: number, most: number, share = 1): Buffer {
  const bytes = Buffer.alloc(length)
  let state = 1
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    if ((state >>> 8) % 1000 < share * 1000) bytes[at] = (state >>> 20) % most
  }
  return bytes
}

/** So many bytes of a whole zlib stream, from data whose beginning is packed. */
function packedTo(size: number, data: Buffer, strategy: number): Buffer {
  const options = { level: 6, strategy }
  const ratio = deflateSync(data, options).length / data.length
  return deflateSync(data.subarray(0, Math.floor((size * 0.995) / ratio)), options)
}

/** Bits from the lowest of each byte on, as deflate has them. */
function bitsOf(...fields: [value: number, width: number][]): number[] {
  return fields.flatMap(([value, width]) => Array.from({ length: width }, (_, at) => (value >> at) & 1))
}

const bytesOf = (bits: number[]) =>
  Buffer.from(
    Array.from({ length: Math.ceil(bits.length / 8) }, (_, at) =>
      bits.slice(8 * at, 8 * at + 8).reduce((sum, bit, place) => sum | (bit << place), 0),
    ),
  )

/** Blocks with the codes that are fixed and nothing in them: 10 bits each. */
const emptyFixed = (size: number) =>
  Buffer.concat([
    Buffer.from([0x78, 0x9c]),
    repeated(bytesOf(new Array(4).fill(bitsOf([0, 1], [1, 2], [0, 7])).flat()), size),
    bytesOf(bitsOf([1, 1], [1, 2], [0, 7])),
    uint32(1),
  ])

/** The lengths that `onesOf` can write, in the order of their codes, which have three bits. */
const WRITTEN = [0, 1, 2, 3, 10, 11, 16, 17]

/** One block of ones, by the lengths of its codes. It has no end, and does not need one to be read. */
function onesOf(size: number, literals: number[], distances: number[]): Buffer {
  const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1]
  const lengths = [...literals, ...distances].map((length): [number, number] => {
    const code = WRITTEN.indexOf(length)
    return [((code & 1) << 2) | (code & 2) | (code >> 2), 3]
  })
  const head = bitsOf(
    [1, 1],
    [2, 2],
    [literals.length - 257, 5],
    [distances.length - 1, 5],
    [order.length - 4, 4],
    ...order.map((symbol): [number, number] => [WRITTEN.includes(symbol) ? 3 : 0, 3]),
    ...lengths,
  )
  return Buffer.concat([
    Buffer.from([0x78, 0x9c]),
    bytesOf([...head, ...new Array((8 - (head.length % 8)) % 8).fill(1)]),
    Buffer.alloc(size - Math.ceil(head.length / 8) - 2, 0xff),
  ])
}

/** Literals of 11 bits each. */
const longCodes = (size: number) => onesOf(size, [1, 2, 10, 10, ...new Array(252).fill(11), 3], [0])

/** Repetitions of four bits: a length and a distance with one code each, and one more bit behind both. */
const shortMatches = (size: number) => onesOf(size, [1, ...new Array(264).fill(0), 1], [1, 0, 0, 0, 1])

/**
 * Blocks with code tables of their own and nothing in them, which are as short as can be: the lengths of lengths, 138 and
 * 118 zeros, a code of one bit for "end of block", no distances.
 */
function emptyBlocks(size: number): Buffer {
  const lengths = [0, 0, 1, ...new Array(14).fill(0), 1].map((length): [number, number] => [length, 3])
  // "18" and "1" have codes of one bit: 0 is "1", 1 is "18". The one distance has the length 1, too.
  const block = (isLast: number) =>
    bitsOf(
      [isLast, 1],
      [2, 2],
      [0, 5],
      [0, 5],
      [14, 4],
      ...lengths,
      [1, 1],
      [127, 7],
      [1, 1],
      [107, 7],
      [0, 1],
      [0, 1],
      [0, 1],
    )
  const one = block(0)
  const eight = new Array(8).fill(one).flat()
  return Buffer.concat([
    Buffer.from([0x78, 0x9c]),
    repeated(bytesOf(eight), size),
    bytesOf(block(1)),
    uint32(1),
  ])
}

/** Stored blocks with nothing in them. */
function emptyStored(size: number): Buffer {
  return Buffer.concat([
    Buffer.from([0x78, 0x9c]),
    repeated(Buffer.from([0, 0, 0, 0xff, 0xff]), size),
    Buffer.from([1, 0, 0, 0xff, 0xff]),
    uint32(1),
  ])
}

/** Pixels as an encoder packs them, for pictures of at most so many bytes. */
export function packPixels(size: number) {
  const room = size - 200
  const { Z_DEFAULT_STRATEGY, Z_HUFFMAN_ONLY } = constants
  return {
    photo: packedTo(room, noise(8_000_000, 120), Z_DEFAULT_STRATEGY),
    oneBit: packedTo(room, noise(50_000_000, 2, 0.01), Z_HUFFMAN_ONLY),
    matches: packedTo(room, noise(60_000_000, 3, 0.3), Z_DEFAULT_STRATEGY),
  }
}

export type Packed = ReturnType<typeof packPixels>

/** Two pictures for one body: a clean one, and one that is refused at its very end. `small` is the same in a few bytes. */
export function picturePairs({ photo, oneBit, matches }: Packed) {
  const small = deflateSync(Buffer.alloc(10))
  const pairOf = (one: Buffer): [Buffer, Buffer] => [png(8, 2, one), png(8, 2, withMore(one))]
  const made = (name: string, prepared: Buffer) => ({ name, pair: pairOf(prepared), small: pairOf(small) })
  return [
    made('two photos', photo),
    made('two PNGs of codes of one bit', oneBit),
    made('two PNGs of short matches', matches),
  ]
}

const jpegSegment = (marker: number, content: Buffer) =>
  Buffer.concat([
    Buffer.from([0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 0xff]),
    content,
  ])
const jpegFrame = jpegSegment(
  0xc0,
  Buffer.from([8, SIDE >> 8, SIDE & 0xff, SIDE >> 8, SIDE & 0xff, 1, 1, 0x11, 0]),
)
const jpegScan = jpegSegment(0xda, Buffer.from([1, 1, 0, 0, 63, 0]))
const jpeg = (...parts: Buffer[]) => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 2]), ...parts])

const gifStart = latin1('GIF89a\x88\x13\x88\x13\0\0\0')
const gifFrame = Buffer.concat([latin1(',\0\0\0\0\x01\0\x01\0\0'), Buffer.from([2])])
const webpStart = (size: number) => {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(size - 8)
  return Buffer.concat([latin1('RIFF'), length, latin1('WEBP')])
}
const vp8x = latin1('VP8X\x0a\0\0\0\0\0\0\0\x87\x13\0\x87\x13\0')

/** Pictures that are made to be slow, of at most so many bytes. Each is refused at its very end. */
export function picturesOf(size: number, { photo, oneBit, matches }: Packed): Made[] {
  const room = size - 200
  const black = (bytesPerPixel: number) => Buffer.alloc(SIDE * (1 + SIDE * bytesPerPixel))
  const profile = chunk('iCCP', Buffer.concat([latin1('a\0\0'), deflateSync(noise(1_000_000, 2, 0.02))]))
  return [
    {
      name: 'PNG, 25 million black pixels of 1 byte',
      bytes: png(8, 0, withMore(deflateSync(black(1), { level: 9 }))),
    },
    {
      name: 'PNG, 25 million black pixels of 4 bytes',
      bytes: png(8, 6, withMore(deflateSync(black(4), { level: 9 }))),
    },
    {
      name: 'PNG, 25 million black pixels of 8 bytes',
      bytes: png(16, 6, withMore(deflateSync(black(8), { level: 9 }))),
    },
    {
      name: 'PNG, a photo',
      bytes: png(8, 2, withMore(photo)),
    },
    {
      name: 'PNG, nothing but codes of one bit',
      bytes: png(8, 2, withMore(oneBit)),
    },
    {
      name: 'PNG, short matches',
      bytes: png(8, 2, withMore(matches)),
    },
    { name: 'PNG, empty blocks with tables', bytes: png(8, 2, withMore(emptyBlocks(room - 60))) },
    { name: 'PNG, empty blocks with the fixed tables', bytes: png(8, 2, emptyFixed(room - 60)) },
    { name: 'PNG, nothing but long codes', bytes: png(8, 2, longCodes(room - 60)) },
    { name: 'PNG, matches of four bits', bytes: png(8, 2, shortMatches(room - 60)) },
    { name: 'PNG, empty blocks without tables', bytes: png(8, 2, withMore(emptyStored(room - 60))) },
    {
      name: 'PNG, empty chunks',
      bytes: png(8, 2, withMore(deflateSync(black(1))), [
        repeated(chunk('teXt', Buffer.alloc(0)), room - 30_000),
      ]),
    },
    {
      name: 'PNG, one chunk that is dropped',
      bytes: png(8, 2, withMore(deflateSync(Buffer.alloc(10))), [chunk('teXt', Buffer.alloc(room - 100))]),
    },
    {
      name: 'PNG, a colour profile',
      bytes: png(8, 2, withMore(deflateSync(Buffer.alloc(10))), [
        profile,
        chunk('teXt', Buffer.alloc(room - 70_000)),
      ]),
    },
    { name: 'JPEG, a photo', bytes: jpeg(jpegFrame, jpegScan, Buffer.from(noise(room - 100, 255))) },
    {
      name: 'JPEG, 0xFF as every other byte',
      bytes: jpeg(jpegFrame, jpegScan, repeated(Buffer.from([0xff, 0]), room)),
    },
    { name: 'JPEG, restarts', bytes: jpeg(jpegFrame, jpegScan, repeated(Buffer.from([0xff, 0xd0]), room)) },
    { name: 'JPEG, nothing but 0xFF', bytes: jpeg(jpegFrame, jpegScan, Buffer.alloc(room, 0xff)) },
    { name: 'JPEG, empty segments', bytes: jpeg(repeated(jpegSegment(0xfe, Buffer.alloc(0)), room)) },
    {
      name: 'JPEG, tables',
      bytes: jpeg(repeated(jpegSegment(0xc4, repeated(Buffer.alloc(17), 65_000)), room)),
    },
    { name: 'JPEG, short tables', bytes: jpeg(repeated(jpegSegment(0xc4, Buffer.alloc(17)), room)) },
    {
      name: 'JPEG, parts of a profile',
      bytes: jpeg(repeated(jpegSegment(0xe2, Buffer.concat([latin1('ICC_PROFILE\0\x01\xff')])), room)),
    },
    {
      name: 'GIF, blocks of one byte',
      bytes: Buffer.concat([gifStart, gifFrame, repeated(Buffer.from([1, 0x41]), room)]),
    },
    {
      name: 'GIF, empty frames',
      bytes: Buffer.concat([gifStart, repeated(Buffer.concat([gifFrame, Buffer.alloc(1)]), room)]),
    },
    {
      name: 'GIF, empty extensions',
      bytes: Buffer.concat([gifStart, repeated(Buffer.from([0x21, 0xf9, 0]), room)]),
    },
    {
      name: 'WebP, empty chunks',
      bytes: Buffer.concat([
        webpStart(room),
        vp8x,
        repeated(latin1('XMP \0\0\0\0'), room - 12 - vp8x.length),
      ]),
    },
    {
      name: 'WebP, one chunk',
      bytes: Buffer.concat([
        webpStart(room),
        vp8x,
        latin1('VP8L'),
        (() => {
          const l = Buffer.alloc(4)
          l.writeUInt32LE(room - 12 - vp8x.length - 8)
          return l
        })(),
        Buffer.alloc(room - 12 - vp8x.length - 8, 1),
      ]),
    },
  ]
}
