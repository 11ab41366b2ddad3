import { Output, Reader, refuseUnless } from './bytes.ts'
import { checkDimensions } from './dimensions.ts'

type Size = { width: number; height: number }

const simpleTypes = ['VP8 ', 'VP8L']
const extendedTypes = ['VP8X', 'ICCP', 'ALPH', ...simpleTypes]
const animationTypes = ['ANIM', 'ANMF']
const flag = { profile: 0x20, alpha: 0x10, animation: 0x02 }

/**
 * Copies a still WebP (RFC 9649) without EXIF, XMP, unknown chunks and whatever follows the declared size.
 * That size and the extended header are written anew, with flags for what is left.
 *
 * @throws Refused for a lying length, an animation, a damaged frame header, a canvas of another size than its
 * picture, or a missing picture
 */
export function cleanWebp(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunks = readChunks(bytes)
  const lossy = chunks.get('VP8 ')
  const lossless = chunks.get('VP8L')
  const extended = chunks.get('VP8X')

  const frame = lossy ?? lossless
  refuseUnless(frame !== undefined, 'there is a picture in the file')
  const frameReader = new Reader(frame, 'little-endian')
  const size = lossy ? readLossySize(frameReader) : readLosslessSize(frameReader)
  checkDimensions(size.width, size.height)
  if (extended) chunks.set('VP8X', cleanExtendedHeader(extended, size, chunks.has('ICCP')))
  const alphaIsInFrame = lossless !== undefined
  if (alphaIsInFrame) chunks.delete('ALPH')

  const output = new Output(bytes)
  const sizeToCome = [0, 0, 0, 0]
  output.write([...ascii('RIFF'), ...sizeToCome, ...ascii('WEBP')])
  for (const type of extended ? extendedTypes : simpleTypes) writeChunk(output, type, chunks.get(type))
  const clean = output.finish()
  new DataView(clean.buffer).setUint32(4, clean.length - 8, true)
  return clean
}

/** The first chunk of each kept type up to the picture; after the picture there is nothing but metadata. */
function readChunks(bytes: Uint8Array): Map<string, Uint8Array> {
  const file = new Reader(bytes, 'little-endian')
  file.skip('RIFF'.length)
  const reader = new Reader(file.take(file.uint32()), 'little-endian')
  refuseUnless(reader.ascii(4) === 'WEBP', 'the container holds WebP')

  const chunks = new Map<string, Uint8Array>()
  while (reader.left > 0) {
    const type = reader.ascii(4)
    const content = reader.take(reader.uint32())
    // Some writers leave out the padding of the last chunk.
    reader.skip(Math.min(content.length % 2, reader.left))
    refuseUnless(!animationTypes.includes(type), 'a picture does not move')
    const pictureSeen = chunks.has('VP8 ') || chunks.has('VP8L')
    if (extendedTypes.includes(type) && !chunks.has(type) && !pictureSeen) chunks.set(type, content)
  }
  return chunks
}

/** RFC 6386, section 9.1. */
function readLossySize(frame: Reader): Size {
  const length = frame.left
  const tag = readUint24(frame)
  const [isDelta, version, isShown, partitionLength] = [tag & 1, (tag >> 1) & 7, (tag >> 4) & 1, tag >> 5]
  refuseUnless(isDelta === 0 && version <= 3 && isShown === 1, 'the frame is whole and visible')
  refuseUnless(partitionLength < length, 'the first partition is within the frame')
  refuseUnless(readUint24(frame) === 0x2a019d, 'the frame has its start code')
  const withoutScale = 0x3fff
  return { width: frame.uint16() & withoutScale, height: frame.uint16() & withoutScale }
}

/** RFC 9649, section 3.4. */
function readLosslessSize(frame: Reader): Size {
  refuseUnless(frame.uint8() === 0x2f, 'the frame has its signature')
  const bits = frame.uint32()
  refuseUnless(bits >>> 29 === 0, 'there is one version')
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

/**
 * @throws Refused when the file is animated or the canvas is not filled by its picture (RFC 9649, section
 * 2.7)
 */
function cleanExtendedHeader(header: Uint8Array, size: Size, hasProfile: boolean): Uint8Array {
  const reader = new Reader(header, 'little-endian')
  const flags = reader.uint8()
  refuseUnless((flags & flag.animation) === 0, 'a picture does not move')
  const reserved = 3
  reader.skip(reserved)
  const width = readUint24(reader) + 1
  const height = readUint24(reader) + 1
  refuseUnless(width === size.width && height === size.height, 'the canvas is as large as the picture')
  const cleanFlags = (flags & flag.alpha) | (hasProfile ? flag.profile : 0)
  return Uint8Array.of(cleanFlags, 0, 0, 0, ...littleEndian(width - 1, 3), ...littleEndian(height - 1, 3))
}

function writeChunk(output: Output, type: string, content: Uint8Array | undefined): void {
  if (!content) return
  output.write([...ascii(type), ...littleEndian(content.length, 4)])
  output.write(content)
  if (content.length % 2 === 1) output.write([0])
}

function readUint24(reader: Reader): number {
  return reader.uint16() | (reader.uint8() << 16)
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0))
}

function littleEndian(value: number, length: number): number[] {
  return Array.from({ length }, (_, index) => (value >>> (8 * index)) & 0xff)
}
