import { utf8 } from './encoding.ts'

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const LARGEST_BLOCK = 0xffff
const PIXEL = [80, 120, 160]

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1
  return crc
})

/** A true picture that is as large as it looks: nothing in it is compressed. */
export function png(width: number, height: number): Uint8Array<ArrayBuffer> {
  const row = [0, ...Array.from({ length: width }, () => PIXEL).flat()]
  const rows = new Uint8Array(row.length * height)
  for (let y = 0; y < height; y++) rows.set(row, y * row.length)
  const trueColour = [8, 2, 0, 0, 0]
  return join([
    SIGNATURE,
    chunk('IHDR', join([uint32(width), uint32(height), trueColour])),
    chunk('IDAT', store(rows)),
    chunk('IEND', new Uint8Array()),
  ])
}

function chunk(kind: string, data: Uint8Array): Uint8Array {
  const body = join([utf8(kind), data])
  return join([uint32(data.length), body, uint32(crc32(body))])
}

/** A zlib stream of stored blocks. */
function store(data: Uint8Array): Uint8Array {
  const parts: ArrayLike<number>[] = [[0x78, 0x01]]
  for (let at = 0; at < data.length; at += LARGEST_BLOCK) {
    const block = data.subarray(at, at + LARGEST_BLOCK)
    const isLast = at + LARGEST_BLOCK >= data.length
    parts.push([isLast ? 1 : 0, ...uint16(block.length), ...uint16(~block.length)], block)
  }
  parts.push(uint32(adler32(data)))
  return join(parts)
}

function crc32(data: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of data) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return ~crc >>> 0
}

function adler32(data: Uint8Array): number {
  let a = 1
  let b = 0
  for (const byte of data) {
    a = (a + byte) % 65521
    b = (b + a) % 65521
  }
  return b * 0x10000 + a
}

// PNG writes the highest byte first, deflate the lowest.
function uint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]
}

function uint16(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff]
}

function join(parts: ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
