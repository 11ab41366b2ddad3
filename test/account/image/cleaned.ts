import { cleanImage } from '../../../src/account/pictures/image/clean-image.ts'

/** What the API allows unless its settings say otherwise. */
export const limits = { side: 12_000, pixels: 64_000_000 }

/** The bytes of a clean picture, or why there is none. */
export async function cleaned(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | 'too_large' | undefined> {
  const result = await cleanImage(bytes, limits)
  return typeof result === 'object' ? result.bytes : result
}

/** The bytes of a picture that has to be taken. */
export async function taken(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const result = await cleaned(bytes)
  if (typeof result !== 'object') throw new Error(`The picture is refused: ${result}`)
  return result
}
