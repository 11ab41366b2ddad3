import { Refused, startsWith } from './bytes.ts'
import { cleanGif } from './gif.ts'
import { cleanJpeg } from './jpeg.ts'
import { cleanPng } from './png.ts'
import { cleanWebp } from './webp.ts'

export type ImageType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp'

export type CleanImage = { type: ImageType; bytes: Uint8Array<ArrayBuffer> }

type Format = {
  type: ImageType
  signature: string
  clean: (bytes: Uint8Array) => Uint8Array<ArrayBuffer>
}

const formats: Format[] = [
  { type: 'image/jpeg', signature: '\xff\xd8\xff', clean: cleanJpeg },
  { type: 'image/png', signature: '\x89PNG\r\n\x1a\n', clean: cleanPng },
  { type: 'image/gif', signature: 'GIF8', clean: cleanGif },
  { type: 'image/webp', signature: 'RIFF', clean: cleanWebp },
]

/**
 * Decides by its bytes alone whether a file is a picture we take, and copies it without anything a viewer
 * does not need: metadata (only the orientation of a JPEG survives), comments, thumbnails, unknown parts, and
 * bytes after the end. The pixels are neither decoded nor changed, so a picture may still prove broken when
 * it is shown. Cleaning a clean picture changes nothing.
 *
 * Taken are JPEG, PNG without animation, GIF of up to 500 frames and WebP without animation, with sides of 1
 * to 12,000 pixels and at most 64 million pixels. Time and memory grow with the length of the file, which the
 * caller limits.
 *
 * @returns the picture under the type its bytes show, in memory of its own; `undefined` for everything else.
 * It does not throw.
 */
export function cleanImage(bytes: Uint8Array<ArrayBuffer>): CleanImage | undefined {
  const format = formats.find(({ signature }) => startsWith(bytes, signature))
  if (!format) return undefined
  try {
    return { type: format.type, bytes: format.clean(bytes) }
  } catch (error) {
    if (error instanceof Refused) return undefined
    throw error
  }
}
