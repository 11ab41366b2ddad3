import { ascii, Reader, refuseUnless, startsWith } from './bytes.ts'
import { checkDimensions, type PictureLimits } from './dimensions.ts'
import { exifSignature, orientationAlone } from './exif.ts'

/** Marker codes under the names of ITU-T T.81, table B.1. */
export const code = {
  SOF0: 0xc0,
  SOF1: 0xc1,
  SOF2: 0xc2,
  DHT: 0xc4,
  DAC: 0xcc,
  SOF15: 0xcf,
  RST0: 0xd0,
  RST7: 0xd7,
  SOI: 0xd8,
  EOI: 0xd9,
  SOS: 0xda,
  DQT: 0xdb,
  DRI: 0xdd,
  APP0: 0xe0,
  APP1: 0xe1,
  APP2: 0xe2,
  APP14: 0xee,
}

/** Markers below the frames are reserved; a restart or the start of an image stands alone. */
export function hasContent(marker: number): boolean {
  return marker >= code.SOF0 && !(marker >= code.RST0 && marker <= code.SOI)
}

export function isExif(marker: number, content: Uint8Array): boolean {
  return marker === code.APP1 && startsWith(content, exifSignature)
}

/** Also true for the codings that are not taken, so that `checkFrame` can refuse them. */
export function isFrame(marker: number): boolean {
  return marker >= code.SOF0 && marker <= code.SOF15 && marker !== code.DHT && marker !== code.DAC
}

/** @throws Refused unless the frame is in a coding that viewers know; TooLarge beyond the limits */
export function checkFrame(marker: number, content: Reader, limits: PictureLimits): void {
  refuseUnless(marker <= code.SOF2, 'the coding is baseline, extended or progressive')
  refuseUnless(content.uint8() === 8, 'samples have 8 bits')
  const height = content.uint16()
  checkDimensions(content.uint16(), height, limits)
  const components = content.uint8()
  refuseUnless(components >= 1 && components <= 4, 'there are one to four components')
  refuseUnless(content.left === 3 * components, 'each component has its three bytes')
}

/** @throws Refused unless the header of the scan is as long as its components make it */
export function checkScan(content: Uint8Array): void {
  const components = content[0] ?? 0
  refuseUnless(components >= 1 && components <= 4, 'there are one to four components')
  refuseUnless(content.length === 1 + 2 * components + 3, 'each component has its two bytes')
}

/** What may stay of a segment: all, a part, or nothing. */
export function allowedContent(marker: number, content: Uint8Array): ArrayLike<number> | undefined {
  switch (marker) {
    case code.SOF0:
    case code.SOF1:
    case code.SOF2:
    case code.SOS:
      return content
    case code.DHT:
      return checkedTables(content, skipHuffmanTable)
    case code.DQT:
      return checkedTables(content, skipQuantisationTable)
    case code.DRI:
      refuseUnless(content.length === 2, 'a restart interval has two bytes')
      return content
    case code.APP0:
      return jfifWithoutThumbnail(content)
    case code.APP1:
      return exifWithoutDetails(content)
    case code.APP14:
      return startsWith(content, 'Adobe') && content.length >= 12 ? content.subarray(0, 12) : undefined
    default:
      return undefined
  }
}

function jfifWithoutThumbnail(content: Uint8Array): number[] | undefined {
  if (!startsWith(content, 'JFIF\0') || content.length < 14) return undefined
  const noThumbnail = [0, 0]
  return [...content.subarray(0, 12), ...noThumbnail]
}

function exifWithoutDetails(content: Uint8Array): number[] | undefined {
  const block = startsWith(content, exifSignature) ? orientationAlone(content) : undefined
  return block && [...ascii(exifSignature), ...block]
}

/** Viewers refuse tables that are shorter or longer than they say, and there could be text in them. */
function checkedTables(content: Uint8Array, skipTable: (reader: Reader) => void): Uint8Array {
  const reader = new Reader(content, 'big-endian')
  while (reader.left > 0) skipTable(reader)
  return content
}

/** ITU-T T.81, section B.2.4.1. */
function skipQuantisationTable(reader: Reader): void {
  const bytesPerStep = reader.uint8() >> 4 === 0 ? 1 : 2
  reader.skip(64 * bytesPerStep)
}

/** ITU-T T.81, section B.2.4.2: how many codes there are of 1 to 16 bits, then what they stand for. */
function skipHuffmanTable(reader: Reader): void {
  const classAndDestination = 1
  reader.skip(classAndDestination)
  const codes = reader.take(16).reduce((sum, count) => sum + count, 0)
  refuseUnless(codes <= 256, 'there are no more codes than values of a byte')
  reader.skip(codes)
}
