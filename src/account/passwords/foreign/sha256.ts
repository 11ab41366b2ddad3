import type { BlockHash } from './block-hash.ts'
import { rootFractions, upperWords } from './roots.ts'

const WORDS = 64
const w = new Int32Array(WORDS)
/** Filled on first use, so that the start of a Worker does not pay for it. */
const k = new Int32Array(WORDS)

/** SHA-256 (FIPS 180-4, section 6.2). */
export const sha256: BlockHash = {
  name: 'SHA-256',
  blockWords: 16,
  schedule: w,
  begin() {
    if (k[0] === 0) k.set(upperWords(rootFractions(WORDS, 3)))
    return upperWords(rootFractions(8, 2))
  },
  compress(state) {
    fillSchedule()
    mix(state)
  },
}

// Indices are within the arrays: `as number` keeps checks for `undefined` out of the inner loops.
function fillSchedule(): void {
  for (let t = 16; t < WORDS; t++) {
    const x = w[t - 15] as number
    const y = w[t - 2] as number
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    w[t] = (s1 + (w[t - 7] as number) + s0 + (w[t - 16] as number)) | 0
  }
}

function mix(state: Int32Array): void {
  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let d = state[3] as number
  let e = state[4] as number
  let f = state[5] as number
  let g = state[6] as number
  let h = state[7] as number
  for (let t = 0; t < WORDS; t++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const t1 = (h + s1 + (g ^ (e & (f ^ g))) + (k[t] as number) + (w[t] as number)) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  add(state, 0, a)
  add(state, 1, b)
  add(state, 2, c)
  add(state, 3, d)
  add(state, 4, e)
  add(state, 5, f)
  add(state, 6, g)
  add(state, 7, h)
}

function add(state: Int32Array, at: number, word: number): void {
  state[at] = ((state[at] as number) + word) | 0
}
