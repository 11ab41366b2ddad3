/**
 * A hash that works on blocks of words, for code that needs more of it than WebCrypto gives. `compress` mixes the block
 * in the first words of `schedule` into a state, and may overwrite the rest of the schedule.
 */
export type BlockHash = {
  name: 'SHA-1' | 'SHA-256' | 'SHA-512'
  /** How many words of 32 bits a block has. */
  blockWords: number
  /** One for all uses, because nothing waits between filling and mixing it. */
  schedule: Int32Array
  /** The state before the first block. */
  begin: () => Int32Array
  compress: (state: Int32Array) => void
}

type Bytes = Uint8Array<ArrayBuffer>

/** Bytes as words, the first byte on top; the last word is filled with zeros. */
export function toWords(bytes: Uint8Array): Int32Array {
  const words = new Int32Array(Math.ceil(bytes.length / 4))
  for (const [at, byte] of bytes.entries())
    words[at >> 2] = (words[at >> 2] ?? 0) | (byte << (24 - 8 * (at & 3)))
  return words
}

/** Words as bytes, the upper byte first. */
export function toBytes(words: Int32Array): Bytes {
  const bytes = new Uint8Array(words.length * 4)
  const view = new DataView(bytes.buffer)
  for (const [at, word] of words.entries()) view.setInt32(4 * at, word)
  return bytes
}
