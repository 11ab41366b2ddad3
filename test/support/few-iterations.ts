/** The most iterations of PBKDF2 that production computes in one call. */
const CAP = 100_000
/** What is computed in place of those where a test is not about hashes: the results are others, and as different. */
const FEW = 1_000

/**
 * The `deriveBits` of production, which refuses more than 100,000 iterations in one call where the local runtime does
 * not: without this the tests would pass and every login in production would fail. Exactly so many, which are a link of
 * a password hash, are computed as a thousand unless `isInFull`.
 */
export const deriveBitsLike =
  (isInFull: () => boolean): SubtleCrypto['deriveBits'] =>
  async (algorithm, key, length) => {
    const asked = algorithm as SubtleCryptoDeriveKeyAlgorithm
    const { iterations = 0 } = asked
    if (iterations > CAP) {
      throw new DOMException(
        `Pbkdf2 failed: iteration counts above ${CAP} are not supported (requested ${iterations}).`,
        'NotSupportedError',
      )
    }
    const computed = iterations === CAP && !isInFull() ? { ...asked, iterations: FEW } : asked
    // The method of the prototype, for files share a runtime, and the one before may have put another in its place.
    return SubtleCrypto.prototype.deriveBits.call(crypto.subtle, computed, key, length)
  }
