import type { BlockHash } from './block-hash.ts'
import { rootFractions } from './roots.ts'

/** Words of 32 bits: each of SHA-512's 80 words of 64 bits is two of them, the upper one first. */
const WORDS = 160
const w = new Int32Array(WORDS)
/** Filled on first use, so that the start of a Worker does not pay for it. */
const k = new Int32Array(WORDS)

/** SHA-512 (FIPS 180-4, section 6.4). JavaScript has no fast numbers of 64 bits, so each is a pair. */
export const sha512: BlockHash = {
  name: 'SHA-512',
  blockWords: 32,
  schedule: w,
  begin() {
    if (k[0] === 0) k.set(rootFractions(WORDS / 2, 3))
    return rootFractions(8, 2)
  },
  compress(state) {
    fillSchedule()
    mix(state)
  },
}

/** What a sum of lower words carries over. Each is less than 2^32, so that the sum is exact. */
const carry = (sum: number) => (sum / 0x1_0000_0000) | 0

function fillSchedule(): void {
  for (let t = 32; t < WORDS; t += 2) {
    const xh = w[t - 30] as number
    const xl = w[t - 29] as number
    const yh = w[t - 4] as number
    const yl = w[t - 3] as number
    const s0h = ((xh >>> 1) | (xl << 31)) ^ ((xh >>> 8) | (xl << 24)) ^ (xh >>> 7)
    const s0l = ((xl >>> 1) | (xh << 31)) ^ ((xl >>> 8) | (xh << 24)) ^ ((xl >>> 7) | (xh << 25))
    const s1h = ((yh >>> 19) | (yl << 13)) ^ ((yl >>> 29) | (yh << 3)) ^ (yh >>> 6)
    const s1l = ((yl >>> 19) | (yh << 13)) ^ ((yh >>> 29) | (yl << 3)) ^ ((yl >>> 6) | (yh << 26))
    const low = (s0l >>> 0) + (s1l >>> 0) + ((w[t - 13] as number) >>> 0) + ((w[t - 31] as number) >>> 0)
    w[t] = (s0h + s1h + (w[t - 14] as number) + (w[t - 32] as number) + carry(low)) | 0
    w[t + 1] = low | 0
  }
}

function mix(state: Int32Array): void {
  let ah = state[0] as number
  let al = state[1] as number
  let bh = state[2] as number
  let bl = state[3] as number
  let ch = state[4] as number
  let cl = state[5] as number
  let dh = state[6] as number
  let dl = state[7] as number
  let eh = state[8] as number
  let el = state[9] as number
  let fh = state[10] as number
  let fl = state[11] as number
  let gh = state[12] as number
  let gl = state[13] as number
  let hh = state[14] as number
  let hl = state[15] as number
  for (let t = 0; t < WORDS; t += 2) {
    const s1h = ((eh >>> 14) | (el << 18)) ^ ((eh >>> 18) | (el << 14)) ^ ((el >>> 9) | (eh << 23))
    const s1l = ((el >>> 14) | (eh << 18)) ^ ((el >>> 18) | (eh << 14)) ^ ((eh >>> 9) | (el << 23))
    const fgl = (el & fl) ^ (~el & gl)
    const t1 =
      (hl >>> 0) + (s1l >>> 0) + (fgl >>> 0) + ((k[t + 1] as number) >>> 0) + ((w[t + 1] as number) >>> 0)
    const t1h = (hh + s1h + ((eh & fh) ^ (~eh & gh)) + (k[t] as number) + (w[t] as number) + carry(t1)) | 0
    const t1l = t1 | 0
    const s0h = ((ah >>> 28) | (al << 4)) ^ ((al >>> 2) | (ah << 30)) ^ ((al >>> 7) | (ah << 25))
    const s0l = ((al >>> 28) | (ah << 4)) ^ ((ah >>> 2) | (al << 30)) ^ ((ah >>> 7) | (al << 25))
    const majority = (al & bl) ^ (al & cl) ^ (bl & cl)
    const t2 = (t1l >>> 0) + (s0l >>> 0) + (majority >>> 0)
    const t2h = (t1h + s0h + ((ah & bh) ^ (ah & ch) ^ (bh & ch)) + carry(t2)) | 0
    hh = gh
    hl = gl
    gh = fh
    gl = fl
    fh = eh
    fl = el
    const e = (dl >>> 0) + (t1l >>> 0)
    eh = (dh + t1h + carry(e)) | 0
    el = e | 0
    dh = ch
    dl = cl
    ch = bh
    cl = bl
    bh = ah
    bl = al
    ah = t2h
    al = t2 | 0
  }
  add(state, 0, ah, al)
  add(state, 2, bh, bl)
  add(state, 4, ch, cl)
  add(state, 6, dh, dl)
  add(state, 8, eh, el)
  add(state, 10, fh, fl)
  add(state, 12, gh, gl)
  add(state, 14, hh, hl)
}

function add(state: Int32Array, at: number, high: number, low: number): void {
  const sum = ((state[at + 1] as number) >>> 0) + (low >>> 0)
  state[at] = ((state[at] as number) + high + carry(sum)) | 0
  state[at + 1] = sum | 0
}
