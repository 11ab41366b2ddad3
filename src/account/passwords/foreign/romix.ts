import type { YieldToOthers } from '../hash-queue.ts'
import { lendMemory } from './lend-memory.ts'
import { salsa } from './salsa.ts'

type Bytes = Uint8Array<ArrayBuffer>
/** scrypt's N, r and p: how many blocks are kept, their size in 128 bytes, and how often all is done. */
export type ScryptCost = { n: number; r: number; p: number }

const HMAC_BYTES = 32
/** How many words of a block are mixed between two yields: some 10 ms. */
const SLICE_WORDS = 1 << 20

/** scrypt (RFC 7914, section 6). Needs 128 · N · r bytes. Words are little-endian, as every platform of ours is. */
export async function scrypt(
  password: Bytes,
  salt: Bytes,
  { n, r, p, length }: ScryptCost & { length: number },
  yieldToOthers: YieldToOthers,
): Promise<Bytes> {
  await yieldToOthers()
  const bytes = await stretch(password, salt, p * 128 * r)
  await lendMemory(n * 32 * r, async (kept) => {
    for (let lane = 0; lane < p; lane++) {
      await mixLane(new Int32Array(bytes.buffer, lane * 128 * r, 32 * r), kept, n, yieldToOthers)
    }
  })
  return stretch(password, bytes, length)
}

/** PBKDF2-HMAC-SHA-256 of one iteration, block by block, because the platform gives no more than 255 blocks. */
async function stretch(password: Bytes, salt: Bytes, length: number): Promise<Bytes> {
  // The platform refuses an empty key. A zero is the same, because HMAC fills keys up with zeros.
  const bytes = password.length > 0 ? password : new Uint8Array(1)
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const message = new Uint8Array(salt.length + 4)
  message.set(salt)
  const made = new Uint8Array(length)
  for (let at = 0; at < length; at += HMAC_BYTES) {
    new DataView(message.buffer).setUint32(salt.length, at / HMAC_BYTES + 1)
    made.set(new Uint8Array(await crypto.subtle.sign('HMAC', key, message)), at)
  }
  return made
}

/** scryptROMix (section 5): keeps n blocks, and then mixes each with one that the block itself chooses. */
async function mixLane(block: Int32Array, kept: Int32Array, n: number, yieldToOthers: YieldToOthers) {
  const words = block.length
  const spare = new Int32Array(words)
  const slice = Math.max(1, SLICE_WORDS / words)
  for (let done = 0; done < 2 * n; done += slice) {
    await yieldToOthers()
    const end = Math.min(2 * n, done + slice)
    for (let step = done; step < end; step++) {
      if (step < n) kept.set(block, step * words)
      else addBlock(block, kept, ((block[words - 16] as number) & (n - 1)) * words)
      mixBlock(block, spare)
    }
  }
}

const x = new Int32Array(16)

/** scryptBlockMix (section 4): the even sixteens go into the first half of the block, the odd ones into the second. */
function mixBlock(block: Int32Array, spare: Int32Array): void {
  const words = block.length
  for (let at = 0; at < 16; at++) x[at] = block[words - 16 + at] as number
  for (let from = 0; from < words; from += 16) {
    for (let at = 0; at < 16; at++) x[at] = (x[at] as number) ^ (block[from + at] as number)
    salsa(x)
    const to = (from >> 1) & ~15
    const half = (from & 16) === 0 ? to : to + (words >> 1)
    for (let at = 0; at < 16; at++) spare[half + at] = x[at] as number
  }
  block.set(spare)
}

function addBlock(block: Int32Array, kept: Int32Array, from: number): void {
  for (let at = 0; at < block.length; at++) block[at] = (block[at] as number) ^ (kept[from + at] as number)
}
