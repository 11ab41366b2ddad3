const CAP = 100_000
/** Test files share a runtime. */
let isCapped = false

/**
 * Makes WebCrypto refuse more than 100,000 PBKDF2 iterations in one call, as production does and the local runtime does
 * not: without this the tests would pass and every login in production would fail.
 */
export function capIterations(): void {
  if (isCapped) return
  isCapped = true
  const deriveBits = crypto.subtle.deriveBits.bind(crypto.subtle)
  crypto.subtle.deriveBits = async (algorithm, key, length) => {
    const { iterations = 0 } = algorithm as { iterations?: number }
    if (iterations > CAP) {
      throw new DOMException(
        `Pbkdf2 failed: iteration counts above ${CAP} are not supported (requested ${iterations}).`,
        'NotSupportedError',
      )
    }
    return deriveBits(algorithm, key, length)
  }
}
