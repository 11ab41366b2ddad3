/*
 * SHA-2's constants are the first bits of the fractions of square and cube roots of the first primes (FIPS 180-4,
 * sections 4.2 and 5.3). They are computed, on first use, rather than written down: SHA-256 has the upper half of each
 * of SHA-512's.
 */

/** The first primes. */
function firstPrimes(count: number): bigint[] {
  const primes: bigint[] = []
  for (let each = 2n; primes.length < count; each++) {
    if (primes.every((prime) => each % prime !== 0n)) primes.push(each)
  }
  return primes
}

/** The largest whole number whose power is not more than a value, found bit by bit. */
function wholeRoot(value: bigint, power: bigint): bigint {
  let root = 0n
  for (let bit = 1n << 70n; bit > 0n; bit >>= 1n) if ((root + bit) ** power <= value) root += bit
  return root
}

const known = new Map<string, Int32Array>()

/**
 * The first 64 bits of the fractions of roots of the first primes, as pairs of 32-bit words, the upper one first. A copy
 * for each caller. They are computed once: eight of them take as long as 200 blocks of SHA-256.
 */
export function rootFractions(count: number, power: 2 | 3): Int32Array {
  const key = `${count}/${power}`
  const found = known.get(key) ?? computed(count, power)
  known.set(key, found)
  return found.slice()
}

function computed(count: number, power: 2 | 3): Int32Array {
  const words = firstPrimes(count).flatMap((prime) => {
    const root = wholeRoot(prime << BigInt(64 * power), BigInt(power))
    return [Number(BigInt.asIntN(32, root >> 32n)), Number(BigInt.asIntN(32, root))]
  })
  return Int32Array.from(words)
}

/** The upper words of such pairs. */
export const upperWords = (pairs: Int32Array): Int32Array => pairs.filter((_, at) => at % 2 === 0)
