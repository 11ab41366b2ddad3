const polynomial = 0xedb88320

let made: Int32Array | undefined

/** Eight tables of 256 in a row; the one at `256 * k` moves a byte past `k` more bytes. Made for the first picture. */
function makeTables(): Int32Array {
  const tables = new Int32Array(8 * 256)
  for (let byte = 0; byte < 256; byte++) {
    let remainder = byte
    for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? polynomial : 0)
    tables[byte] = remainder
  }
  for (let i = 256; i < tables.length; i++) {
    const remainder = tables[i - 256] ?? 0
    tables[i] = (remainder >>> 8) ^ (tables[remainder & 0xff] ?? 0)
  }
  return tables
}

/**
 * CRC-32 as PNG, gzip and ZIP use it (ISO 3309; PNG specification, annex D).
 *
 * It takes eight bytes at a time ("slicing by 8"), which halves the time of the one-byte loop: on a picture
 * of several MiB that is the greater part of the processor time a request may use.
 */
export function crc32(bytes: Uint8Array): number {
  made ??= makeTables()
  const tables = made
  const entry = (index: number) => tables[index] ?? 0
  const byteAt = (index: number) => bytes[index] ?? 0
  let remainder = -1
  let i = 0
  for (; i + 8 <= bytes.length; i += 8) {
    remainder =
      entry(0x700 + (byteAt(i) ^ (remainder & 0xff))) ^
      entry(0x600 + (byteAt(i + 1) ^ ((remainder >>> 8) & 0xff))) ^
      entry(0x500 + (byteAt(i + 2) ^ ((remainder >>> 16) & 0xff))) ^
      entry(0x400 + (byteAt(i + 3) ^ (remainder >>> 24))) ^
      entry(0x300 + byteAt(i + 4)) ^
      entry(0x200 + byteAt(i + 5)) ^
      entry(0x100 + byteAt(i + 6)) ^
      entry(byteAt(i + 7))
  }
  for (; i < bytes.length; i++) remainder = (remainder >>> 8) ^ entry((remainder ^ byteAt(i)) & 0xff)
  return ~remainder >>> 0
}
