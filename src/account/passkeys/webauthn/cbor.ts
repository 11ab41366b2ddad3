import { decodeUtf8 } from '../../../ports/bytes.ts'

/*
 * CBOR (RFC 8949), as authenticators write it: definite lengths, no tags and no floats (CTAP 2.1, section 8). Every item
 * takes a byte at least, so what is read is bounded by the bytes that came, whatever lengths they tell.
 */

export type Cbor = number | string | boolean | null | Bytes | Cbor[] | CborMap
export type CborMap = Map<number | string, Cbor>
type Bytes = Uint8Array<ArrayBuffer>

/** Bytes are not what they have to be. */
export class Unreadable extends Error {
  override name = 'Unreadable'
}

/** How deep items may be in each other (CTAP 2.1, section 8). */
const DEEPEST = 4

const [UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, SIMPLE] = [0, 1, 2, 3, 4, 5, 7]
const SIMPLE_VALUES: Record<number, Cbor> = { 20: false, 21: true, 22: null }

/** Reads one item that begins at `at`. Returns it, and where it ends. Throws Unreadable. */
export function readCbor(bytes: Bytes, at = 0): { value: Cbor; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let next = at

  function take(length: number): number {
    const from = next
    if (length > bytes.length - from) throw new Unreadable('it ends too soon')
    next += length
    return from
  }

  /** The number that is in the first byte of an item, or in the bytes after it. */
  function argument(short: number): number {
    if (short < 24) return short
    if (short === 24) return view.getUint8(take(1))
    if (short === 25) return view.getUint16(take(2))
    if (short === 26) return view.getUint32(take(4))
    if (short !== 27) throw new Unreadable('it has no definite length')
    const large = view.getBigUint64(take(8))
    if (large > BigInt(Number.MAX_SAFE_INTEGER)) throw new Unreadable('a number is too large')
    return Number(large)
  }

  function map(length: number, depth: number): CborMap {
    const found: CborMap = new Map()
    for (let count = 0; count < length; count++) {
      const key = item(depth)
      if (typeof key !== 'number' && typeof key !== 'string')
        throw new Unreadable('a key is no number and no text')
      if (found.has(key)) throw new Unreadable('a key stands twice')
      found.set(key, item(depth))
    }
    return found
  }

  function array(length: number, depth: number): Cbor[] {
    const found: Cbor[] = []
    for (let count = 0; count < length; count++) found.push(item(depth))
    return found
  }

  function item(depth: number): Cbor {
    if (depth > DEEPEST) throw new Unreadable('it is nested too deeply')
    const first = view.getUint8(take(1))
    const [kind, short] = [first >> 5, first & 31]
    if (kind === SIMPLE) {
      const value = SIMPLE_VALUES[short]
      if (value === undefined) throw new Unreadable('a value is of no known kind')
      return value
    }
    const length = argument(short)
    if (kind === UNSIGNED) return length
    if (kind === NEGATIVE) return -1 - length
    if (kind === ARRAY) return array(length, depth + 1)
    if (kind === MAP) return map(length, depth + 1)
    if (kind !== BYTES && kind !== TEXT) throw new Unreadable('an item has a tag')
    const from = take(length)
    return kind === BYTES ? bytes.slice(from, next) : textOf(bytes.subarray(from, next))
  }

  return { value: item(0), end: next }
}

/** Reads a map, after which nothing is left over. Throws Unreadable. */
export function readWholeMap(bytes: Bytes): CborMap {
  const { value, end } = readCbor(bytes)
  if (!(value instanceof Map) || end !== bytes.length) throw new Unreadable('it is not one map')
  return value
}

function textOf(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes)
  } catch {
    throw new Unreadable('a text is no UTF-8')
  }
}
