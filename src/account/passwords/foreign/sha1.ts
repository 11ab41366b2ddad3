import type { BlockHash } from './block-hash.ts'

const WORDS = 80
const w = new Int32Array(WORDS)
const BEGIN = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]

/** SHA-1 (FIPS 180-4, section 6.1). */
export const sha1: BlockHash = {
  name: 'SHA-1',
  blockWords: 16,
  schedule: w,
  begin: () => Int32Array.from(BEGIN),
  compress(state) {
    for (let t = 16; t < WORDS; t++) {
      const x = (w[t - 3] as number) ^ (w[t - 8] as number) ^ (w[t - 14] as number) ^ (w[t - 16] as number)
      w[t] = (x << 1) | (x >>> 31)
    }
    mix(state)
  },
}

function mix(state: Int32Array): void {
  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let d = state[3] as number
  let e = state[4] as number
  for (let t = 0; t < WORDS; t++) {
    let f = b ^ c ^ d
    let k = 0x6ed9eba1
    if (t < 20) {
      f = d ^ (b & (c ^ d))
      k = 0x5a827999
    } else if (t >= 60) {
      k = 0xca62c1d6 | 0
    } else if (t >= 40) {
      f = (b & c) | (d & (b | c))
      k = 0x8f1bbcdc | 0
    }
    const next = (((a << 5) | (a >>> 27)) + f + e + k + (w[t] as number)) | 0
    e = d
    d = c
    c = (b << 30) | (b >>> 2)
    b = a
    a = next
  }
  state[0] = ((state[0] as number) + a) | 0
  state[1] = ((state[1] as number) + b) | 0
  state[2] = ((state[2] as number) + c) | 0
  state[3] = ((state[3] as number) + d) | 0
  state[4] = ((state[4] as number) + e) | 0
}
