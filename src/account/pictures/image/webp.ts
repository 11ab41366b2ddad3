import { ascii, Output, Reader, refuseUnless } from './bytes.ts'
import { checkDimensions, type PictureLimits } from './dimensions.ts'
import { orientationAlone } from './exif.ts'
import { cleanProfile } from './icc.ts'

type Size = { width: number; height: number }

const simpleTypes = ['VP8 ', 'VP8L']
const extendedTypes = ['VP8X', 'ICCP', 'ALPH', ...simpleTypes, 'EXIF']
const animationTypes = ['ANIM', 'ANMF']
const flag = { profile: 0x20, alpha: 0x10, exif: 0x08, animation: 0x02 }

/** Chunks that hold a size: it is in their first bytes, so no more of them needs to be there. */
const sizeReaders = new Map([
  ['VP8X', readCanvasSize],
  ['VP8 ', readLossySize],
  ['VP8L', readLosslessSize],
])

/**
 * Copies a still WebP (RFC 9649) without EXIF, XMP, unknown chunks and whatever follows the declared size. An
 * EXIF orientation of 2 to 8 is written back alone and a colour profile anew, unless the file is a simple one.
 * The declared size and the extended header are written anew, with flags for what is left.
 *
 * @throws Refused for a lying length, an animation, a damaged frame header, a canvas of another size than its
 * picture, or a missing picture; TooLarge for a canvas or a picture beyond the limits
 */
export function cleanWebp(bytes: Uint8Array, limits: PictureLimits): Uint8Array<ArrayBuffer> {
  checkSize(bytes, limits)
  const chunks = readChunks(bytes)
  const lossy = chunks.get('VP8 ')
  const lossless = chunks.get('VP8L')
  const extended = chunks.get('VP8X')

  const frame = lossy ?? lossless
  refuseUnless(frame !== undefined, 'there is a picture in the file')
  const frameReader = new Reader(frame, 'little-endian')
  const size = lossy ? readLossySize(frameReader) : readLosslessSize(frameReader)
  if (lossy) checkPartition(lossy)
  keepOrientation(chunks)
  keepProfile(chunks)
  if (extended) chunks.set('VP8X', cleanExtendedHeader(extended, size, chunks))
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

/** Looks no further than the first chunk with a size, so that it does not matter what comes after. */
function checkSize(bytes: Uint8Array, limits: PictureLimits): void {
  const reader = new Reader(bytes, 'little-endian')
  const riffAndSize = 8
  reader.skip(riffAndSize)
  refuseUnless(reader.ascii(4) === 'WEBP', 'the container holds WebP')
  for (;;) {
    reader.beginPart()
    const readSize = sizeReaders.get(reader.ascii(4))
    const length = reader.uint32()
    if (readSize) {
      const beginning = reader.take(Math.min(length, reader.left))
      const { width, height } = readSize(new Reader(beginning, 'little-endian'))
      checkDimensions(width, height, limits)
      return
    }
    reader.skip(length + (length % 2))
  }
}

/** The first chunk of each kept type up to the picture; behind the picture only EXIF may be of use. */
function readChunks(bytes: Uint8Array): Map<string, Uint8Array> {
  const file = new Reader(bytes, 'little-endian')
  file.skip('RIFF'.length)
  const reader = new Reader(file.take(file.uint32()), 'little-endian')
  reader.skip('WEBP'.length)

  const chunks = new Map<string, Uint8Array>()
  while (reader.left > 0) {
    reader.beginPart()
    const type = reader.ascii(4)
    const content = reader.take(reader.uint32())
    // Some writers leave out the padding of the last chunk.
    reader.skip(Math.min(content.length % 2, reader.left))
    refuseUnless(!animationTypes.includes(type), 'a picture does not move')
    const inPlace = type === 'EXIF' || !(chunks.has('VP8 ') || chunks.has('VP8L'))
    if (extendedTypes.includes(type) && !chunks.has(type) && inPlace) chunks.set(type, content)
  }
  return chunks
}

/** Puts the orientation in the place of all that EXIF says. */
function keepOrientation(chunks: Map<string, Uint8Array>): void {
  const block = orientationAlone(chunks.get('EXIF') ?? new Uint8Array())
  if (block) chunks.set('EXIF', Uint8Array.from(block))
  else chunks.delete('EXIF')
}

/** Puts a clean profile in the place of what was sent. */
function keepProfile(chunks: Map<string, Uint8Array>): void {
  const profile = cleanProfile(chunks.get('ICCP') ?? new Uint8Array())
  if (profile) chunks.set('ICCP', profile)
  else chunks.delete('ICCP')
}

/** RFC 9649, section 2.7. */
function readCanvasSize(header: Reader): Size {
  const flagsAndReserved = 4
  header.skip(flagsAndReserved)
  return { width: readUint24(header) + 1, height: readUint24(header) + 1 }
}

/** RFC 6386, section 9.1. */
function readLossySize(frame: Reader): Size {
  const tag = readUint24(frame)
  const [isDelta, version, isShown] = [tag & 1, (tag >> 1) & 7, (tag >> 4) & 1]
  refuseUnless(isDelta === 0 && version <= 3 && isShown === 1, 'the frame is whole and visible')
  refuseUnless(readUint24(frame) === 0x2a019d, 'the frame has its start code')
  const withoutScale = 0x3fff
  return { width: frame.uint16() & withoutScale, height: frame.uint16() & withoutScale }
}

/** RFC 6386, section 9.1: the upper bits of the tag are the length of the first partition. */
function checkPartition(frame: Uint8Array): void {
  const partitionLength = readUint24(new Reader(frame, 'little-endian')) >> 5
  refuseUnless(partitionLength < frame.length, 'the first partition is within the frame')
}

/** RFC 9649, section 3.4. */
function readLosslessSize(frame: Reader): Size {
  refuseUnless(frame.uint8() === 0x2f, 'the frame has its signature')
  const bits = frame.uint32()
  refuseUnless(bits >>> 29 === 0, 'there is one version')
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

/**
 * @param chunks what the flags are for
 * @throws Refused when the file is animated or the canvas is not filled by its picture (RFC 9649, section
 * 2.7)
 */
function cleanExtendedHeader(header: Uint8Array, size: Size, chunks: Map<string, unknown>): Uint8Array {
  const reader = new Reader(header, 'little-endian')
  const canvas = readCanvasSize(reader)
  const sameSize = canvas.width === size.width && canvas.height === size.height
  refuseUnless(sameSize, 'the canvas is as large as the picture')
  const flags = header[0] ?? 0
  refuseUnless((flags & flag.animation) === 0, 'a picture does not move')
  const profile = chunks.has('ICCP') ? flag.profile : 0
  const exif = chunks.has('EXIF') ? flag.exif : 0
  const sides = [...littleEndian(size.width - 1, 3), ...littleEndian(size.height - 1, 3)]
  return Uint8Array.of((flags & flag.alpha) | profile | exif, 0, 0, 0, ...sides)
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

function littleEndian(value: number, length: number): number[] {
  return Array.from({ length }, (_, index) => (value >>> (8 * index)) & 0xff)
}
