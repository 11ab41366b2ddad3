import { Refused, startsWith } from './bytes.ts'
import { type PictureLimits, TooLarge } from './dimensions.ts'
import { cleanGif } from './gif.ts'
import { cleanJpeg } from './jpeg.ts'
import { cleanPng } from './png.ts'
import { cleanWebp } from './webp.ts'

export type { PictureLimits } from './dimensions.ts'

export type ImageType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp'

export type CleanImage = { type: ImageType; bytes: Uint8Array<ArrayBuffer> }

type Format = {
  type: ImageType
  signature: string
  clean: (
    bytes: Uint8Array,
    limits: PictureLimits,
  ) => Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>
}

const formats: Format[] = [
  { type: 'image/jpeg', signature: '\xff\xd8\xff', clean: cleanJpeg },
  { type: 'image/png', signature: '\x89PNG\r\n\x1a\n', clean: cleanPng },
  { type: 'image/gif', signature: 'GIF8', clean: cleanGif },
  { type: 'image/webp', signature: 'RIFF', clean: cleanWebp },
]

/**
 * Decides by its bytes alone whether a file is a picture we take, and copies it without anything a viewer
 * does not need: metadata (only an EXIF orientation and the numbers of a colour profile survive), comments,
 * thumbnails, unknown parts, and bytes after the end. The pixels are not changed, and not decoded more than it
 * takes to find their end, so a picture may still prove broken when it is shown. Cleaning a clean picture changes
 * nothing.
 *
 * Taken are JPEG, PNG and WebP without animation, and of a GIF the first frame. Time and memory grow with the
 * length of the file, which the caller limits; the time for a PNG also with its pixels.
 *
 * @param limits in pixels; a picture beyond them is known from its header, before the rest is looked at
 * @returns the picture under the type its bytes show, in memory of its own; `'too_large'` for one beyond the
 * limits, whatever the rest of its file is like; `undefined` for everything else. It does not fail.
 */
export async function cleanImage(
  bytes: Uint8Array<ArrayBuffer>,
  limits: PictureLimits,
): Promise<CleanImage | 'too_large' | undefined> {
  const format = formats.find(({ signature }) => startsWith(bytes, signature))
  if (!format) return undefined
  try {
    return { type: format.type, bytes: await format.clean(bytes, limits) }
  } catch (error) {
    if (error instanceof TooLarge) return 'too_large'
    if (error instanceof Refused) return undefined
    throw error
  }
}
