import { describe, expect, it } from 'vitest'
import { type CleanImage, cleanImage } from '../../../src/account/pictures/image/clean-image.ts'
import { anatomyOf, dirtOf, type LengthField } from './anatomy.ts'
import { limits } from './cleaned.ts'
import { join, marker, repairCheckSums } from './samples.ts'
import { talkative } from './talkative.ts'

type Bytes = Uint8Array<ArrayBuffer>
type Random = (limit: number) => number

const ROUNDS = 10_000

describe.each(Object.entries(talkative))('ten thousand damaged pictures: %s (IMG-13)', (_, picture) => {
  it('are refused or come out clean, and nothing throws', async () => {
    const bytes = join(picture, marker)
    const { type } = (await cleanImage(bytes, limits)) as CleanImage
    const lengths = anatomyOf(type, bytes).flatMap((piece) => piece.lengths)
    const random = seededRandom(20_260_918)
    const outcomes: Record<string, number> = {}
    for (let round = 0; round < ROUNDS; round++) {
      const mutant = mutated(bytes, lengths, random)
      if (type === 'image/png' && round % 8 !== 0) repairCheckSums(mutant)
      const outcome = await outcomeOf(mutant)
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    }
    expect(Object.keys(outcomes).sort()).toEqual(['clean', 'refused', 'too_large'])
    expect(outcomes.clean).toBeGreaterThan(ROUNDS / 10)
    expect(outcomes.refused).toBeGreaterThan(ROUNDS / 10)
  })
})

async function outcomeOf(mutant: Bytes): Promise<string> {
  try {
    const once = await cleanImage(mutant, limits)
    if (typeof once !== 'object') return once ?? 'refused'
    const twice = await cleanImage(once.bytes, limits)
    const unchanged =
      typeof twice === 'object' && twice.type === once.type && sameBytes(twice.bytes, once.bytes)
    return unchanged ? (dirtOf(once) ?? 'clean') : 'a second cleaning changes it'
  } catch (error) {
    return String(error)
  }
}

/** One to three changes that leave a difference. Lengths come first, while it is known where they are. */
function mutated(bytes: Bytes, lengths: LengthField[], random: Random): Bytes {
  let mutant = bytes.slice()
  if (random(3) === 0) changeLength(mutant, lengths[random(lengths.length)], random)
  for (let changes = random(3); changes > 0 || sameBytes(mutant, bytes); changes--) {
    mutant = changed(mutant, random)
  }
  return mutant
}

/** A length becomes an extreme, or one that is a little wrong and leaves or swallows a part. */
function changeLength(bytes: Bytes, field: LengthField | undefined, random: Random): void {
  if (!field) return
  const extremes = [0, 1, 2, 0x7fffffff, 0xffffffff, bytes.length - field.at, random(bytes.length)]
  const value = random(2) === 0 ? extremes[random(extremes.length)] : field.value + random(100) - 20
  bytes.set(field.write(Math.max(0, value ?? 0)), field.at)
}

/** Another bit or byte, a slice that is lost, doubled, moved or put in, or an end that is cut off. */
function changed(bytes: Bytes, random: Random): Bytes {
  const at = random(bytes.length)
  const until = Math.min(bytes.length, at + 1 + random(random(4) === 0 ? 200 : 16))
  const [head, slice, tail] = [bytes.subarray(0, at), bytes.subarray(at, until), bytes.subarray(until)]
  const rest = join(head, tail)
  const target = random(rest.length + 1)
  const noise = Array.from({ length: 1 + random(8) }, () => random(256))
  const changes = [
    () => bytes.with(at, (bytes[at] ?? 0) ^ (1 << random(8))),
    () => bytes.with(at, random(256)),
    () => rest,
    () => join(head, slice, slice, tail),
    () => join(rest.subarray(0, target), slice, rest.subarray(target)),
    () => join(head, noise, slice, tail),
    () => join(head),
  ]
  return bytes.length === 0 ? bytes : (changes[random(changes.length)]?.() ?? bytes)
}

/** Whole numbers below a limit, the same ones for the same seed (mulberry32). */
function seededRandom(seed: number): Random {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
