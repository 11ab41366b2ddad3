import { describe, expect, it } from 'vitest'
import { cleaned } from './cleaned.ts'
import { ascii, gif, gifControl, gifExtension, gifFrame, gifLoop, join, marker } from './samples.ts'

const oneColour = [0, 0, 0]

describe('a GIF', () => {
  it('may be of either version', async () => {
    for (const version of ['87a', '89a']) expect(await cleaned(gif({ version }))).toEqual(gif({ version }))
    for (const version of ['88a', '89b', '90a']) expect(await cleaned(gif({ version }))).toBeUndefined()
  })

  it.each([2, 3, 500, 501, 5_000])(
    'of %i frames comes out as the first, which does not move (IMG-11)',
    async (count) => {
      const others = new Array(count - 1).fill(
        join(gifControl(9), gifFrame({ left: 1, data: [2, 1, 0x44, 0] })),
      )
      for (const application of ['NETSCAPE2.0', 'ANIMEXTS1.0']) {
        const loop = gifExtension(0xff, application, [1, 5, 0])
        const bytes = gif({ blocks: [loop, gifControl(7), gifFrame(), loop, ...others] })
        expect(await cleaned(bytes)).toEqual(gif({ blocks: [gifControl(7), gifFrame()] }))
      }
    },
  )

  it('does not give its first frame the graphic control of the second', async () => {
    expect(await cleaned(gif({ blocks: [gifFrame(), gifControl(1), gifFrame()] }))).toEqual(gif())
  })

  it('may have frames behind the first that are empty or reach beyond the limits', async () => {
    const frames = [
      { width: 0, height: 0 },
      { left: 65_535, top: 65_535, width: 65_535, height: 65_535 },
    ]
    expect(await cleaned(gif({ blocks: [gifFrame(), ...frames.map(gifFrame)] }))).toEqual(gif())
  })

  it('keeps colour tables of every size', async () => {
    for (let size = 0; size < 8; size++) {
      const table = new Array(2 ** (size + 1)).fill(oneColour).flat()
      const local = join(',', new Array(4).fill([1, 0]).flat(), [0x80 | size], table, [2, 1, 0x44, 0])
      const bytes = join('GIF89a', [1, 0, 1, 0, 0x80 | size, 0, 0], table, local, ';')
      local.fill(0, 1, 5)
      bytes.set(local, 13 + table.length)
      expect(await cleaned(bytes)).toEqual(bytes)
    }
  })

  it('may have codes of one to eight bits', async () => {
    for (const bits of [1, 8]) {
      const bytes = gif({ blocks: [gifFrame({ data: [bits, 1, 0x44, 0] })] })
      expect(await cleaned(bytes)).toEqual(bytes)
    }
  })

  it('may have no colour table', async () => {
    const bytes = join('GIF89a', [1, 0, 1, 0, 0, 0, 0], gifFrame(), ';')
    expect(await cleaned(bytes)).toEqual(bytes)
  })

  it.each([
    ['its loop', gifLoop],
    ['comments', gifExtension(0xfe, marker, marker)],
    ['plain text', gifExtension(0x01, new Array(12).fill(0), marker)],
    ['other application data', gifExtension(0xff, 'XMP DataXMP', marker)],
    ['application data under the name of the loop', gifExtension(0xff, 'NETSCAPE2.0', marker)],
    ['a loop with an appendix', gifExtension(0xff, 'NETSCAPE2.0', [1, 0, 0], marker)],
    ['a buffer size', gifExtension(0xff, 'NETSCAPE2.0', [2, 0, 0, 0, 1])],
    ['unknown extensions', gifExtension(0x77, marker)],
    ['a graphic control with an appendix', gifExtension(0xf9, [4, 0, 0, 0], marker)],
    ['a graphic control of another length', gifExtension(0xf9, [4, 0, 0, 0, 0])],
    ['an empty graphic control', gifExtension(0xf9)],
  ])('loses %s (IMG-07)', async (_, dropped) => {
    const bytes = gif({ blocks: [dropped, gifFrame(), dropped] })
    expect(await cleaned(bytes)).toEqual(gif())
  })

  it('keeps the last graphic control before a frame, and no other', async () => {
    const comment = gifExtension(0xfe, marker)
    const bytes = gif({ blocks: [gifControl(1), gifControl(2), comment, gifFrame(), gifControl(3)] })
    expect(await cleaned(bytes)).toEqual(gif({ blocks: [gifControl(2), gifFrame()] }))
  })

  it('does not give the graphic control of a text to the next frame', async () => {
    const text = gifExtension(0x01, new Array(12).fill(0), marker)
    const bytes = gif({ blocks: [gifControl(1), text, gifFrame()] })
    expect(await cleaned(bytes)).toEqual(gif())
  })

  it('has a first frame that ends within the limits, also outside the screen (IMG-09)', async () => {
    const within = gif({ blocks: [gifFrame({ left: 11_999, top: 0 })] })
    expect(await cleaned(within)).toEqual(within)
    expect(await cleaned(gif({ blocks: [gifFrame({ left: 12_000, top: 0 })] }))).toBe('too_large')
    expect(await cleaned(gif({ blocks: [gifFrame({ left: 0, top: 65_535 })] }))).toBe('too_large')
    expect(await cleaned(gif({ blocks: [gifFrame({ left: 7_999, top: 8_000 })] }))).toBe('too_large')
  })

  const damaged = {
    'an unknown block': ascii(marker),
    'a block that only looks like an extension': [0x22, 0xfe, 0],
    'a zero for a block': [0],
    'codes of no bits': gifFrame({ data: [0, 1, 0x44, 0] }),
    'codes of nine bits': gifFrame({ data: [9, 1, 0x44, 0] }),
    'data that does not end': gifFrame({ data: [2, 255, 0x44] }),
    'a comment that does not end': [0x21, 0xfe, 255],
    'a colour table beyond the end': join(gifFrame().subarray(0, 9), [0x87]),
    'half a frame': gifFrame().subarray(0, 6),
  }

  it.each(Object.entries(damaged))(
    'with %s is refused, whichever frame it is at (IMG-14)',
    async (_, block) => {
      for (const framesBefore of [0, 1, 2, 1_000]) {
        const frames = new Array(framesBefore).fill(gifFrame())
        expect(await cleaned(gif({ blocks: [...frames, block, gifFrame()] }))).toBeUndefined()
        expect(await cleaned(gif({ blocks: [...frames, block] }))).toBeUndefined()
      }
    },
  )

  it.each([
    ['without frame', gif({ blocks: [] })],
    ['with nothing but a comment', gif({ blocks: [gifExtension(0xfe, marker)] })],
    ['without trailer (IMG-15)', gif({ end: '' })],
    ['of many frames without trailer (IMG-15)', gif({ blocks: new Array(600).fill(gifFrame()), end: '' })],
    ['with a colour table beyond the end', join('GIF89a', [1, 0, 1, 0, 0x87, 0, 0], gifFrame(), ';')],
  ])('%s is refused', async (_, bytes) => {
    expect(await cleaned(bytes)).toBeUndefined()
  })
})
