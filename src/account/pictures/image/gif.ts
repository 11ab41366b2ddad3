import { Output, Reader, refuseUnless, startsWith } from './bytes.ts'
import { checkDimensions, type PictureLimits } from './dimensions.ts'

const imageBlock = 0x2c
const extensionBlock = 0x21
const trailer = 0x3b

const plainTextStart = '\x21\x01'
const graphicControlStart = '\x21\xf9\x04'

/**
 * Copies the first frame of a GIF (GIF89a specification; also 87a) with its graphic control, and nothing
 * else. The other frames may be any number, and need no more than to be whole.
 *
 * @throws Refused for an unknown block, a lying length, an empty first frame, no frame, or a missing trailer;
 * TooLarge for a screen or a first frame that reaches beyond the limits
 */
export function cleanGif(bytes: Uint8Array, limits: PictureLimits): Uint8Array<ArrayBuffer> {
  const reader = new Reader(bytes, 'little-endian')
  skipHeader(reader, limits)
  const header = reader.since(0)
  const control = skipToFrame(reader)
  const start = reader.offset
  skipFirstFrame(reader, limits)
  const frame = reader.since(start)
  skipToTrailer(reader)

  const output = new Output(bytes)
  output.write(header)
  if (control) output.write(control)
  output.write([imageBlock])
  output.write(frame)
  output.write([trailer])
  return output.finish()
}

function skipHeader(reader: Reader, limits: PictureLimits): void {
  const version = reader.ascii(6)
  refuseUnless(version === 'GIF87a' || version === 'GIF89a', 'there are two versions of GIF')
  checkDimensions(reader.uint16(), reader.uint16(), limits)
  const flags = reader.uint8()
  const backgroundAndAspect = 2
  reader.skip(backgroundAndAspect)
  skipColourTable(reader, flags)
}

/**
 * Steps over the extensions before the first frame, and over the byte that announces it.
 *
 * @returns the graphic control of the frame, if it has one
 */
function skipToFrame(reader: Reader): Uint8Array | undefined {
  let control: Uint8Array | undefined
  for (;;) {
    const start = reader.offset
    reader.beginPart()
    const kind = reader.uint8()
    if (kind === imageBlock) return control
    refuseUnless(kind === extensionBlock, 'before the first frame there are only extensions')
    skipExtension(reader)
    const extension = reader.since(start)
    if (isGraphicControl(extension)) control = extension
    // A graphic control is for the next thing drawn: it must not pass from dropped text to an image.
    if (startsWith(extension, plainTextStart)) control = undefined
  }
}

function skipToTrailer(reader: Reader): void {
  for (let kind = reader.uint8(); kind !== trailer; kind = reader.uint8()) {
    reader.beginPart()
    refuseUnless(kind === imageBlock || kind === extensionBlock, 'a block is an image or an extension')
    if (kind === imageBlock) skipFrame(reader)
    else skipExtension(reader)
  }
}

/**
 * A frame may lie outside the screen: viewers then crop it or enlarge the screen, so the corner is what
 * counts.
 */
function skipFirstFrame(reader: Reader, limits: PictureLimits): void {
  const left = reader.uint16()
  const top = reader.uint16()
  const width = reader.uint16()
  const height = reader.uint16()
  checkDimensions(width, height, limits)
  checkDimensions(left + width, top + height, limits)
  skipPixels(reader)
}

function skipFrame(reader: Reader): void {
  const placeAndSize = 8
  reader.skip(placeAndSize)
  skipPixels(reader)
}

function skipPixels(reader: Reader): void {
  skipColourTable(reader, reader.uint8())
  const codeSize = reader.uint8()
  refuseUnless(codeSize >= 1 && codeSize <= 8, 'a colour index has one to eight bits')
  skipSubBlocks(reader)
}

function skipColourTable(reader: Reader, flags: number): void {
  const present = (flags & 0x80) !== 0
  if (present) reader.skip(3 << ((flags & 7) + 1))
}

function skipExtension(reader: Reader): void {
  const label = 1
  reader.skip(label)
  skipSubBlocks(reader)
}

function skipSubBlocks(reader: Reader): void {
  const { rest } = reader
  let at = 0
  for (let length = rest[at]; length !== undefined && length > 0; length = rest[at]) at += 1 + length
  const end = 1
  reader.skip(at + end)
}

function isGraphicControl(extension: Uint8Array): boolean {
  return extension.length === 8 && startsWith(extension, graphicControlStart)
}
