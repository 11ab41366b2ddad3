import { describe, expect, it } from 'vitest'
import { Refused } from '../../../src/account/pictures/image/bytes.ts'
import { checkZlibStream } from '../../../src/account/pictures/image/deflate.ts'
import { deflated, inflated } from '../../../src/account/pictures/image/zlib.ts'
import { join } from './samples.ts'

/** The same in every run. */
function noise(length: number, most: number): Uint8Array<ArrayBuffer> {
  let state = 1
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state >>> 20) % most
  })
}

const isRefused = (prepared: Uint8Array, limit: number) => {
  try {
    checkZlibStream([prepared.subarray(0, 3), prepared.subarray(3)], limit)
    return false
  } catch (error) {
    expect(error).toBeInstanceOf(Refused)
    return true
  }
}

/** Bits as text, the first of each byte on the left, as a zlib stream with a check sum. */
const streamOf = (bits: string) => {
  const bytes = bits.match(/.{1,8}/g) ?? []
  return join(
    [0x78, 0x9c],
    bytes.map((byte) => Number.parseInt([...byte].reverse().join(''), 2)),
    [0, 0, 0, 1],
  )
}
const number = (value: number, length: number) =>
  [...value.toString(2).padStart(length, '0')].reverse().join('')

/** A block whose own codes are those for "end of block" and a distance, in as few bits as can be, and nothing else. */
const emptyBlock = (isLast: boolean) => {
  const lengths = [0, 0, 1, ...new Array(14).fill(0), 1].map((length) => number(length, 3)).join('')
  const head = number(isLast ? 1 : 0, 1) + number(2, 2) + number(0, 5) + number(0, 5) + number(14, 4)
  return `${head}${lengths}1${number(127, 7)}1${number(107, 7)}000`
}

describe('a zlib stream', () => {
  it.each(
    [0, 1, 100, 70_000, 1_000_000].flatMap((length) =>
      [1, 2, 17, 120, 256].map((most): [number, number] => [length, most]),
    ),
  )('of %i bytes of %i kinds ends where it ends', async (length, most) => {
    const prepared = await deflated(noise(length, most))
    expect(isRefused(prepared, length)).toBe(false)
    expect(isRefused(prepared, length - 1)).toBe(true)
    expect(isRefused(join(prepared, [0]), length)).toBe(true)
    for (const end of [3, prepared.length >> 1, prepared.length - 1])
      expect(isRefused(prepared.subarray(0, end), length)).toBe(true)
  })

  it('is looked at to its end in little time when it becomes two hundred million bytes', async () => {
    const megabyte = new Uint8Array(1_000_000)
    const stream = new ReadableStream({
      start(controller) {
        for (let times = 0; times < 200; times++) controller.enqueue(megabyte)
        controller.close()
      },
    }).pipeThrough(new CompressionStream('deflate'))
    const prepared = new Uint8Array(await new Response(stream).arrayBuffer())
    expect(isRefused(prepared, 200_000_000)).toBe(false)
    expect(isRefused(prepared, 199_999_999)).toBe(true)
  })

  it('has blocks with something in them', () => {
    const blocks = (count: number) => streamOf(emptyBlock(false).repeat(count) + emptyBlock(true))
    expect(isRefused(blocks(900), 0)).toBe(false)
    expect(isRefused(blocks(2000), 0)).toBe(true)
  })

  it('may have more blocks with the codes that are fixed, and not without end', () => {
    const blocks = (count: number) => streamOf(`${'0100000000'.repeat(count)}1100000000`)
    expect(isRefused(blocks(19_000), 0)).toBe(false)
    expect(isRefused(blocks(21_000), 0)).toBe(true)
  })

  it.each([1, 2, 3, 4, 5, 6])('is whole where the platform says so, whatever is in it (%i)', async (seed) => {
    let state = seed
    const random = (most: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return Math.floor((state / 2 ** 32) * most)
    }
    for (let times = 0; times < 15; times++) {
      const kinds = 1 + random(256)
      // Seldom values have long codes; what stood there before is repeated.
      const bytes = new Uint8Array(random(20_000))
      for (let at = 0; at < bytes.length; at++)
        bytes[at] = random(3)
          ? Math.floor(kinds * (random(1000) / 1000) ** 6)
          : (bytes[at - 1 - random(300)] ?? random(256))
      const prepared = await deflated(bytes)
      const bits = prepared.slice()
      const place = 2 + random(bits.length - 2)
      bits[place] = (bits[place] ?? 0) ^ (1 << random(8))
      for (const each of [prepared, bits, prepared.slice(0, random(prepared.length))]) {
        const whole = await inflated(each, 1_000_000)
        if (whole)
          expect([isRefused(each, whole.length), whole.length && isRefused(each, whole.length - 1)]).toEqual([
            false,
            whole.length && true,
          ])
        if (each.length < prepared.length) expect(isRefused(each, 1_000_000)).toBe(true)
      }
    }
  })

  it.each([
    ['a block of a fourth kind', number(7, 3)],
    ['a length that stands there once', `${number(1, 3)}00000${number(1, 16)}${number(1, 16)}`],
    ['bits that are no code', emptyBlock(true).slice(0, -1) + '1'.repeat(40)],
    ['a repeated length before the first', `101${number(0, 14)}${number(1, 3)}${'0'.repeat(30)}`],
  ])('is none with %s', (_, bits) => {
    expect(isRefused(streamOf(bits), 100)).toBe(true)
  })
})
