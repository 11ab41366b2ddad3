import { rootFractions } from './roots.ts'

type Bytes = Uint8Array<ArrayBuffer>

const BLOCK_BYTES = 128
const ROUNDS = 12
/** Which words of the message a round takes, in hex (RFC 7693, section 2.7). After ten rounds it begins again. */
const ORDERS = [
  '0123456789abcdef',
  'ea489fd61c02b753',
  'b8c052fdae367194',
  '7931dcbe265a40f8',
  '905724afe1bc683d',
  '2c6a0b834d75fe19',
  'c51fed4a0763928b',
  'db7ec13950f4862a',
  '6fe9b308c2d714a5',
  'a2847615fb9e3cd0',
].map((order) => Array.from(order, (digit) => Number.parseInt(digit, 16)))

let begin: Int32Array | undefined

/** BLAKE2b without a key (RFC 7693). Words of 64 bits are pairs, the lower half first, as the bytes have them. */
export function blake2b(message: Bytes, length: number): Bytes {
  begin ??= initialState()
  const state = begin.slice()
  state[0] = (state[0] as number) ^ 0x01010000 ^ length
  const blocks = Math.max(1, Math.ceil(message.length / BLOCK_BYTES))
  const padded = new Uint8Array(blocks * BLOCK_BYTES)
  padded.set(message)
  for (let block = 0; block < blocks; block++) {
    const isLast = block === blocks - 1
    const words = new Int32Array(padded.buffer, block * BLOCK_BYTES, BLOCK_BYTES / 4)
    compress(state, begin, words, { count: isLast ? message.length : (block + 1) * BLOCK_BYTES, isLast })
  }
  return new Uint8Array(state.buffer).slice(0, length)
}

/** SHA-512's, with the halves exchanged. */
const initialState = () => {
  const pairs = rootFractions(8, 2)
  return pairs.map((_, at) => pairs[at ^ 1] as number)
}

type Four = [number, number, number, number]

function compress(
  state: Int32Array,
  begin: Int32Array,
  words: Int32Array,
  { count, isLast }: { count: number; isLast: boolean },
) {
  const v = new Int32Array(32)
  v.set(state)
  v.set(begin, 16)
  v[24] = (v[24] as number) ^ count
  if (isLast) {
    v[28] = ~(v[28] as number)
    v[29] = ~(v[29] as number)
  }
  for (let round = 0; round < ROUNDS; round++) {
    const order = ORDERS[round % ORDERS.length] as number[]
    const mix = (at: number, four: Four) =>
      mixFour(v, four, words, [order[at] as number, order[at + 1] as number])
    mix(0, [0, 4, 8, 12])
    mix(2, [1, 5, 9, 13])
    mix(4, [2, 6, 10, 14])
    mix(6, [3, 7, 11, 15])
    mix(8, [0, 5, 10, 15])
    mix(10, [1, 6, 11, 12])
    mix(12, [2, 7, 8, 13])
    mix(14, [3, 4, 9, 14])
  }
  for (let at = 0; at < 16; at++)
    state[at] = (state[at] as number) ^ (v[at] as number) ^ (v[at + 16] as number)
}

/** Section 3.1, with two words of the message. */
function mixFour(v: Int32Array, [a, b, c, d]: Four, words: Int32Array, [x, y]: [number, number]): void {
  add(v, a, v, b)
  add(v, a, words, x)
  rotate(v, d, a, 32)
  add(v, c, v, d)
  rotate(v, b, c, 24)
  add(v, a, v, b)
  add(v, a, words, y)
  rotate(v, d, a, 16)
  add(v, c, v, d)
  rotate(v, b, c, 63)
}

function add(v: Int32Array, at: number, from: Int32Array, other: number): void {
  const low = ((v[2 * at] as number) >>> 0) + ((from[2 * other] as number) >>> 0)
  v[2 * at] = low | 0
  v[2 * at + 1] = (v[2 * at + 1] as number) + (from[2 * other + 1] as number) + (low > 0xffffffff ? 1 : 0)
}

/** Adds another word (exclusive or) and rotates to the right. */
function rotate(v: Int32Array, at: number, other: number, bits: number): void {
  let low = (v[2 * at] as number) ^ (v[2 * other] as number)
  let high = (v[2 * at + 1] as number) ^ (v[2 * other + 1] as number)
  if (bits >= 32) [low, high] = [high, low]
  const left = bits & 31
  v[2 * at] = left === 0 ? low : (low >>> left) | (high << (32 - left))
  v[2 * at + 1] = left === 0 ? high : (high >>> left) | (low << (32 - left))
}
