import { refuseUnless } from './bytes.ts'

const maxSide = 12_000
const maxPixels = 64_000_000

/** Refuses a picture without area and one that would fill the memory of whoever decodes it. */
export function checkDimensions(width: number, height: number): void {
  refuseUnless(width > 0 && height > 0, 'a picture has at least one pixel')
  refuseUnless(width <= maxSide && height <= maxSide, 'no side is longer than the limit')
  refuseUnless(width * height <= maxPixels, 'there are no more pixels than the limit')
}
