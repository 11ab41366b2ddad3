import type { Random } from '../../src/ports/random.ts'

/** The same values each time from `again` on. Each length has its own row, so that one more draw of one shifts no other. */
export function knownRandom() {
  let drawn = new Map<number, number>()
  const bytes = (length: number) => {
    const nth = (drawn.get(length) ?? 0) + 1
    drawn.set(length, nth)
    return Uint8Array.from(
      { length },
      (_, at) => (Math.imul(at + 1, 2_654_435_761) ^ Math.imul(nth, 40_503 * length)) >>> ((at % 3) * 8),
    )
  }
  const random: Random = {
    bytes,
    uuid: () => {
      const hex = [...bytes(17)]
        .slice(0, 16)
        .map((byte) => byte.toString(16).padStart(2, '0'))
        .join('')
      return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5')
    },
  }
  return {
    random,
    again(): void {
      drawn = new Map()
    },
  }
}
