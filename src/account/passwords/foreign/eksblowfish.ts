import { utf8 } from '../../../ports/bytes.ts'
import type { YieldToOthers } from '../hash-queue.ts'
import { toBytes, toWords } from './block-hash.ts'
import { beginBlowfish, encipherText, expandSalted, expandTwice } from './blowfish.ts'

type Bytes = Uint8Array<ArrayBuffer>

const TEXT = 'OrpheanBeholderScryDoubt'
const TEXT_ROUNDS = 64
/** The last byte of the text is not part of the hash. */
const HASH_BYTES = 23
/** How much of a password counts: a word for each of 18 subkeys. */
const KEY_BYTES = 72
/** How many rounds are computed between two yields: some 10 ms. */
const SLICE = 200

/**
 * bcrypt's hash (Provos and Mazières 1999): 2^cost rounds, with 16 bytes of salt. Of the password its first 72 bytes
 * count, as they do wherever bcrypt is used.
 */
export async function eksblowfish(password: Bytes, salt: Bytes, cost: number, yieldToOthers: YieldToOthers) {
  await yieldToOthers()
  const [key, saltWords] = [cyclic(Uint8Array.of(...password.subarray(0, KEY_BYTES), 0)), cyclic(salt)]
  const state = beginBlowfish()
  expandSalted(state, key, saltWords)
  const rounds = 2 ** cost
  for (let done = 0; done < rounds; done += SLICE) {
    await yieldToOthers()
    expandTwice(state, key, saltWords, Math.min(SLICE, rounds - done))
  }
  const text = toWords(utf8(TEXT))
  encipherText(state, text, TEXT_ROUNDS)
  return toBytes(text).slice(0, HASH_BYTES)
}

/** As many bytes as the subkeys have, from the beginning again where they end. */
const cyclic = (bytes: Uint8Array) =>
  toWords(Uint8Array.from({ length: KEY_BYTES }, (_, at) => bytes[at % bytes.length] ?? 0))
