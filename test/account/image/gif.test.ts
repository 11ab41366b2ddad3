import { describe, expect, it } from 'vitest'
import { cleanImage } from '../../../src/account/image/clean-image.ts'
import { ascii, gif, gifControl, gifExtension, gifFrame, gifLoop, join, marker } from './samples.ts'

const oneColour = [0, 0, 0]

describe('a GIF', () => {
  it('may be of either version', () => {
    for (const version of ['87a', '89a'])
      expect(cleanImage(gif({ version }))?.bytes).toEqual(gif({ version }))
    for (const version of ['88a', '89b', '90a']) expect(cleanImage(gif({ version }))).toBeUndefined()
  })

  it('may be animated and keeps its timing and its loop', () => {
    const frames = Array.from({ length: 3 }, (_, index) => join(gifControl(index), gifFrame()))
    for (const application of ['NETSCAPE2.0', 'ANIMEXTS1.0']) {
      const bytes = gif({ blocks: [gifExtension(0xff, application, [1, 5, 0]), ...frames] })
      expect(cleanImage(bytes)?.bytes).toEqual(bytes)
    }
  })

  it('keeps colour tables of every size', () => {
    for (let size = 0; size < 8; size++) {
      const table = new Array(2 ** (size + 1)).fill(oneColour).flat()
      const local = join(',', new Array(4).fill([1, 0]).flat(), [0x80 | size], table, [2, 1, 0x44, 0])
      const bytes = join('GIF89a', [1, 0, 1, 0, 0x80 | size, 0, 0], table, local, ';')
      local.fill(0, 1, 5)
      bytes.set(local, 13 + table.length)
      expect(cleanImage(bytes)?.bytes).toEqual(bytes)
    }
  })

  it('may have codes of one to eight bits', () => {
    for (const bits of [1, 8]) {
      expect(cleanImage(gif({ blocks: [gifFrame({ data: [bits, 1, 0x44, 0] })] }))).toBeDefined()
    }
  })

  it('may have no colour table', () => {
    const bytes = join('GIF89a', [1, 0, 1, 0, 0, 0, 0], gifFrame(), ';')
    expect(cleanImage(bytes)?.bytes).toEqual(bytes)
  })

  it.each([
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
  ])('loses %s', (_, dropped) => {
    const bytes = gif({ blocks: [dropped, gifFrame(), dropped] })
    expect(cleanImage(bytes)?.bytes).toEqual(gif())
  })

  it('keeps one loop of several', () => {
    const bytes = gif({ blocks: [gifLoop, gifFrame(), gifLoop, gifFrame()] })
    expect(cleanImage(bytes)?.bytes).toEqual(gif({ blocks: [gifLoop, gifFrame(), gifFrame()] }))
  })

  it('keeps the last graphic control before a frame, and no other', () => {
    const comment = gifExtension(0xfe, marker)
    const bytes = gif({ blocks: [gifControl(1), gifControl(2), comment, gifFrame(), gifControl(3)] })
    expect(cleanImage(bytes)?.bytes).toEqual(gif({ blocks: [gifControl(2), gifFrame()] }))
  })

  it('does not give the graphic control of a text to the next frame', () => {
    const text = gifExtension(0x01, new Array(12).fill(0), marker)
    const bytes = gif({ blocks: [gifControl(1), text, gifFrame()] })
    expect(cleanImage(bytes)?.bytes).toEqual(gif())
  })

  it('may have five hundred frames and no more', () => {
    const frames = (count: number) => gif({ blocks: new Array(count).fill(gifFrame()) })
    expect(cleanImage(frames(500))?.bytes).toEqual(frames(500))
    expect(cleanImage(frames(501))).toBeUndefined()
  })

  it('has frames that end within the limits, also outside the screen', () => {
    expect(cleanImage(gif({ blocks: [gifFrame({ left: 11_999, top: 0 })] }))).toBeDefined()
    expect(cleanImage(gif({ blocks: [gifFrame({ left: 12_000, top: 0 })] }))).toBeUndefined()
    expect(cleanImage(gif({ blocks: [gifFrame({ left: 0, top: 65_535 })] }))).toBeUndefined()
    expect(cleanImage(gif({ blocks: [gifFrame({ left: 7_999, top: 8_000 })] }))).toBeUndefined()
  })

  it.each([
    ['without frame', gif({ blocks: [] })],
    ['with nothing but a comment', gif({ blocks: [gifExtension(0xfe, marker)] })],
    ['without trailer', gif({ end: '' })],
    ['with an unknown block', gif({ blocks: [ascii(marker), gifFrame()] })],
    ['with a block that only looks like an extension', gif({ blocks: [[0x22, 0xfe, 0], gifFrame()] })],
    ['with a zero between blocks', gif({ blocks: [gifFrame(), [0]] })],
    ['with codes of no bits', gif({ blocks: [gifFrame({ data: [0, 1, 0x44, 0] })] })],
    ['with codes of nine bits', gif({ blocks: [gifFrame({ data: [9, 1, 0x44, 0] })] })],
    ['with data that does not end', gif({ blocks: [gifFrame({ data: [2, 255, 0x44] })] })],
    ['with a comment that does not end', gif({ blocks: [gifFrame(), [0x21, 0xfe, 255]] })],
    ['with a colour table beyond the end', join('GIF89a', [1, 0, 1, 0, 0x87, 0, 0], gifFrame(), ';')],
  ])('%s is refused', (_, bytes) => {
    expect(cleanImage(bytes)).toBeUndefined()
  })
})
