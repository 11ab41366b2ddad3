import { decodeUtf8 } from '../ports/bytes.ts'
import { HttpError } from './http-error.ts'

/** As many fields as Django takes unless it is told otherwise: three megabytes of small ones take long to read. */
const MOST_FIELDS = 1000

const [PLUS, SPACE, PERCENT, AND, EQUALS] = [0x2b, 0x20, 0x25, 0x26, 0x3d]

/**
 * Fields of an urlencoded form (WHATWG URL, 5.1), in their order. Throws on what is no UTF-8: it would be repaired, and two
 * passwords become one. Bytes are decoded in one pass: `URLSearchParams` takes several times as long for signs and escapes.
 */
export function parseUrlencoded(bytes: Uint8Array): [string, string][] {
  const fields: [string, string][] = []
  const decoded = new Uint8Array(bytes.length)
  let [begin, equals, length, parts] = [0, -1, 0, 1]
  for (let at = 0; at <= bytes.length; at++) {
    const byte = at < bytes.length ? (bytes[at] ?? 0) : AND
    if (byte === AND) {
      if (at < bytes.length && ++parts > MOST_FIELDS) throw new HttpError('too_large')
      const split = equals === -1 ? length : equals
      const [name, value] = [decoded.subarray(begin, split), decoded.subarray(split, length)]
      if (length > begin || equals !== -1) fields.push([decodeUtf8(name), decodeUtf8(value)])
      begin = length
      equals = -1
    } else if (byte === EQUALS && equals === -1) {
      equals = length
    } else if (byte === PERCENT) {
      const escaped = 16 * digitOf(bytes[at + 1]) + digitOf(bytes[at + 2])
      decoded[length++] = escaped >= 0 ? escaped : byte
      if (escaped >= 0) at += 2
    } else {
      decoded[length++] = byte === PLUS ? SPACE : byte
    }
  }
  return fields
}

/** What a hexadecimal digit stands for; far below zero for what is none. */
function digitOf(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -4096
}
