/** Bytes as a list of parts; a string stands for the bytes of its character codes. */
export type Part = ArrayLike<number> | string

export function join(...parts: Part[]): Uint8Array<ArrayBuffer> {
  const lists = parts.map((part) => (typeof part === 'string' ? ascii(part) : part))
  const bytes = new Uint8Array(lists.reduce((length, list) => length + list.length, 0))
  let length = 0
  for (const list of lists) {
    bytes.set(list, length)
    length += list.length
  }
  return bytes
}

export function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0))
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return join(atob(text))
}

export function contains(bytes: Uint8Array, text: string): boolean {
  return new TextDecoder('latin1').decode(bytes).includes(text)
}

export function bigEndian(value: number, length: number): number[] {
  return littleEndian(value, length).reverse()
}

export function littleEndian(value: number, length: number): number[] {
  return Array.from({ length }, (_, index) => Math.floor(value / 256 ** index) % 256)
}

/** What a hostile uploader hides in a picture. */
export const marker = '<script>alert(1)</script>'

// EXIF

type ExifOptions = { orientation: number; byteOrder?: 'II' | 'MM' }

/**
 * A TIFF block as cameras write it: an orientation, a place, a serial number, a note of the maker and a
 * thumbnail, with the marker wherever there is room for text.
 */
export function exif({ orientation, byteOrder = 'MM' }: ExifOptions): Uint8Array<ArrayBuffer> {
  const number = byteOrder === 'MM' ? bigEndian : littleEndian
  const text = `${marker}\0`
  const thumbnail = join(jpegStart, segment(0xfe, marker), jpegEnd)
  const at = { camera: 62, place: 92, thumbnail: 122, text: 152, pixels: 152 + text.length }

  const entry = (tag: number, type: number, count: number, value: number[]) =>
    join(number(tag, 2), number(type, 2), number(count, 4), value)
  const long = (tag: number, value: number) => entry(tag, 4, 1, number(value, 4))
  const hidden = (tag: number, type: number) => entry(tag, type, text.length, number(at.text, 4))
  const directory = (next: number, ...entries: Part[]) =>
    join(number(entries.length, 2), ...entries, number(next, 4))

  const description = hidden(0x010e, 2)
  const shown = entry(0x0112, 3, 1, [...number(orientation, 2), 0, 0])
  const makerNote = hidden(0x927c, 7)
  const serialNumber = hidden(0xa431, 2)
  const north = entry(0x0001, 2, 2, ascii('N\0\0\0'))
  const area = hidden(0x001c, 7)
  return join(
    byteOrder,
    number(42, 2),
    number(8, 4),
    directory(at.thumbnail, description, shown, long(0x8769, at.camera), long(0x8825, at.place)),
    directory(0, makerNote, serialNumber),
    directory(0, north, area),
    directory(0, long(0x0201, at.pixels), long(0x0202, thumbnail.length)),
    text,
    thumbnail,
  )
}

/** What is left of EXIF: a directory with the one entry 0x0112, a short. */
export function orientationBlock(orientation: number): Uint8Array<ArrayBuffer> {
  const entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]
  return join('MM', [0, 42], bigEndian(8, 4), [0, 1], entry, bigEndian(0, 4))
}

// PNG

const pngSignature = '\x89PNG\r\n\x1a\n'

type PngOptions = {
  width?: number
  height?: number
  bitDepth?: number
  colourType?: number
  methods?: number[]
  beforePixels?: Part[]
  pixels?: Part[]
  afterPixels?: Part[]
  end?: Part
}

/** One black pixel unless told otherwise. */
export function png(options: PngOptions = {}): Uint8Array<ArrayBuffer> {
  const { width = 1, height = 1, bitDepth = 8, colourType = 0, methods = [0, 0, 0] } = options
  const { beforePixels = [], pixels = [pngPixels], afterPixels = [], end = pngEnd } = options
  const header = join(bigEndian(width, 4), bigEndian(height, 4), [bitDepth, colourType, ...methods])
  return join(pngSignature, pngChunk('IHDR', header), ...beforePixels, ...pixels, ...afterPixels, end)
}

export function pngChunk(type: string, content: Part, checkSum?: number): Uint8Array<ArrayBuffer> {
  const body = join(type, content)
  return join(bigEndian(body.length - 4, 4), body, bigEndian(checkSum ?? crc32(body), 4))
}

/** A zlib stream of blocks that are not compressed, with its Adler-32. */
export function stored(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const blocks: Part[] = []
  for (let at = 0; at < data.length; at += 0xffff) {
    const block = data.subarray(at, at + 0xffff)
    const isLast = at + block.length === data.length
    const sizes = [block.length, 0xffff - block.length].flatMap((size) => littleEndian(size, 2))
    blocks.push([isLast ? 1 : 0, ...sizes], block)
  }
  let [sum, sums] = [1, 0]
  for (const byte of data) {
    sum = (sum + byte) % 65_521
    sums = (sums + sum) % 65_521
  }
  return join([0x78, 0x01], ...blocks, bigEndian(sums * 65_536 + sum, 4))
}

/** The row "filter none, black". */
export const pngPixels = pngChunk('IDAT', stored(new Uint8Array(2)))
export const pngEnd = pngChunk('IEND', [])

/** Writes the right check sum behind every chunk whose length is possible. */
export function repairCheckSums(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let start = pngSignature.length
  while (start + 12 <= bytes.length) {
    const end = start + 8 + view.getUint32(start)
    if (end + 4 > bytes.length) break
    view.setUint32(end, crc32(bytes.subarray(start + 4, end)))
    start = end + 4
  }
  return bytes
}

function crc32(bytes: Uint8Array): number {
  let remainder = 0xffffffff
  for (const byte of bytes) {
    remainder ^= byte
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0)
  }
  return ~remainder >>> 0
}

// JPEG

export function segment(code: number, content: Part): Uint8Array<ArrayBuffer> {
  return join([0xff, code], bigEndian(content.length + 2, 2), content)
}

export function exifSegment(block: Part): Uint8Array<ArrayBuffer> {
  return segment(0xe1, join('Exif\0\0', block))
}

export const jpegStart = [0xff, 0xd8]
export const jpegEnd = [0xff, 0xd9]

export const jfif = segment(0xe0, join('JFIF\0', [1, 2, 0, 0, 1, 0, 1, 0, 0]))
export const adobe = segment(0xee, join('Adobe', [0, 100, 0, 0, 0, 0, 0]))

/** One step of quantisation for all, and codes of one bit for "no difference" and "end of block". */
export const jpegTables = join(
  segment(0xdb, [0, ...new Array(64).fill(1)]),
  segment(0xc4, [0x00, 1, ...new Array(15).fill(0), 0]),
  segment(0xc4, [0x10, 1, ...new Array(15).fill(0), 0]),
)

type FrameOptions = { code?: number; width?: number; height?: number; bits?: number }

export function jpegFrame({ code = 0xc0, width = 8, height = 8, bits = 8 }: FrameOptions = {}) {
  return segment(code, [bits, ...bigEndian(height, 2), ...bigEndian(width, 2), 1, 1, 0x11, 0])
}

/** A scan of coefficients `first` to `last` of the one component; the data mean grey whatever they are. */
export function jpegScan(first = 0, last = 63, data: Part = [0x3f]): Uint8Array<ArrayBuffer> {
  return join(segment(0xda, [1, 1, 0, first, last, 0]), data)
}

type JpegOptions = FrameOptions & { metadata?: Part[]; scans?: Part[] }

/** A grey square of eight by eight pixels unless told otherwise. */
export function jpeg({ metadata = [], scans = [jpegScan()], ...frame }: JpegOptions = {}) {
  return join(jpegStart, jfif, ...metadata, jpegTables, jpegFrame(frame), ...scans, jpegEnd)
}

export function progressiveJpeg(metadata: Part[] = []): Uint8Array<ArrayBuffer> {
  const scans = [jpegScan(0, 0, [0x7f]), jpegScan(1, 63, [0x7f])]
  return jpeg({ code: 0xc2, metadata, scans })
}

// GIF

const gifTrailer = ';'

export function gifExtension(label: number, ...blocks: Part[]): Uint8Array<ArrayBuffer> {
  return join([0x21, label], ...blocks.flatMap((block) => [[block.length], block]), [0])
}

export const gifLoop = gifExtension(0xff, 'NETSCAPE2.0', [1, 0, 0])

export function gifControl(delay: number): Uint8Array<ArrayBuffer> {
  return gifExtension(0xf9, [0x04, ...littleEndian(delay, 2), 0])
}

type GifFrameOptions = { left?: number; top?: number; width?: number; height?: number; data?: Part }

/** One pixel unless told otherwise. */
export function gifFrame(options: GifFrameOptions = {}): Uint8Array<ArrayBuffer> {
  const { left = 0, top = 0, width = 1, height = 1, data = [2, 2, 0x44, 0x01, 0] } = options
  return join(',', ...[left, top, width, height].map((side) => littleEndian(side, 2)), [0], data)
}

type GifOptions = { version?: string; width?: number; height?: number; blocks?: Part[]; end?: Part }

export function gif(options: GifOptions = {}): Uint8Array<ArrayBuffer> {
  const { version = '89a', width = 1, height = 1, blocks = [gifFrame()], end = gifTrailer } = options
  const twoColours = [0x80, 0, 0, 0, 0, 0, 255, 255, 255]
  return join('GIF', version, littleEndian(width, 2), littleEndian(height, 2), twoColours, ...blocks, end)
}

// WebP

export function webpChunk(type: string, content: Part): Uint8Array<ArrayBuffer> {
  return join(type, littleEndian(content.length, 4), content, new Array(content.length % 2).fill(0))
}

export function webp(...chunks: Part[]): Uint8Array<ArrayBuffer> {
  return webpChunk('RIFF', join('WEBP', ...chunks))
}

type SizeOptions = { width?: number; height?: number }

/** A key frame; its pixels are those of one pixel whatever the size. */
export function lossyChunk({ width = 1, height = 1 }: SizeOptions = {}): Uint8Array<ArrayBuffer> {
  const start = [0x30, 0x01, 0x00, 0x9d, 0x01, 0x2a]
  const data = [0x0e, 0xc0, 0xfe, 0x25, 0xa4, 0x00, 0x03, 0x70, 0x00, 0x00, 0x00, 0x00]
  return webpChunk('VP8 ', join(start, littleEndian(width, 2), littleEndian(height, 2), data))
}

export function losslessChunk({ width = 1, height = 1 }: SizeOptions = {}): Uint8Array<ArrayBuffer> {
  const alphaUsed = 2 ** 28
  const size = littleEndian(width - 1 + (height - 1) * 2 ** 14 + alphaUsed, 4)
  return webpChunk('VP8L', join([0x2f], size, [0x07, 0x10, 0x11, 0x11, 0x88, 0x88, 0xfe, 0x07]))
}

export const alphaChunk = webpChunk('ALPH', fromBase64('EQcQEf0PRET/AwAA'))

export const extendedFlag = { profile: 0x20, alpha: 0x10, exif: 0x08, xmp: 0x04, animation: 0x02 }

export function extendedChunk(flags: number, { width = 1, height = 1 }: SizeOptions = {}) {
  return webpChunk('VP8X', [flags, 0, 0, 0, ...littleEndian(width - 1, 3), ...littleEndian(height - 1, 3)])
}

// What clients send today

export const sentPngs = [
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
].map(fromBase64)

/** Three stray bytes follow its second table, at 158. */
export const sentJpeg = fromBase64(
  [
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19i',
    'Z2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2Nj',
    'Y2NjY2NjY2NjY2P/wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA',
    '/8QAFAEBAAAAAAAAAAAAAAAAAAAABf/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AKABiz//2Q==',
  ].join(''),
)
