import { ok } from 'node:assert/strict'
import { createHash } from 'node:crypto'

const BUCKETS = 256
const OFFSET_BYTES = 2
const TAIL_BYTES = 3

const fingerprint = (password: string) => createHash('sha256').update(password).digest().readUInt32BE()

const distinct = <T>(values: T[]) => [...new Set(values)]

/**
 * The list, small enough to ship inside the Worker: of each password, trimmed and in lower case, the first
 * 32 bits of its SHA-256. The first of those four bytes is the bucket; the table starts with 257 big-endian
 * uint16 (where each bucket begins, counted in entries, and the total), then come the other three bytes of
 * every entry, in order. A password that is not on the list matches by chance about once in 200,000 times.
 */
export const packCommonPasswords = (list: string): Uint8Array => {
  const passwords = distinct(list.split('\n').map((line) => line.trim().toLowerCase())).filter(Boolean)
  const entries = distinct(passwords.map(fingerprint)).sort((a, b) => a - b)
  ok(entries.length <= 0xffff, 'The list of common passwords has outgrown its 16-bit offsets')

  const head = (BUCKETS + 1) * OFFSET_BYTES
  const table = Buffer.alloc(head + entries.length * TAIL_BYTES)
  const sizes = new Uint16Array(BUCKETS)
  for (const [index, entry] of entries.entries()) {
    const bucket = entry >>> 24
    sizes[bucket] = (sizes[bucket] ?? 0) + 1
    table.writeUIntBE(entry & 0xffffff, head + index * TAIL_BYTES, TAIL_BYTES)
  }
  let begin = 0
  for (const [bucket, size] of sizes.entries()) {
    table.writeUInt16BE(begin, bucket * OFFSET_BYTES)
    begin += size
  }
  table.writeUInt16BE(begin, BUCKETS * OFFSET_BYTES)
  return table
}
