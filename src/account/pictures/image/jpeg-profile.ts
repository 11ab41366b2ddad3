import { ascii, joined, type Output, startsWith } from './bytes.ts'
import { cleanProfile } from './icc.ts'
import { code } from './jpeg-segments.ts'

const signature = 'ICC_PROFILE\0'

/** A part has its number and the count of all behind the signature. */
const beginningLength = signature.length + 2

/** The longest part of a profile: a segment has 65 535 bytes with the two of its length. */
const maxPartLength = 65_535 - 2 - beginningLength

/** Puts together a colour profile, which may be longer than a segment can be (ICC.1, section B.4). */
export class ProfileParts {
  readonly #parts = new Map<number, Uint8Array>()
  #count = 0
  #fitTogether = true
  #place = 0

  /**
   * @param content of any APP2 segment
   * @param place where the segment would be written
   */
  add(content: Uint8Array, place: number): void {
    if (!startsWith(content, signature) || content.length < beginningLength) return
    const number = content[beginningLength - 2] ?? 0
    const count = content[beginningLength - 1] ?? 0
    if (this.#parts.size === 0) {
      this.#count = count
      this.#place = place
    }
    const isNext = count === this.#count && number >= 1 && number <= count && !this.#parts.has(number)
    this.#fitTogether &&= isNext
    this.#parts.set(number, content.subarray(beginningLength))
  }

  /** Writes the profile, cleaned, where the first part was; nothing unless all parts of a profile were there. */
  insertInto(output: Output): void {
    if (!this.#fitTogether || this.#parts.size !== this.#count) return
    const inOrder = Array.from({ length: this.#count }, (_, index) => this.#parts.get(index + 1) ?? [])
    const profile = cleanProfile(joined(inOrder))
    if (profile) output.insert(segmentsOf(profile), this.#place)
  }
}

function segmentsOf(profile: Uint8Array): Uint8Array {
  const count = Math.ceil(profile.length / maxPartLength)
  const segments = new Uint8Array(profile.length + count * (4 + beginningLength))
  for (let index = 0, at = 0; index < count; index++) {
    const part = profile.subarray(index * maxPartLength, (index + 1) * maxPartLength)
    const length = 2 + beginningLength + part.length
    segments.set([0xff, code.APP2, length >> 8, length & 0xff, ...ascii(signature), index + 1, count], at)
    segments.set(part, at + 4 + beginningLength)
    at += 2 + length
  }
  return segments
}
