import { refuseUnless } from './bytes.ts'

/** The most pixels that a side may have, and all of a picture together. */
export type PictureLimits = { side: number; pixels: number }

/** Raised when a header says that a picture is beyond its limits; `cleanImage` makes it `'too_large'`. */
export class TooLarge extends Error {}

/**
 * A picture beyond the limits would fill the memory of the program that decodes it.
 *
 * @throws Refused for a picture without area, TooLarge beyond the limits
 */
export function checkDimensions(width: number, height: number, limits: PictureLimits): void {
  refuseUnless(width > 0 && height > 0, 'a picture has at least one pixel')
  const within = Math.max(width, height) <= limits.side && width * height <= limits.pixels
  if (!within) throw new TooLarge(`${width} x ${height} pixels`)
}
