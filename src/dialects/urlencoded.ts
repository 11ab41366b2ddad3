import { decodeUtf8 } from '../ports/bytes.ts'
import { HttpError } from './http-error.ts'

/** As many fields as Django takes unless it is told otherwise: three megabytes of small ones take long to read. */
const MOST_FIELDS = 1000
/** How many percent signs may escape nothing. Browsers escape each of them. */
const MOST_BARE = 10_000

const BARE = /%(?![\dA-Fa-f]{2})/g

const PLUS = 0x2b
/** Four bytes of them, and what makes a space of one. */
const PLUSES = 0x2b2b2b2b
const TO_SPACE = 0x0b

/**
 * Fields of an urlencoded form (WHATWG URL, 5.1), in their order. Throws on what is no UTF-8, as it is or escaped: it would
 * be repaired, and two passwords become one.
 *
 * The platform does what there is to do for each byte, or it is done for four at once: a loop of our own over three million
 * bytes takes 100 ms and more for as long as it is not compiled. `URLSearchParams` and `replaceAll` take as long for signs.
 */
export function parseUrlencoded(bytes: Uint8Array): [string, string][] {
  const text = decodeUtf8(bytes.includes(PLUS) ? withSpaces(bytes) : bytes)
  const bare = text.matchAll(BARE).take(MOST_BARE + 1)
  if (bare.toArray().length > MOST_BARE) throw new HttpError('too_large')
  const parts = text.replace(BARE, '%25').split('&', MOST_FIELDS + 1)
  if (parts.length > MOST_FIELDS) throw new HttpError('too_large')
  return parts.filter((part) => part !== '').map(fieldOf)
}

function fieldOf(part: string): [string, string] {
  const equals = part.indexOf('=')
  const [name, value] = equals === -1 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)]
  return [decodeURIComponent(name), decodeURIComponent(value)]
}

/** The bytes with a space for each plus sign. */
function withSpaces(bytes: Uint8Array): Uint8Array {
  const words = new Uint32Array(Math.ceil(bytes.length / 4))
  const changed = new Uint8Array(words.buffer)
  changed.set(bytes)
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? 0
    // The highest bit of each byte is set in `others` unless that byte was a plus sign.
    const zeros = word ^ PLUSES
    const others = ((zeros & 0x7f7f7f7f) + 0x7f7f7f7f) | zeros | 0x7f7f7f7f
    if (others !== -1) words[at] = word ^ ((~others >>> 7) * TO_SPACE)
  }
  return changed.subarray(0, bytes.length)
}
