/** Digits of π that one term of the series gives, in bits, rounded down. */
const BITS_PER_TERM = 47
/** More bits than asked for, so that the last ones are right. */
const SPARE_BITS = 64

/**
 * The first bits of the fraction of π, as words of 32 bits, by the series of the Chudnovsky brothers. Blowfish begins
 * with 1,042 of them; they take a few milliseconds, and as text they would be 4 kB of the bundle.
 */
export function piFraction(words: number): Int32Array {
  const bits = words * 32 + SPARE_BITS
  const { q, t } = sumOf(0, Math.ceil(bits / BITS_PER_TERM) + 1)
  const root = squareRoot(10005n << BigInt(2 * bits))
  const pi = (426880n * root * q) / t
  const fraction = BigInt.asUintN(words * 32, pi >> BigInt(SPARE_BITS))
  const hex = fraction.toString(16).padStart(words * 8, '0')
  return Int32Array.from({ length: words }, (_, at) => Number.parseInt(hex.slice(8 * at, 8 * at + 8), 16))
}

/** The terms from `first` until before `end`, as one fraction t / q; `p` is what the terms after them begin with. */
function sumOf(first: number, end: number): { p: bigint; q: bigint; t: bigint } {
  if (end - first > 1) {
    const middle = (first + end) >> 1
    const [left, right] = [sumOf(first, middle), sumOf(middle, end)]
    return { p: left.p * right.p, q: left.q * right.q, t: left.t * right.q + left.p * right.t }
  }
  const k = BigInt(first)
  const p = first === 0 ? 1n : -(6n * k - 5n) * (2n * k - 1n) * (6n * k - 1n)
  const q = first === 0 ? 1n : k ** 3n * (640320n ** 3n / 24n)
  return { p, q, t: p * (13591409n + 545140134n * k) }
}

/** The whole part of a square root, by Newton's method from above. */
function squareRoot(value: bigint): bigint {
  let root = 1n << BigInt((value.toString(16).length + 1) * 2)
  for (;;) {
    const next = (root + value / root) >> 1n
    if (next >= root) return root
    root = next
  }
}
