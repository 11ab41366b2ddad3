import { Output, Reader, refuseUnless } from './bytes.ts'
import type { PictureLimits } from './dimensions.ts'
import { ProfileParts } from './jpeg-profile.ts'
import { allowedContent, checkFrame, checkScan, code, hasContent, isExif, isFrame } from './jpeg-segments.ts'

/** Every scan makes a viewer go over the whole picture again. Encoders write about ten, bombs thousands. */
const maxScans = 100

/**
 * T.81 has no place for bytes between segments, but viewers pass over them, and a picture that clients are
 * known to send has three behind a table. They are not copied. More of them mean that a length lies.
 */
const maxStrayBytes = 16

/**
 * Copies a JPEG (ITU-T T.81; JFIF 1.02) without comments, application segments other than JFIF, Adobe and
 * colour profile, embedded thumbnails, and whatever follows the end marker. An EXIF orientation of 2 to 8 is
 * written back alone, and a colour profile anew. Taken are baseline, extended and progressive Huffman coding with 8 bits per sample and
 * up to 100 scans.
 *
 * @throws Refused for a lying length, more than 16 stray bytes between segments, another coding, a frame that
 * is missing or repeated or leaves its height open (DNL), a scan before the frame, no scan or too many, a
 * damaged table, or a missing end marker; TooLarge for a frame beyond the limits
 */
export function cleanJpeg(bytes: Uint8Array, limits: PictureLimits): Uint8Array<ArrayBuffer> {
  const reader = new Reader(bytes, 'big-endian')
  const output = new Output(bytes)
  const startOfImage = 2
  output.write(reader.take(startOfImage))

  const profile = new ProfileParts()
  let hasExif = false
  let hasFrame = false
  let scans = 0
  let marker = readMarker(reader)
  while (marker !== code.EOI) {
    const content = readContent(reader, marker)
    const isSecondExif = hasExif && isExif(marker, content)
    hasExif ||= isExif(marker, content)
    if (isFrame(marker)) {
      refuseUnless(!hasFrame, 'there is one frame')
      checkFrame(marker, new Reader(content, 'big-endian'), limits)
      hasFrame = true
    }
    // Viewers know the colours before they decode the first scan.
    if (scans === 0 && marker === code.APP2) profile.add(content, output.length)
    if (!isSecondExif) writeSegment(output, marker, allowedContent(marker, content))
    if (marker === code.SOS) {
      refuseUnless(hasFrame, 'the frame comes before its scans')
      scans += 1
      refuseUnless(scans <= maxScans, 'there are no more scans than the limit')
      checkScan(content)
      output.write(takeEntropyCodedData(reader))
    }
    marker = readMarker(reader)
  }
  refuseUnless(scans > 0, 'there is a picture in the file')
  output.write([0xff, code.EOI])
  profile.insertInto(output)
  return output.finish()
}

/** Steps over stray bytes and then over any number of 0xFF, which may fill the space before a marker. */
function readMarker(reader: Reader): number {
  reader.beginPart()
  const start = reader.offset
  reader.seek(0xff)
  refuseUnless(reader.offset - start <= maxStrayBytes, 'segments are as long as they say')
  let marker = reader.uint8()
  while (marker === 0xff) marker = reader.uint8()
  return marker
}

function readContent(reader: Reader, marker: number): Uint8Array {
  refuseUnless(hasContent(marker), 'outside scans there are only segments')
  const length = reader.uint16()
  refuseUnless(length >= 2, 'the length of a segment counts itself')
  return reader.take(length - 2)
}

function writeSegment(output: Output, marker: number, content: ArrayLike<number> | undefined): void {
  if (!content) return
  const length = content.length + 2
  output.write([0xff, marker, length >> 8, length & 0xff])
  output.write(content)
}

/** Restart markers belong to the data, and so does 0xFF before a zero: that is how a byte 0xFF is written. */
function takeEntropyCodedData(reader: Reader): Uint8Array {
  const start = reader.offset
  const { rest } = reader
  let at = 0
  let length = 0
  for (let marker = 0; marker === 0 || (marker >= code.RST0 && marker <= code.RST7); at++) {
    while (at < rest.length && rest[at] !== 0xff) at++
    length = at
    while (rest[at] === 0xff) at++
    refuseUnless(at < rest.length, 'what has to come is in the file')
    marker = rest[at] ?? 0
  }
  reader.skip(length)
  return reader.since(start)
}
