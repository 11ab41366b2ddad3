import type { BlockHash } from './block-hash.ts'
import { rootFractions, upperWords } from './roots.ts'

const ROUNDS = 64
const w = new Int32Array(16)
/** Filled on first use, so that the start of a Worker does not pay for it. */
const k = new Int32Array(ROUNDS)

/** SHA-256 (FIPS 180-4, section 6.2). */
export const sha256: BlockHash = {
  name: 'SHA-256',
  blockWords: w.length,
  schedule: w,
  begin() {
    if (k[0] === 0) k.set(upperWords(rootFractions(ROUNDS, 3)))
    return upperWords(rootFractions(8, 2))
  },
  compress,
}

/**
 * Sixteen rounds are written out, so that all words are variables and none is moved from one to the next. As short loops
 * over arrays it is a tenth of the code and takes 40 % longer, which is 200 ms of CPU for a million iterations. Each round
 * has other names for a to h; each word becomes that of sixteen rounds later.
 */
function compress(state: Int32Array): void {
  let w0 = w[0] as number
  let w1 = w[1] as number
  let w2 = w[2] as number
  let w3 = w[3] as number
  let w4 = w[4] as number
  let w5 = w[5] as number
  let w6 = w[6] as number
  let w7 = w[7] as number
  let w8 = w[8] as number
  let w9 = w[9] as number
  let w10 = w[10] as number
  let w11 = w[11] as number
  let w12 = w[12] as number
  let w13 = w[13] as number
  let w14 = w[14] as number
  let w15 = w[15] as number
  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let d = state[3] as number
  let e = state[4] as number
  let f = state[5] as number
  let g = state[6] as number
  let h = state[7] as number
  let x = 0
  let y = 0
  for (let t = 0; ; t += 16) {
    x = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    h = (h + x + (g ^ (e & (f ^ g))) + (k[t] as number) + w0) | 0
    d = (d + h) | 0
    y = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    h = (h + y + ((a & b) | (c & (a | b)))) | 0
    x = ((d >>> 6) | (d << 26)) ^ ((d >>> 11) | (d << 21)) ^ ((d >>> 25) | (d << 7))
    g = (g + x + (f ^ (d & (e ^ f))) + (k[t + 1] as number) + w1) | 0
    c = (c + g) | 0
    y = ((h >>> 2) | (h << 30)) ^ ((h >>> 13) | (h << 19)) ^ ((h >>> 22) | (h << 10))
    g = (g + y + ((h & a) | (b & (h | a)))) | 0
    x = ((c >>> 6) | (c << 26)) ^ ((c >>> 11) | (c << 21)) ^ ((c >>> 25) | (c << 7))
    f = (f + x + (e ^ (c & (d ^ e))) + (k[t + 2] as number) + w2) | 0
    b = (b + f) | 0
    y = ((g >>> 2) | (g << 30)) ^ ((g >>> 13) | (g << 19)) ^ ((g >>> 22) | (g << 10))
    f = (f + y + ((g & h) | (a & (g | h)))) | 0
    x = ((b >>> 6) | (b << 26)) ^ ((b >>> 11) | (b << 21)) ^ ((b >>> 25) | (b << 7))
    e = (e + x + (d ^ (b & (c ^ d))) + (k[t + 3] as number) + w3) | 0
    a = (a + e) | 0
    y = ((f >>> 2) | (f << 30)) ^ ((f >>> 13) | (f << 19)) ^ ((f >>> 22) | (f << 10))
    e = (e + y + ((f & g) | (h & (f | g)))) | 0
    x = ((a >>> 6) | (a << 26)) ^ ((a >>> 11) | (a << 21)) ^ ((a >>> 25) | (a << 7))
    d = (d + x + (c ^ (a & (b ^ c))) + (k[t + 4] as number) + w4) | 0
    h = (h + d) | 0
    y = ((e >>> 2) | (e << 30)) ^ ((e >>> 13) | (e << 19)) ^ ((e >>> 22) | (e << 10))
    d = (d + y + ((e & f) | (g & (e | f)))) | 0
    x = ((h >>> 6) | (h << 26)) ^ ((h >>> 11) | (h << 21)) ^ ((h >>> 25) | (h << 7))
    c = (c + x + (b ^ (h & (a ^ b))) + (k[t + 5] as number) + w5) | 0
    g = (g + c) | 0
    y = ((d >>> 2) | (d << 30)) ^ ((d >>> 13) | (d << 19)) ^ ((d >>> 22) | (d << 10))
    c = (c + y + ((d & e) | (f & (d | e)))) | 0
    x = ((g >>> 6) | (g << 26)) ^ ((g >>> 11) | (g << 21)) ^ ((g >>> 25) | (g << 7))
    b = (b + x + (a ^ (g & (h ^ a))) + (k[t + 6] as number) + w6) | 0
    f = (f + b) | 0
    y = ((c >>> 2) | (c << 30)) ^ ((c >>> 13) | (c << 19)) ^ ((c >>> 22) | (c << 10))
    b = (b + y + ((c & d) | (e & (c | d)))) | 0
    x = ((f >>> 6) | (f << 26)) ^ ((f >>> 11) | (f << 21)) ^ ((f >>> 25) | (f << 7))
    a = (a + x + (h ^ (f & (g ^ h))) + (k[t + 7] as number) + w7) | 0
    e = (e + a) | 0
    y = ((b >>> 2) | (b << 30)) ^ ((b >>> 13) | (b << 19)) ^ ((b >>> 22) | (b << 10))
    a = (a + y + ((b & c) | (d & (b | c)))) | 0
    x = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    h = (h + x + (g ^ (e & (f ^ g))) + (k[t + 8] as number) + w8) | 0
    d = (d + h) | 0
    y = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    h = (h + y + ((a & b) | (c & (a | b)))) | 0
    x = ((d >>> 6) | (d << 26)) ^ ((d >>> 11) | (d << 21)) ^ ((d >>> 25) | (d << 7))
    g = (g + x + (f ^ (d & (e ^ f))) + (k[t + 9] as number) + w9) | 0
    c = (c + g) | 0
    y = ((h >>> 2) | (h << 30)) ^ ((h >>> 13) | (h << 19)) ^ ((h >>> 22) | (h << 10))
    g = (g + y + ((h & a) | (b & (h | a)))) | 0
    x = ((c >>> 6) | (c << 26)) ^ ((c >>> 11) | (c << 21)) ^ ((c >>> 25) | (c << 7))
    f = (f + x + (e ^ (c & (d ^ e))) + (k[t + 10] as number) + w10) | 0
    b = (b + f) | 0
    y = ((g >>> 2) | (g << 30)) ^ ((g >>> 13) | (g << 19)) ^ ((g >>> 22) | (g << 10))
    f = (f + y + ((g & h) | (a & (g | h)))) | 0
    x = ((b >>> 6) | (b << 26)) ^ ((b >>> 11) | (b << 21)) ^ ((b >>> 25) | (b << 7))
    e = (e + x + (d ^ (b & (c ^ d))) + (k[t + 11] as number) + w11) | 0
    a = (a + e) | 0
    y = ((f >>> 2) | (f << 30)) ^ ((f >>> 13) | (f << 19)) ^ ((f >>> 22) | (f << 10))
    e = (e + y + ((f & g) | (h & (f | g)))) | 0
    x = ((a >>> 6) | (a << 26)) ^ ((a >>> 11) | (a << 21)) ^ ((a >>> 25) | (a << 7))
    d = (d + x + (c ^ (a & (b ^ c))) + (k[t + 12] as number) + w12) | 0
    h = (h + d) | 0
    y = ((e >>> 2) | (e << 30)) ^ ((e >>> 13) | (e << 19)) ^ ((e >>> 22) | (e << 10))
    d = (d + y + ((e & f) | (g & (e | f)))) | 0
    x = ((h >>> 6) | (h << 26)) ^ ((h >>> 11) | (h << 21)) ^ ((h >>> 25) | (h << 7))
    c = (c + x + (b ^ (h & (a ^ b))) + (k[t + 13] as number) + w13) | 0
    g = (g + c) | 0
    y = ((d >>> 2) | (d << 30)) ^ ((d >>> 13) | (d << 19)) ^ ((d >>> 22) | (d << 10))
    c = (c + y + ((d & e) | (f & (d | e)))) | 0
    x = ((g >>> 6) | (g << 26)) ^ ((g >>> 11) | (g << 21)) ^ ((g >>> 25) | (g << 7))
    b = (b + x + (a ^ (g & (h ^ a))) + (k[t + 14] as number) + w14) | 0
    f = (f + b) | 0
    y = ((c >>> 2) | (c << 30)) ^ ((c >>> 13) | (c << 19)) ^ ((c >>> 22) | (c << 10))
    b = (b + y + ((c & d) | (e & (c | d)))) | 0
    x = ((f >>> 6) | (f << 26)) ^ ((f >>> 11) | (f << 21)) ^ ((f >>> 25) | (f << 7))
    a = (a + x + (h ^ (f & (g ^ h))) + (k[t + 15] as number) + w15) | 0
    e = (e + a) | 0
    y = ((b >>> 2) | (b << 30)) ^ ((b >>> 13) | (b << 19)) ^ ((b >>> 22) | (b << 10))
    a = (a + y + ((b & c) | (d & (b | c)))) | 0
    if (t === 48) break

    x = ((w1 >>> 7) | (w1 << 25)) ^ ((w1 >>> 18) | (w1 << 14)) ^ (w1 >>> 3)
    y = ((w14 >>> 17) | (w14 << 15)) ^ ((w14 >>> 19) | (w14 << 13)) ^ (w14 >>> 10)
    w0 = (w0 + w9 + x + y) | 0
    x = ((w2 >>> 7) | (w2 << 25)) ^ ((w2 >>> 18) | (w2 << 14)) ^ (w2 >>> 3)
    y = ((w15 >>> 17) | (w15 << 15)) ^ ((w15 >>> 19) | (w15 << 13)) ^ (w15 >>> 10)
    w1 = (w1 + w10 + x + y) | 0
    x = ((w3 >>> 7) | (w3 << 25)) ^ ((w3 >>> 18) | (w3 << 14)) ^ (w3 >>> 3)
    y = ((w0 >>> 17) | (w0 << 15)) ^ ((w0 >>> 19) | (w0 << 13)) ^ (w0 >>> 10)
    w2 = (w2 + w11 + x + y) | 0
    x = ((w4 >>> 7) | (w4 << 25)) ^ ((w4 >>> 18) | (w4 << 14)) ^ (w4 >>> 3)
    y = ((w1 >>> 17) | (w1 << 15)) ^ ((w1 >>> 19) | (w1 << 13)) ^ (w1 >>> 10)
    w3 = (w3 + w12 + x + y) | 0
    x = ((w5 >>> 7) | (w5 << 25)) ^ ((w5 >>> 18) | (w5 << 14)) ^ (w5 >>> 3)
    y = ((w2 >>> 17) | (w2 << 15)) ^ ((w2 >>> 19) | (w2 << 13)) ^ (w2 >>> 10)
    w4 = (w4 + w13 + x + y) | 0
    x = ((w6 >>> 7) | (w6 << 25)) ^ ((w6 >>> 18) | (w6 << 14)) ^ (w6 >>> 3)
    y = ((w3 >>> 17) | (w3 << 15)) ^ ((w3 >>> 19) | (w3 << 13)) ^ (w3 >>> 10)
    w5 = (w5 + w14 + x + y) | 0
    x = ((w7 >>> 7) | (w7 << 25)) ^ ((w7 >>> 18) | (w7 << 14)) ^ (w7 >>> 3)
    y = ((w4 >>> 17) | (w4 << 15)) ^ ((w4 >>> 19) | (w4 << 13)) ^ (w4 >>> 10)
    w6 = (w6 + w15 + x + y) | 0
    x = ((w8 >>> 7) | (w8 << 25)) ^ ((w8 >>> 18) | (w8 << 14)) ^ (w8 >>> 3)
    y = ((w5 >>> 17) | (w5 << 15)) ^ ((w5 >>> 19) | (w5 << 13)) ^ (w5 >>> 10)
    w7 = (w7 + w0 + x + y) | 0
    x = ((w9 >>> 7) | (w9 << 25)) ^ ((w9 >>> 18) | (w9 << 14)) ^ (w9 >>> 3)
    y = ((w6 >>> 17) | (w6 << 15)) ^ ((w6 >>> 19) | (w6 << 13)) ^ (w6 >>> 10)
    w8 = (w8 + w1 + x + y) | 0
    x = ((w10 >>> 7) | (w10 << 25)) ^ ((w10 >>> 18) | (w10 << 14)) ^ (w10 >>> 3)
    y = ((w7 >>> 17) | (w7 << 15)) ^ ((w7 >>> 19) | (w7 << 13)) ^ (w7 >>> 10)
    w9 = (w9 + w2 + x + y) | 0
    x = ((w11 >>> 7) | (w11 << 25)) ^ ((w11 >>> 18) | (w11 << 14)) ^ (w11 >>> 3)
    y = ((w8 >>> 17) | (w8 << 15)) ^ ((w8 >>> 19) | (w8 << 13)) ^ (w8 >>> 10)
    w10 = (w10 + w3 + x + y) | 0
    x = ((w12 >>> 7) | (w12 << 25)) ^ ((w12 >>> 18) | (w12 << 14)) ^ (w12 >>> 3)
    y = ((w9 >>> 17) | (w9 << 15)) ^ ((w9 >>> 19) | (w9 << 13)) ^ (w9 >>> 10)
    w11 = (w11 + w4 + x + y) | 0
    x = ((w13 >>> 7) | (w13 << 25)) ^ ((w13 >>> 18) | (w13 << 14)) ^ (w13 >>> 3)
    y = ((w10 >>> 17) | (w10 << 15)) ^ ((w10 >>> 19) | (w10 << 13)) ^ (w10 >>> 10)
    w12 = (w12 + w5 + x + y) | 0
    x = ((w14 >>> 7) | (w14 << 25)) ^ ((w14 >>> 18) | (w14 << 14)) ^ (w14 >>> 3)
    y = ((w11 >>> 17) | (w11 << 15)) ^ ((w11 >>> 19) | (w11 << 13)) ^ (w11 >>> 10)
    w13 = (w13 + w6 + x + y) | 0
    x = ((w15 >>> 7) | (w15 << 25)) ^ ((w15 >>> 18) | (w15 << 14)) ^ (w15 >>> 3)
    y = ((w12 >>> 17) | (w12 << 15)) ^ ((w12 >>> 19) | (w12 << 13)) ^ (w12 >>> 10)
    w14 = (w14 + w7 + x + y) | 0
    x = ((w0 >>> 7) | (w0 << 25)) ^ ((w0 >>> 18) | (w0 << 14)) ^ (w0 >>> 3)
    y = ((w13 >>> 17) | (w13 << 15)) ^ ((w13 >>> 19) | (w13 << 13)) ^ (w13 >>> 10)
    w15 = (w15 + w8 + x + y) | 0
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
