import { ascii, Output, Reader, refuseUnless } from './bytes.ts'
import { crc32 } from './crc32.ts'
import { checkDimensions, type PictureLimits } from './dimensions.ts'
import { orientationAlone } from './exif.ts'

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
  ['iCCP', 64 * 1024],
])

type Chunk = { type: string; content: Uint8Array; whole: Uint8Array }

/**
 * Copies a PNG (PNG specification, third edition) without text, EXIF, time stamps, unknown chunks and
 * whatever follows IEND. An EXIF orientation of 2 to 8 is written back alone. Nothing is inflated, so it does
 * not matter how pixels and profile are packed.
 *
 * @throws Refused for a lying length or a wrong CRC anywhere up to IEND, an impossible header, an animation
 * (acTL), an indexed picture without palette, missing or interrupted pixel data, or a missing IEND; TooLarge
 * for a header beyond the limits
 */
export function cleanPng(bytes: Uint8Array, limits: PictureLimits): Uint8Array<ArrayBuffer> {
  const reader = new Reader(bytes, 'big-endian')
  reader.skip(signatureLength)
  const header = readChunk(reader)
  refuseUnless(header.type === 'IHDR' && header.content.length === 13, 'the header comes first')
  const colourType = readHeader(new Reader(header.content, 'big-endian'), limits)
  const output = new Output(bytes)
  output.write(reader.since(0))

  const kept = new Set<string>()
  let pixelBytes = 0
  let previous = header
  let chunk = readChunk(reader)
  while (chunk.type !== 'IEND') {
    const { type, content } = chunk
    refuseUnless(type !== 'acTL', 'a picture does not move')
    if (type === 'IDAT') {
      refuseUnless(!kept.has(type) || previous.type === type, 'pixel data is not interrupted')
      kept.add(type)
      pixelBytes += content.length
      output.write(chunk.whole)
    } else if (!kept.has(type) && mayStay(chunk, kept.has('IDAT'))) {
      kept.add(type)
      output.write(type === 'eXIf' ? orientationChunk(content) : chunk.whole)
    }
    previous = chunk
    chunk = readChunk(reader)
  }
  refuseUnless(pixelBytes > 0, 'there are pixels')
  refuseUnless(colourType !== indexedColour || kept.has('PLTE'), 'indexed pixels have a palette')
  refuseUnless(chunk.content.length === 0, 'the end is empty')
  output.write(chunk.whole)
  return output.finish()
}

function readChunk(reader: Reader): Chunk {
  const start = reader.offset
  const length = reader.uint32()
  const type = reader.ascii(4)
  const content = reader.take(length)
  const sum = crc32(reader.since(start + 4))
  refuseUnless(reader.uint32() === sum, 'the check sum is right')
  return { type, content, whole: reader.since(start) }
}

/** EXIF alone may stand behind the pixels. It does not stay as it is. */
function mayStay({ type, content }: Chunk, afterPixels: boolean): boolean {
  return type === 'eXIf' || (!afterPixels && content.length <= (maxLengths.get(type) ?? -1))
}

/** @returns nothing for an upright picture, of which a second EXIF chunk must not make another one */
function orientationChunk(exif: Uint8Array): ArrayLike<number> {
  const block = orientationAlone(exif)
  if (!block) return []
  const typeAndContent = Uint8Array.of(...ascii('eXIf'), ...block)
  const chunk = new Uint8Array(typeAndContent.length + 8)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, block.length)
  chunk.set(typeAndContent, 4)
  view.setUint32(chunk.length - 4, crc32(typeAndContent))
  return chunk
}

/** @returns the colour type */
function readHeader(header: Reader, limits: PictureLimits): number {
  checkDimensions(header.uint32(), header.uint32(), limits)
  const bitDepth = header.uint8()
  const colourType = header.uint8()
  refuseUnless(bitDepths[colourType]?.includes(bitDepth) ?? false, 'bit depth and colour type go together')
  refuseUnless(header.uint8() === 0, 'there is one method of compression')
  refuseUnless(header.uint8() === 0, 'there is one method of filtering')
  refuseUnless(header.uint8() <= 1, 'pixels are interlaced in one way or not at all')
  return colourType
}
