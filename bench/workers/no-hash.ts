/** PBKDF2 that costs nothing and makes the same of everything. What is left is the work beside the hash. */
const deriveBits = crypto.subtle.deriveBits.bind(crypto.subtle)

Object.defineProperty(crypto.subtle, 'deriveBits', {
  value: (algorithm: SubtleCryptoDeriveKeyAlgorithm, key: CryptoKey, length: number) =>
    algorithm.name === 'PBKDF2'
      ? Promise.resolve(new ArrayBuffer(length / 8))
      : deriveBits(algorithm, key, length),
})
