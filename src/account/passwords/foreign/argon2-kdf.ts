import type { YieldToOthers } from '../hash-queue.ts'
import { BLOCK_WORDS } from './argon2-block.ts'
import { type Argon2Cost, fillMemory, memoryOf } from './argon2-fill.ts'
import { blake2b } from './blake2b.ts'
import { lendMemory } from './lend-memory.ts'

type Bytes = Uint8Array<ArrayBuffer>

const VERSION = 0x13
const BLOCK_BYTES = BLOCK_WORDS * 4
const DIGEST_BYTES = 64

/** Argon2 of version 19 (RFC 9106, section 3.2): as many bytes as asked for. Needs m KiB, and 3 more. */
export async function argon2(
  password: Bytes,
  salt: Bytes,
  { length, ...cost }: Argon2Cost & { length: number },
  yieldToOthers: YieldToOthers,
): Promise<Bytes> {
  const start = firstDigest(password, salt, cost, length)
  const { laneLength, words } = memoryOf(cost)
  return lendMemory(words, async (memory) => {
    for (let lane = 0; lane < cost.p; lane++) {
      for (const column of [0, 1]) {
        const block = longDigest(joined(start, numbers(column, lane)), BLOCK_BYTES)
        memory.set(new Int32Array(block.buffer), (lane * laneLength + column) * BLOCK_WORDS)
      }
    }
    await fillMemory(memory, cost, yieldToOthers)
    return longDigest(sumOfLast(memory, cost.p, laneLength), length)
  })
}

/** H0, over everything that is given. Those who store passwords use neither a secret nor associated data. */
const firstDigest = (password: Bytes, salt: Bytes, { type, m, t, p }: Argon2Cost, length: number) =>
  blake2b(
    joined(
      numbers(p, length, m, t, VERSION, type, password.length),
      password,
      numbers(salt.length),
      salt,
      numbers(0, 0),
    ),
    DIGEST_BYTES,
  )

/** H' (section 3.3): BLAKE2b of any length. */
function longDigest(message: Bytes, length: number): Bytes {
  const made = new Uint8Array(length)
  let digest = blake2b(joined(numbers(length), message), Math.min(length, DIGEST_BYTES))
  let at = 0
  for (; length - at > DIGEST_BYTES; at += DIGEST_BYTES / 2) {
    made.set(digest.subarray(0, DIGEST_BYTES / 2), at)
    digest = blake2b(digest, Math.min(DIGEST_BYTES, length - at - DIGEST_BYTES / 2))
  }
  made.set(digest, at)
  return made
}

/** The exclusive or of the last blocks of all lanes. */
function sumOfLast(memory: Int32Array, lanes: number, laneLength: number): Bytes {
  const sum = new Int32Array(BLOCK_WORDS)
  for (let lane = 1; lane <= lanes; lane++) {
    const from = (lane * laneLength - 1) * BLOCK_WORDS
    for (const [at, word] of sum.entries()) sum[at] = word ^ (memory[from + at] as number)
  }
  return new Uint8Array(sum.buffer)
}

/** Numbers of 32 bits, the lowest byte first. */
const numbers = (...values: number[]): Bytes => new Uint8Array(Uint32Array.from(values).buffer)

function joined(...parts: Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
