import { startsWith } from './bytes.ts'

/** What comes before the block in a JPEG. */
export const exifSignature = 'Exif\0\0'

/** The orientation of a picture that is shown as it is stored. */
const upright = 1

const orientationTag = 0x0112
const shortType = 3

/**
 * What may stay of EXIF: the orientation, if a picture is not shown as it is stored.
 *
 * @param exif with `Exif\0\0` or, as PNG and WebP want it but not all of their writers, without
 * @returns a block without `Exif\0\0`; `undefined` for a picture that is upright as far as one can tell
 */
export function orientationAlone(exif: Uint8Array): number[] | undefined {
  const signed = startsWith(exif, exifSignature)
  const orientation = orientationOf(signed ? exif.subarray(exifSignature.length) : exif)
  return orientation === upright ? undefined : exifWithOrientation(orientation)
}

/**
 * Reads the orientation, 1 to 8, from the first directory of an EXIF block (TIFF 6.0, section 2; EXIF 2.32,
 * 4.6.4).
 *
 * @param tiff the block from its byte order mark on, without the `Exif\0\0` before it
 * @returns 1, "upright", when the block is damaged or holds no usable orientation
 */
function orientationOf(tiff: Uint8Array): number {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  if (tiff.length < 8) return upright
  const mark = view.getUint16(0)
  const littleEndian = mark === 0x4949
  if ((!littleEndian && mark !== 0x4d4d) || view.getUint16(2, littleEndian) !== 42) return upright

  const directory = view.getUint32(4, littleEndian)
  if (directory < 8 || directory + 2 > tiff.length) return upright
  const firstEntry = directory + 2
  const declared = view.getUint16(directory, littleEndian)
  const count = Math.min(declared, Math.floor((tiff.length - firstEntry) / 12))
  for (let entry = firstEntry; entry < firstEntry + 12 * count; entry += 12) {
    if (view.getUint16(entry, littleEndian) !== orientationTag) continue
    const value = view.getUint16(entry + 8, littleEndian)
    const usable = view.getUint16(entry + 2, littleEndian) === shortType && value >= 1 && value <= 8
    return usable ? value : upright
  }
  return upright
}

/** The smallest EXIF block there is with an orientation: one directory of one entry, big-endian, 26 bytes. */
function exifWithOrientation(orientation: number): number[] {
  const header = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8]
  const entry = [0x01, 0x12, 0, shortType, 0, 0, 0, 1, 0, orientation, 0, 0]
  const noNextDirectory = [0, 0, 0, 0]
  return [...header, 0, 1, ...entry, ...noNextDirectory]
}
