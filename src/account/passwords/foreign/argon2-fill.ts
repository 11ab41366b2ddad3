import type { YieldToOthers } from '../hash-queue.ts'
import { BLOCK_WORDS, compress } from './argon2-block.ts'

/** `type`: 1 is argon2i, 2 is argon2id. `m`: KiB of memory, `t`: passes over it, `p`: lanes. */
export type Argon2Cost = { type: number; m: number; t: number; p: number }

/** Where a block is: all but the lane count from the beginning of each. */
type Place = { pass: number; slice: number; lane: number; index: number }

const SLICES = 4
/** How many blocks are filled between two yields: some 10 ms. */
const BLOCKS_PER_YIELD = 2048
/** How many references a block of addresses holds. */
const ADDRESSES = BLOCK_WORDS / 2

/** Blocks in a lane, and words of 32 bits in all, with three blocks at the end for addresses. */
export function memoryOf({ m, p }: Argon2Cost) {
  const laneLength = SLICES * Math.floor(m / (SLICES * p))
  return { laneLength, words: (p * laneLength + 3) * BLOCK_WORDS }
}

/** Fills the memory, whose first two blocks of each lane are there (RFC 9106, section 3.2, steps 5 and 6). */
export async function fillMemory(memory: Int32Array, cost: Argon2Cost, yieldToOthers: YieldToOthers) {
  const { laneLength } = memoryOf(cost)
  const shape = { p: cost.p, laneLength }
  const segmentLength = laneLength / SLICES
  let filled = 0
  for (let segment = 0; segment < cost.t * SLICES * cost.p; segment++) {
    const lane = segment % cost.p
    const slice = Math.floor(segment / cost.p) % SLICES
    const pass = Math.floor(segment / cost.p / SLICES)
    const isBlind = cost.type === 1 || (cost.type === 2 && pass === 0 && slice < SLICES / 2)
    for (let index = segment < cost.p ? 2 : 0; index < segmentLength; index++) {
      if (filled++ % BLOCKS_PER_YIELD === 0) await yieldToOthers()
      const place = { pass, slice, lane, index }
      const addresses = isBlind ? addressesOf(memory, cost, place) : undefined
      fillBlock(memory, shape, place, addresses)
    }
  }
}

function fillBlock(
  memory: Int32Array,
  { p, laneLength }: { p: number; laneLength: number },
  place: Place,
  addresses: number | undefined,
): void {
  const { pass, slice, lane, index } = place
  const column = (slice * laneLength) / SLICES + index
  const before = column === 0 ? laneLength - 1 : column - 1
  const previous = (lane * laneLength + before) * BLOCK_WORDS
  const chosenBy = addresses ?? previous
  const first = (memory[chosenBy] as number) >>> 0
  const second = (memory[chosenBy + 1] as number) >>> 0
  const otherLane = pass === 0 && slice === 0 ? lane : second % p
  const reference = otherLane * laneLength + referenceIn(place, laneLength, otherLane === lane, first)
  const to = (lane * laneLength + column) * BLOCK_WORDS
  compress(memory, [previous, reference * BLOCK_WORDS], to, pass > 0)
}

/** Which block of a lane is referred to, of those that are finished (section 3.4.2). */
function referenceIn(
  { pass, slice, index }: Place,
  laneLength: number,
  isOwnLane: boolean,
  random: number,
): number {
  const segmentLength = laneLength / SLICES
  const finished = (pass === 0 ? slice : SLICES - 1) * segmentLength
  const area = finished + (isOwnLane ? index - 1 : index === 0 ? -1 : 0)
  const back = upperProduct(area, upperProduct(random, random))
  const begin = pass === 0 || slice === SLICES - 1 ? 0 : (slice + 1) * segmentLength
  return (begin + area - 1 - back) % laneLength
}

/** The upper half of a product of two numbers of 32 bits. The product is rounded, but its lower half is known. */
const upperProduct = (one: number, other: number): number =>
  Math.round((one * other - (Math.imul(one, other) >>> 0)) / 0x1_0000_0000)

/**
 * Where the numbers are that choose a block's reference, if they do not depend on the password: in a block of them, made
 * for each 128 (section 3.4.1.2). The last three blocks of the memory are zeros, what is to be mixed, and the result.
 */
function addressesOf(memory: Int32Array, cost: Argon2Cost, { pass, slice, lane, index }: Place): number {
  const { laneLength, words } = memoryOf(cost)
  const result = words - BLOCK_WORDS
  if (index % ADDRESSES === 0 || (pass === 0 && slice === 0 && index === 2)) {
    const [zeros, input] = [result - 2 * BLOCK_WORDS, result - BLOCK_WORDS]
    memory.fill(0, zeros, result)
    const counter = Math.floor(index / ADDRESSES) + 1
    for (const [at, value] of [pass, lane, slice, cost.p * laneLength, cost.t, cost.type, counter].entries())
      memory[input + 2 * at] = value
    compress(memory, [zeros, input], result, false)
    compress(memory, [zeros, result], result, false)
  }
  return result + 2 * (index % ADDRESSES)
}
