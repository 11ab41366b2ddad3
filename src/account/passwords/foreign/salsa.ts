/** Salsa20/8, the core that scrypt is made of (RFC 7914, section 3): changes a block of sixteen words. */
export function salsa(block: Int32Array): void {
  let x0 = block[0] as number
  let x1 = block[1] as number
  let x2 = block[2] as number
  let x3 = block[3] as number
  let x4 = block[4] as number
  let x5 = block[5] as number
  let x6 = block[6] as number
  let x7 = block[7] as number
  let x8 = block[8] as number
  let x9 = block[9] as number
  let x10 = block[10] as number
  let x11 = block[11] as number
  let x12 = block[12] as number
  let x13 = block[13] as number
  let x14 = block[14] as number
  let x15 = block[15] as number
  for (let round = 0; round < 8; round += 2) {
    x4 ^= rotated((x0 + x12) | 0, 7)
    x8 ^= rotated((x4 + x0) | 0, 9)
    x12 ^= rotated((x8 + x4) | 0, 13)
    x0 ^= rotated((x12 + x8) | 0, 18)
    x9 ^= rotated((x5 + x1) | 0, 7)
    x13 ^= rotated((x9 + x5) | 0, 9)
    x1 ^= rotated((x13 + x9) | 0, 13)
    x5 ^= rotated((x1 + x13) | 0, 18)
    x14 ^= rotated((x10 + x6) | 0, 7)
    x2 ^= rotated((x14 + x10) | 0, 9)
    x6 ^= rotated((x2 + x14) | 0, 13)
    x10 ^= rotated((x6 + x2) | 0, 18)
    x3 ^= rotated((x15 + x11) | 0, 7)
    x7 ^= rotated((x3 + x15) | 0, 9)
    x11 ^= rotated((x7 + x3) | 0, 13)
    x15 ^= rotated((x11 + x7) | 0, 18)
    x1 ^= rotated((x0 + x3) | 0, 7)
    x2 ^= rotated((x1 + x0) | 0, 9)
    x3 ^= rotated((x2 + x1) | 0, 13)
    x0 ^= rotated((x3 + x2) | 0, 18)
    x6 ^= rotated((x5 + x4) | 0, 7)
    x7 ^= rotated((x6 + x5) | 0, 9)
    x4 ^= rotated((x7 + x6) | 0, 13)
    x5 ^= rotated((x4 + x7) | 0, 18)
    x11 ^= rotated((x10 + x9) | 0, 7)
    x8 ^= rotated((x11 + x10) | 0, 9)
    x9 ^= rotated((x8 + x11) | 0, 13)
    x10 ^= rotated((x9 + x8) | 0, 18)
    x12 ^= rotated((x15 + x14) | 0, 7)
    x13 ^= rotated((x12 + x15) | 0, 9)
    x14 ^= rotated((x13 + x12) | 0, 13)
    x15 ^= rotated((x14 + x13) | 0, 18)
  }
  add(block, 0, x0)
  add(block, 1, x1)
  add(block, 2, x2)
  add(block, 3, x3)
  add(block, 4, x4)
  add(block, 5, x5)
  add(block, 6, x6)
  add(block, 7, x7)
  add(block, 8, x8)
  add(block, 9, x9)
  add(block, 10, x10)
  add(block, 11, x11)
  add(block, 12, x12)
  add(block, 13, x13)
  add(block, 14, x14)
  add(block, 15, x15)
}

const rotated = (word: number, bits: number) => (word << bits) | (word >>> (32 - bits))

function add(block: Int32Array, at: number, word: number): void {
  block[at] = ((block[at] as number) + word) | 0
}
