import { fromHex, toBase64 } from '../../../ports/bytes.ts'

/*
 * A Bloom filter of the hashes of imported tokens: it knows each of them, and takes one of 24,000 others for one of them
 * by mistake. The hashes are keyed and 32 bytes long, so their own bits say where to look.
 */

export type TokenFilter = Uint8Array<ArrayBuffer>

const BYTES_PER_TOKEN = 3
const LEAST_BYTES = 3 * 1024
/** A multiple of three, so that the base64 of the parts can be joined. Less than a statement of D1 may have. */
const PART_BYTES = 24 * 1024

/** An empty filter for so many tokens at most. */
export const newTokenFilter = (tokens: number): TokenFilter =>
  new Uint8Array(Math.max(LEAST_BYTES, tokens * BYTES_PER_TOKEN))

/** Eight bits of a filter, from the eight words of a hash. */
function* bitsOf(filter: TokenFilter, hash: string): Generator<[at: number, mask: number]> {
  const words = new DataView(fromHex(hash).buffer)
  for (let at = 0; at < words.byteLength; at += 4) {
    const bit = words.getUint32(at) % (filter.length * 8)
    yield [bit >> 3, 1 << (bit & 7)]
  }
}

/** `hash`: the `tokenHash` of an imported session. */
export function addToFilter(filter: TokenFilter, hash: string): void {
  for (const [at, mask] of bitsOf(filter, hash)) filter[at] = (filter[at] ?? 0) | mask
}

/** Whether a token with this hash may have been imported. If not, it was not. */
export function mayBeIn(filter: TokenFilter, hash: string): boolean {
  if (filter.length === 0) return false
  for (const [at, mask] of bitsOf(filter, hash)) if (((filter[at] ?? 0) & mask) === 0) return false
  return true
}

/** A filter as it is stored. */
export function filterParts(filter: TokenFilter): string[] {
  const parts: string[] = []
  for (let at = 0; at < filter.length; at += PART_BYTES)
    parts.push(toBase64(filter.subarray(at, at + PART_BYTES)))
  return parts
}
