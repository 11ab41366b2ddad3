import { Output, Reader, refuseUnless, startsWith } from './bytes.ts'
import { checkDimensions } from './dimensions.ts'

const imageBlock = 0x2c
const extensionBlock = 0x21
const trailer = 0x3b

const plainTextStart = '\x21\x01'
const graphicControlStart = '\x21\xf9\x04'
const loopCountStarts = ['\x21\xff\x0bNETSCAPE2.0\x03\x01', '\x21\xff\x0bANIMEXTS1.0\x03\x01']

const maxFrames = 500

/**
 * Copies a GIF (GIF89a specification; also 87a) without comments, plain text, application data other than the
 * loop count, and whatever follows the trailer. Animations stay, up to 500 frames.
 *
 * @throws Refused for an unknown block, a lying length, a frame that is empty or reaches beyond the limits of
 * a picture, no frame or too many, or a missing trailer
 */
export function cleanGif(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const reader = new Reader(bytes, 'little-endian')
  const output = new Output(bytes)
  skipHeader(reader)
  output.write(reader.since(0))

  let frames = 0
  let loops = false
  let control: Uint8Array | undefined
  for (;;) {
    const start = reader.offset
    const kind = reader.uint8()
    if (kind === trailer) break
    if (kind === imageBlock) {
      frames += 1
      refuseUnless(frames <= maxFrames, 'there are no more frames than the limit')
      skipImage(reader)
      if (control) output.write(control)
      output.write(reader.since(start))
      control = undefined
    } else {
      refuseUnless(kind === extensionBlock, 'a block is an image, an extension or the trailer')
      skipExtension(reader)
      const extension = reader.since(start)
      if (isGraphicControl(extension)) control = extension
      // A graphic control is for the next thing drawn: it must not pass from dropped text to an image.
      if (startsWith(extension, plainTextStart)) control = undefined
      if (isLoopCount(extension) && !loops) {
        loops = true
        output.write(extension)
      }
    }
  }
  refuseUnless(frames > 0, 'there is a picture in the file')
  output.write([trailer])
  return output.finish()
}

function skipHeader(reader: Reader): void {
  const version = reader.ascii(6)
  refuseUnless(version === 'GIF87a' || version === 'GIF89a', 'there are two versions of GIF')
  checkDimensions(reader.uint16(), reader.uint16())
  const flags = reader.uint8()
  const backgroundAndAspect = 2
  reader.skip(backgroundAndAspect)
  skipColourTable(reader, flags)
}

/**
 * A frame may lie outside the screen: viewers then crop it or enlarge the screen, so the corner is what
 * counts.
 */
function skipImage(reader: Reader): void {
  const left = reader.uint16()
  const top = reader.uint16()
  const width = reader.uint16()
  const height = reader.uint16()
  checkDimensions(width, height)
  checkDimensions(left + width, top + height)
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
  let length = reader.uint8()
  while (length > 0) {
    reader.skip(length)
    length = reader.uint8()
  }
}

function isGraphicControl(extension: Uint8Array): boolean {
  return extension.length === 8 && startsWith(extension, graphicControlStart)
}

function isLoopCount(extension: Uint8Array): boolean {
  return extension.length === 19 && loopCountStarts.some((start) => startsWith(extension, start))
}
