/** Raised when bytes break a rule of their format; `cleanImage` turns it into `undefined`. */
export class Refused extends Error {}

export function refuseUnless(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new Refused(rule)
}

/** More parts than any encoder writes, whatever a part is in a format. A file of empty ones would take long to read. */
const mostParts = 20_000

/**
 * Reads forward only. Every step goes through `skip`, so no read can pass the end: it is `Refused` instead.
 */
export class Reader {
  offset = 0
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #littleEndian: boolean
  #parts = 0

  constructor(bytes: Uint8Array, byteOrder: 'big-endian' | 'little-endian') {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#littleEndian = byteOrder === 'little-endian'
  }

  get left(): number {
    return this.#bytes.length - this.offset
  }

  /** Steps over `length` bytes and answers where they begin. */
  skip(length: number): number {
    refuseUnless(length <= this.left, 'a part is not longer than what is left of the file')
    const start = this.offset
    this.offset += length
    return start
  }

  uint8(): number {
    return this.#view.getUint8(this.skip(1))
  }

  uint16(): number {
    return this.#view.getUint16(this.skip(2), this.#littleEndian)
  }

  uint32(): number {
    return this.#view.getUint32(this.skip(4), this.#littleEndian)
  }

  ascii(length: number): string {
    let text = ''
    for (let i = 0; i < length; i++) text += String.fromCharCode(this.uint8())
    return text
  }

  /** Counts a part. */
  beginPart(): void {
    refuseUnless(++this.#parts <= mostParts, 'parts have something in them')
  }

  /** What is left, as a view. */
  get rest(): Uint8Array {
    return this.#bytes.subarray(this.offset)
  }

  /** A view of the next `length` bytes, which are stepped over. */
  take(length: number): Uint8Array {
    return this.since(this.skip(length))
  }

  /** A view of what lies between `start` and the place reached. */
  since(start: number): Uint8Array {
    return this.#bytes.subarray(start, this.offset)
  }

  /** Steps to the next byte of this value. */
  seek(value: number): void {
    const found = this.#bytes.indexOf(value, this.offset)
    refuseUnless(found !== -1, 'what has to come is in the file')
    this.offset = found
  }
}

/** More than a clean file can grow: four bytes when its EXIF block was cut, one when padding was missing. */
const headroom = 64

/**
 * Collects the parts that stay. One buffer is taken up front instead of a list of parts, because a hostile
 * file of a few MiB can hold a million of them.
 */
export class Output {
  readonly #bytes: Uint8Array<ArrayBuffer>
  #length = 0

  /** @param more bytes that the clean file may grow by besides, where parts of it are packed anew */
  constructor(source: Uint8Array, more = 0) {
    this.#bytes = new Uint8Array(source.length + headroom + more)
  }

  write(part: ArrayLike<number>): void {
    this.#bytes.set(part, this.#length)
    this.#length += part.length
  }

  get length(): number {
    return this.#length
  }

  /** Moves what was written from `at` on to make place for a part. */
  insert(part: Uint8Array, at: number): void {
    this.#bytes.copyWithin(at + part.length, at, this.#length)
    this.#bytes.set(part, at)
    this.#length += part.length
  }

  /** What was written, in the same memory cut to size. There is nothing to write to afterwards. */
  finish(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes.buffer.transfer(this.#length))
  }
}

export function joined(parts: ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** @param text characters that stand for the byte of the same number */
export function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0))
}

/** @param signature characters that stand for the byte of the same number */
export function startsWith(bytes: Uint8Array, signature: string): boolean {
  for (let i = 0; i < signature.length; i++) if (bytes[i] !== signature.charCodeAt(i)) return false
  return true
}
