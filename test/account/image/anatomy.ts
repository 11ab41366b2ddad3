import type { CleanImage } from '../../../src/account/pictures/image/clean-image.ts'
import { bigEndian, littleEndian, marker } from './samples.ts'

/** A number that says how much follows, and how its container writes it. */
export type LengthField = { at: number; value: number; write: (value: number) => number[] }

/** What a container is made of, under its own names; what the container does not name is in brackets. */
type Piece = { name: string; content: Uint8Array; lengths: LengthField[] }

/**
 * Takes a well-formed picture apart. It knows nothing of how the pictures are cleaned, so that it can tell
 * whether they are.
 */
export function anatomyOf(type: CleanImage['type'], bytes: Uint8Array): Piece[] {
  const takeApart = {
    'image/jpeg': jpegPieces,
    'image/png': pngPieces,
    'image/gif': gifPieces,
    'image/webp': webpPieces,
  }
  return [...takeApart[type](bytes)]
}

/** What the names of a clean picture's pieces look like in a row. */
const grammar: Record<CleanImage['type'], RegExp> = {
  'image/jpeg': /^((e0|e1|e2|ee|c4|db|dd|c0|c1|c2|da \[data]) )+d9$/,
  'image/png':
    /^IHDR ((PLTE|tRNS|gAMA|cHRM|sRGB|sBIT|cICP|mDCV|cLLI|pHYs|bKGD|iCCP|eXIf) )*(IDAT )+(eXIf )?IEND$/,
  'image/gif': /^\[screen] (f9 )?2c 3b$/,
  'image/webp': /^(VP8 |VP8L|VP8X( ICCP)?( ALPH)?( VP8 | VP8L)( EXIF)?)$/,
}

/** Pixels, their tables and profiles may look like anything, also like a text that damage has put there. */
const opaque = new Set('[data],db,c4,e2,PLTE,tRNS,IDAT,iCCP,VP8 ,VP8L,ALPH,ICCP,2c,[screen]'.split(','))

/** The longest that is left of what a cleaner may shorten. */
const lengths: Record<string, number> = { e0: 14, e1: 32, ee: 12, dd: 2, eXIf: 26, EXIF: 26, VP8X: 10, f9: 4 }

/** How a segment that stays begins. */
const beginnings: Record<string, string> = { e0: 'JFIF\0', e1: 'Exif\0\0', e2: 'ICC_PROFILE\0', ee: 'Adobe' }

/** What is wrong with a picture that should be clean; nothing if it is. */
export function dirtOf({ type, bytes }: CleanImage): string | undefined {
  const pieces = anatomyOf(type, bytes)
  const names = pieces.map(({ name }) => name).join(' ')
  if (!grammar[type].test(names)) return `it is made of ${names}`
  for (const { name, content } of pieces) {
    if (content.length > (lengths[name] ?? Number.POSITIVE_INFINITY))
      return `${name} is ${content.length} bytes long`
    if (!latin1(content).startsWith(beginnings[name] ?? '')) return `${name} begins as another`
    if (!opaque.has(name) && latin1(content).includes(marker)) return `the marker is in ${name}`
  }
  return undefined
}

function* jpegPieces(bytes: Uint8Array): Generator<Piece> {
  let at = 2
  let code = bytes[at + 1]
  while (code !== 0xd9) {
    const length = bigEndianAt(bytes, at + 2, 2)
    const end = at + 2 + length.value
    yield piece((code ?? 0).toString(16), bytes, at + 4, end, [length])
    at = end
    if (code === 0xda) {
      while (!endsData(bytes[at] ?? 0, bytes[at + 1] ?? 0xd9)) at += 1
      yield piece('[data]', bytes, end, at)
    }
    code = bytes[at + 1]
  }
  yield piece('d9', bytes, at + 2, at + 2)
  yield* tail(bytes, at + 2)
}

function endsData(first: number, second: number): boolean {
  const belongsToData = second === 0 || second === 0xff || (second >= 0xd0 && second <= 0xd7)
  return first === 0xff && !belongsToData
}

function* pngPieces(bytes: Uint8Array): Generator<Piece> {
  let at = 8
  let name = ''
  while (name !== 'IEND') {
    const length = bigEndianAt(bytes, at, 4)
    const end = at + 8 + length.value
    name = latin1(bytes.subarray(at + 4, at + 8))
    yield piece(name, bytes, at + 8, end, [length])
    at = end + 4
  }
  yield* tail(bytes, at)
}

function* webpPieces(bytes: Uint8Array): Generator<Piece> {
  const file = littleEndianAt(bytes, 4, 4)
  const end = 8 + file.value
  let at = 12
  while (at < end) {
    const length = littleEndianAt(bytes, at + 4, 4)
    const name = latin1(bytes.subarray(at, at + 4))
    yield piece(name, bytes, at + 8, at + 8 + length.value, [file, length])
    at += 8 + length.value + (length.value % 2)
  }
  yield* tail(bytes, end)
}

function* gifPieces(bytes: Uint8Array): Generator<Piece> {
  const length = (at: number) => littleEndianAt(bytes, at, 1)
  const tableLength = (flags = 0) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0)
  let at = 13 + tableLength(bytes[10])
  yield piece('[screen]', bytes, 0, at, [length(10)])
  while (bytes[at] !== 0x3b) {
    const start = at
    const isFrame = bytes[at] === 0x2c
    const name = isFrame ? '2c' : (bytes[at + 1] ?? 0).toString(16)
    const fields = isFrame ? [length(at + 9)] : []
    at += isFrame ? 11 + tableLength(bytes[at + 9]) : 2
    const blocks = at
    for (let size = bytes[at] ?? 0; size > 0; size = bytes[at] ?? 0) {
      fields.push(length(at))
      at += 1 + size
    }
    at += 1
    yield piece(name, bytes, isFrame ? start : blocks + 1, isFrame ? at : at - 1, fields)
  }
  yield piece('3b', bytes, at, at + 1)
  yield* tail(bytes, at + 1)
}

function* tail(bytes: Uint8Array, at: number): Generator<Piece> {
  if (at !== bytes.length) yield piece('[tail]', bytes, at, bytes.length)
}

function piece(
  name: string,
  bytes: Uint8Array,
  start: number,
  end: number,
  lengths: LengthField[] = [],
): Piece {
  if (end > bytes.length) throw new Error(`${name} reaches beyond the end`)
  return { name, content: bytes.subarray(start, end), lengths }
}

function bigEndianAt(bytes: Uint8Array, at: number, size: number): LengthField {
  const value = bytes.subarray(at, at + size).reduce((sum, byte) => sum * 256 + byte, 0)
  return { at, value, write: (changed) => bigEndian(changed, size) }
}

function littleEndianAt(bytes: Uint8Array, at: number, size: number): LengthField {
  const value = bytes.subarray(at, at + size).reduceRight((sum, byte) => sum * 256 + byte, 0)
  return { at, value, write: (changed) => littleEndian(changed, size) }
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes)
}
