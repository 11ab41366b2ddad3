import { ascii, joined, Output, Reader, refuseUnless } from './bytes.ts'
import { crc32 } from './crc32.ts'
import { checkZlibStream } from './deflate.ts'
import { checkDimensions, type PictureLimits } from './dimensions.ts'
import { orientationAlone } from './exif.ts'
import { cleanProfile } from './icc.ts'
import { deflated, inflated } from './zlib.ts'

const signatureLength = 8
const indexedColour = 3

/** The bit depths of each colour type (PNG specification, table 11.1). */
const bitDepths: Partial<Record<number, number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  [indexedColour]: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
}

/** How many values a pixel of each colour type has. */
const channels: Partial<Record<number, number>> = { 0: 1, 2: 3, [indexedColour]: 1, 4: 2, 6: 4 }

/** Where the pixels of an interlaced picture begin, and how far apart they are, in each of its passes. */
const allows = [
  { left: 0, top: 0, across: 8, down: 8 },
  { left: 4, top: 0, across: 8, down: 8 },
  { left: 0, top: 4, across: 4, down: 8 },
  { left: 2, top: 0, across: 4, down: 4 },
  { left: 0, top: 2, across: 2, down: 4 },
  { left: 1, top: 0, across: 2, down: 2 },
  { left: 0, top: 1, across: 1, down: 2 },
]
const singlePass = [{ left: 0, top: 0, across: 1, down: 1 }]

const maxProfileChunk = 64 * 1024

/** How long a profile may be that a chunk is packed from. */
const maxProfile = 1024 * 1024

/** A profile has a name, which could be any text. */
const profileBeginning = ascii('ICC profile\0\0')

/** What stays of the chunks before the pixels, once each, if it is no longer than its meaning requires. */
const maxLengths = new Map([
  ['PLTE', 3 * 256],
  ['tRNS', 256],
  ['gAMA', 4],
  ['cHRM', 32],
  ['sRGB', 1],
  ['cICP', 4],
  ['mDCV', 24],
  ['cLLI', 8],
  ['sBIT', 4],
  ['pHYs', 9],
  ['bKGD', 6],
  ['iCCP', maxProfileChunk],
])

/** Those that are written anew. */
const rewriters: Partial<
  Record<string, (content: Uint8Array) => Bytes | undefined | Promise<Bytes | undefined>>
> = {
  eXIf: orientationChunk,
  iCCP: profileChunk,
}

type Bytes = Uint8Array<ArrayBuffer>

type Header = { colourType: number; rawLength: number }

type Chunk = { type: string; content: Uint8Array; whole: Uint8Array }

/**
 * Copies a PNG (PNG specification, third edition) without text, EXIF, time stamps, unknown chunks and
 * whatever follows IEND. An EXIF orientation of 2 to 8 is written back alone, and a colour profile anew, under
 * one name for all. The end of the pixels is looked for, since bytes could follow them in their own chunks.
 *
 * @throws Refused for a lying length or a wrong CRC anywhere up to IEND, an impossible header, an animation
 * (acTL), an indexed picture without palette, missing or interrupted pixel data, a missing IEND, or pixel data
 * that is not one whole zlib stream, or more than the header says; TooLarge for a header beyond the limits
 */
export async function cleanPng(bytes: Uint8Array, limits: PictureLimits): Promise<Bytes> {
  const reader = new Reader(bytes, 'big-endian')
  reader.skip(signatureLength)
  const header = readChunk(reader)
  refuseUnless(header.type === 'IHDR' && header.content.length === 13, 'the header comes first')
  const { colourType, rawLength } = readHeader(new Reader(header.content, 'big-endian'), limits)
  const output = new Output(bytes, maxProfileChunk)
  output.write(reader.since(0))

  const kept = new Set<string>()
  const pixels = { start: 0, end: 0, length: 0 }
  let previous = header
  let chunk = readChunk(reader)
  while (chunk.type !== 'IEND') {
    const { type, content } = chunk
    refuseUnless(type !== 'acTL', 'a picture does not move')
    if (type === 'IDAT') {
      refuseUnless(!kept.has(type) || previous.type === type, 'pixel data is not interrupted')
      if (!kept.has(type)) pixels.start = reader.offset - chunk.whole.length
      kept.add(type)
      pixels.end = reader.offset
      pixels.length += content.length
      output.write(chunk.whole)
    } else if (!kept.has(type) && mayStay(chunk, colourType, kept.has('IDAT'))) {
      kept.add(type)
      const rewrite = rewriters[type]
      output.write(rewrite ? ((await rewrite(content)) ?? []) : chunk.whole)
    }
    previous = chunk
    chunk = readChunk(reader)
  }
  refuseUnless(pixels.length > 0, 'there are pixels')
  refuseUnless(colourType !== indexedColour || kept.has('PLTE'), 'indexed pixels have a palette')
  refuseUnless(chunk.content.length === 0, 'the end is empty')
  output.write(chunk.whole)
  checkZlibStream(contentsOf(bytes.subarray(pixels.start, pixels.end)), rawLength)
  return output.finish()
}

function readChunk(reader: Reader): Chunk {
  reader.beginPart()
  const start = reader.offset
  const length = reader.uint32()
  const type = reader.ascii(4)
  const content = reader.take(length)
  const sum = crc32(reader.since(start + 4))
  refuseUnless(reader.uint32() === sum, 'the check sum is right')
  return { type, content, whole: reader.since(start) }
}

/**
 * EXIF alone may stand behind the pixels. It does not stay as it is. A palette is colours of pixels only where these are
 * indexed; for others it is a suggestion that nobody has to follow, and could be any text.
 */
function mayStay({ type, content }: Chunk, colourType: number, afterPixels: boolean): boolean {
  if (type === 'PLTE' && colourType !== indexedColour) return false
  return type === 'eXIf' || (!afterPixels && content.length <= (maxLengths.get(type) ?? -1))
}

/** @returns nothing for an upright picture, of which a second EXIF chunk must not make another one */
function orientationChunk(exif: Uint8Array): Bytes | undefined {
  const block = orientationAlone(exif)
  return block && newChunk('eXIf', block)
}

/** @returns nothing for what is no profile, or is too long when it is packed as others are packed here */
async function profileChunk(content: Uint8Array): Promise<Bytes | undefined> {
  const nameLength = content.subarray(0, 80).indexOf(0)
  if (nameLength < 1 || content[nameLength + 1] !== 0) return undefined
  const sent = await inflated(content.subarray(nameLength + 2), maxProfile)
  const profile = sent && cleanProfile(sent)
  if (!profile) return undefined
  const clean = joined([profileBeginning, await deflated(profile)])
  return clean.length <= maxProfileChunk ? newChunk('iCCP', clean) : undefined
}

function newChunk(type: string, content: ArrayLike<number>): Bytes {
  const chunk = joined([[0, 0, 0, 0], ascii(type), content, [0, 0, 0, 0]])
  const view = new DataView(chunk.buffer)
  view.setUint32(0, content.length)
  view.setUint32(chunk.length - 4, crc32(chunk.subarray(4, -4)))
  return chunk
}

/** @param chunks whole ones in a row */
function* contentsOf(chunks: Uint8Array): Generator<Uint8Array> {
  const reader = new Reader(chunks, 'big-endian')
  while (reader.left > 0) {
    const length = reader.uint32()
    reader.skip(4)
    yield reader.take(length)
    reader.skip(4)
  }
}

/** @returns what of the header the rest has to fit */
function readHeader(header: Reader, limits: PictureLimits): Header {
  const [width, height] = [header.uint32(), header.uint32()]
  checkDimensions(width, height, limits)
  const bitDepth = header.uint8()
  const colourType = header.uint8()
  refuseUnless(bitDepths[colourType]?.includes(bitDepth) ?? false, 'bit depth and colour type go together')
  refuseUnless(header.uint8() === 0, 'there is one method of compression')
  refuseUnless(header.uint8() === 0, 'there is one method of filtering')
  const interlace = header.uint8()
  refuseUnless(interlace <= 1, 'pixels are interlaced in one way or not at all')
  const bitsPerPixel = bitDepth * (channels[colourType] ?? 0)
  const rawLength = rawLengthOf(width, height, bitsPerPixel, interlace === 1 ? allows : singlePass)
  return { colourType, rawLength }
}

/** The bytes of all rows, each with one for its filter. A pass without pixels has no rows. */
function rawLengthOf(width: number, height: number, bitsPerPixel: number, inPasses: typeof allows): number {
  return inPasses.reduce((sum, { left, top, across, down }) => {
    const [columns, rows] = [Math.ceil((width - left) / across), Math.ceil((height - top) / down)]
    if (columns <= 0 || rows <= 0) return sum
    return sum + rows * (1 + Math.ceil((columns * bitsPerPixel) / 8))
  }, 0)
}
