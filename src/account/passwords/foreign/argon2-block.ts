/** A block is 128 words of 64 bits, each a pair, the lower half first. */
export const BLOCK_WORDS = 256

const work = new Int32Array(BLOCK_WORDS)

/**
 * Argon2's compression G (RFC 9106, section 3.5): mixes the blocks at `previous` and `reference` into the one at `to`.
 * `isAdded`: what is there is kept, and the new block added to it (exclusive or).
 */
export function compress(
  memory: Int32Array,
  [previous, reference]: readonly [number, number],
  to: number,
  isAdded: boolean,
): void {
  for (let at = 0; at < BLOCK_WORDS; at++) {
    const mixed = (memory[previous + at] as number) ^ (memory[reference + at] as number)
    work[at] = mixed
    memory[to + at] = isAdded ? (memory[to + at] as number) ^ mixed : mixed
  }
  for (let row = 0; row < 8; row++) permute(32 * row, 4, 8)
  for (let column = 0; column < 8; column++) permute(4 * column, 32, 64)
  for (let at = 0; at < BLOCK_WORDS; at++)
    memory[to + at] = (memory[to + at] as number) ^ (work[at] as number)
}

/**
 * The permutation P (section 3.6) of eight registers of two words each, `step` apart: a square of four rows, mixed by
 * columns and then by diagonals.
 */
function permute(first: number, step: number, two: number): void {
  const b = first + two
  const c = b + two
  const d = c + two
  const x = 2
  const y = step
  const z = step + 2
  mix(first, b, c, d)
  mix(first + x, b + x, c + x, d + x)
  mix(first + y, b + y, c + y, d + y)
  mix(first + z, b + z, c + z, d + z)
  mix(first, b + x, c + y, d + z)
  mix(first + x, b + y, c + z, d)
  mix(first + y, b + z, c, d + x)
  mix(first + z, b, c + x, d + y)
}

/** BLAKE2b's mixing without a message, whose sums have a product of the lower halves in them: a + b + 2ab. */
function mix(a: number, b: number, c: number, d: number): void {
  let al = work[a] as number
  let ah = work[a + 1] as number
  let bl = work[b] as number
  let bh = work[b + 1] as number
  let cl = work[c] as number
  let ch = work[c + 1] as number
  let dl = work[d] as number
  let dh = work[d + 1] as number

  let low = lowSum(al, bl)
  ah = (ah + bh + highProduct(al, bl) + carry(low)) | 0
  al = low | 0
  let next = dl ^ al
  dl = dh ^ ah
  dh = next
  low = lowSum(cl, dl)
  ch = (ch + dh + highProduct(cl, dl) + carry(low)) | 0
  cl = low | 0
  bl ^= cl
  bh ^= ch
  next = (bl >>> 24) | (bh << 8)
  bh = (bh >>> 24) | (bl << 8)
  bl = next

  low = lowSum(al, bl)
  ah = (ah + bh + highProduct(al, bl) + carry(low)) | 0
  al = low | 0
  dl ^= al
  dh ^= ah
  next = (dl >>> 16) | (dh << 16)
  dh = (dh >>> 16) | (dl << 16)
  dl = next
  low = lowSum(cl, dl)
  ch = (ch + dh + highProduct(cl, dl) + carry(low)) | 0
  cl = low | 0
  bl ^= cl
  bh ^= ch
  next = (bl << 1) | (bh >>> 31)
  bh = (bh << 1) | (bl >>> 31)
  bl = next

  work[a] = al
  work[a + 1] = ah
  work[b] = bl
  work[b + 1] = bh
  work[c] = cl
  work[c + 1] = ch
  work[d] = dl
  work[d + 1] = dh
}

/** The sum of lower halves, with what it carries over. */
const lowSum = (one: number, other: number) => (one >>> 0) + (other >>> 0) + 2 * (Math.imul(one, other) >>> 0)

const carry = (sum: number) => (sum / 0x1_0000_0000) | 0

/** The upper half of a product of 64 bits, twice, but for what the lower half carries over. */
function highProduct(one: number, other: number): number {
  const low = one & 0xffff
  const high = one >>> 16
  const otherLow = other & 0xffff
  const otherHigh = other >>> 16
  const middle = (Math.imul(high, otherLow) + (Math.imul(low, otherLow) >>> 16)) | 0
  const rest = (Math.imul(low, otherHigh) + (middle & 0xffff)) | 0
  return (Math.imul(high, otherHigh) + (middle >>> 16) + (rest >>> 16)) << 1
}
