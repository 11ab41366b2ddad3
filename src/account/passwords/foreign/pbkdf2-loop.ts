import type { YieldToOthers } from '../hash-queue.ts'
import { ITERATIONS } from '../password-hash.ts'
import { type BlockHash, toBytes, toWords } from './block-hash.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** How many iterations are computed between two yields: some 10 ms. */
const SLICE = { 'SHA-1': 25_000, 'SHA-256': 20_000, 'SHA-512': 4_000 }

/** What is hashed, and how often. */
type Input = { password: Bytes; salt: Bytes; iterations: number }

/**
 * PBKDF2 (RFC 8018, section 5.2) of one block: as many bytes as the hash has. The platform does no more than 100,000
 * iterations in one call, and its result cannot be gone on with, so that more of them are done here.
 */
export async function pbkdf2(hash: BlockHash, input: Input, yieldToOthers: YieldToOthers): Promise<Bytes> {
  await yieldToOthers()
  return input.iterations <= ITERATIONS ? byPlatform(hash, input) : pbkdf2ByHand(hash, input, yieldToOthers)
}

/** The same without the platform, however few they are. */
export async function pbkdf2ByHand(
  hash: BlockHash,
  input: Input,
  yieldToOthers: YieldToOthers,
): Promise<Bytes> {
  const { password, iterations } = input
  const first = toWords(await byPlatform(hash, { ...input, iterations: 1 }))
  const hmac = keyedHmac(hash, await keyBlock(hash, password))
  const result = first.slice()
  const last = first
  const slice = SLICE[hash.name]
  for (let done = 1; done < iterations; done += slice) {
    await yieldToOthers()
    iterate(hmac, last, result, Math.min(slice, iterations - done))
  }
  return toBytes(result)
}

async function byPlatform({ name, begin }: BlockHash, { password, salt, iterations }: Input) {
  const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
  const parameters = { name: 'PBKDF2', hash: name, iterations, salt }
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, begin().length * 32))
}

/** The key of an HMAC as a whole block (RFC 2104, section 2): one that is longer is hashed first. */
async function keyBlock({ name, blockWords }: BlockHash, key: Bytes): Promise<Int32Array> {
  const bytes = key.length > blockWords * 4 ? new Uint8Array(await crypto.subtle.digest(name, key)) : key
  const block = new Int32Array(blockWords)
  block.set(toWords(bytes))
  return block
}

type Hmac = { hash: BlockHash; inner: Int32Array; outer: Int32Array; state: Int32Array }

/** An HMAC whose two halves have taken in the key. */
function keyedHmac(hash: BlockHash, key: Int32Array): Hmac {
  const half = (pad: number) => {
    const state = hash.begin()
    for (const [at, word] of key.entries()) hash.schedule[at] = word ^ pad
    hash.compress(state)
    return state
  }
  return { hash, inner: half(0x36363636), outer: half(0x5c5c5c5c), state: hash.begin() }
}

/** Replaces `last` by its HMAC, so many times, and adds each to `result` (exclusive or). */
function iterate(hmac: Hmac, last: Int32Array, result: Int32Array, times: number): void {
  for (let time = 0; time < times; time++) {
    half(hmac, hmac.inner, last)
    half(hmac, hmac.outer, hmac.state)
    for (let at = 0; at < last.length; at++) {
      last[at] = hmac.state[at] as number
      result[at] = (result[at] as number) ^ (last[at] as number)
    }
  }
}

/**
 * Half an HMAC, into `state`. The block is the message, a one, zeros, and the length in bits of the key's block and the
 * message. Copied by hand, because `set` and `fill` take longer than the few words do.
 */
function half({ hash, state }: Hmac, keyed: Int32Array, message: Int32Array): void {
  const { blockWords, schedule } = hash
  const words = message.length
  for (let at = 0; at < words; at++) {
    schedule[at] = message[at] as number
    state[at] = keyed[at] as number
  }
  schedule[words] = 0x80000000 | 0
  for (let at = words + 1; at < blockWords - 1; at++) schedule[at] = 0
  schedule[blockWords - 1] = (blockWords + words) * 32
  hash.compress(state)
}
