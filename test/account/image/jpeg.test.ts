import { describe, expect, it } from 'vitest'
import { cleaned } from './cleaned.ts'
import { cleanIcc, iccSegments } from './profiles.ts'
import {
  adobe,
  ascii,
  bigEndian,
  jfif,
  join,
  jpeg,
  jpegEnd,
  jpegFrame,
  jpegScan,
  jpegStart,
  jpegTables,
  marker,
  segment,
} from './samples.ts'

function withComponents(inFrame: number, inScan: number): Uint8Array<ArrayBuffer> {
  const frame = segment(0xc0, [8, 0, 8, 0, 8, inFrame, ...new Array(3 * inFrame).fill(1)])
  const scan = segment(0xda, [inScan, ...new Array(2 * inScan).fill(0), 0, 63, 0])
  return join(jpegStart, jpegTables, frame, scan, [0x3f], jpegEnd)
}

describe('a JPEG', () => {
  const manyScans = (count: number) => jpeg({ code: 0xc2, scans: new Array(count).fill(jpegScan()) })

  const frame = jpegFrame()

  it.each([
    ['baseline', 0xc0],
    ['extended', 0xc1],
    ['progressive', 0xc2],
  ])('may be %s', async (_, code) => {
    expect(await cleaned(jpeg({ code }))).toEqual(jpeg({ code }))
  })

  it('keeps all its scans, with tables between them', async () => {
    const bytes = jpeg({ code: 0xc2, scans: [jpegScan(0, 0), jpegTables, jpegScan(1, 5), jpegScan(6, 63)] })
    expect(await cleaned(bytes)).toEqual(bytes)
  })

  it('keeps restart markers, stuffed bytes and fill bytes in its data', async () => {
    const data = [0x3f, 0xff, 0xd0, 0x3f, 0xff, 0xd7, 0xff, 0x00, 0xff, 0xff, 0x00, 0xff, 0xff, 0xd1, 0x3f]
    const bytes = jpeg({ metadata: [segment(0xdd, [0, 1])], scans: [jpegScan(0, 63, data)] })
    expect(await cleaned(bytes)).toEqual(bytes)
  })

  it('keeps the colour profile and the colour transform', async () => {
    const bytes = jpeg({ metadata: [...iccSegments(cleanIcc()), adobe] })
    expect(await cleaned(bytes)).toEqual(bytes)
  })

  it.each([0xc3, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf])(
    'in the coding %i is refused, as viewers do not know it',
    async (code) => {
      expect(await cleaned(jpeg({ code }))).toBeUndefined()
      expect(await cleaned(jpeg({ metadata: [jpegFrame({ code })] }))).toBeUndefined()
    },
  )

  it.each([0x01, 0x02, 0xbf, 0xd0, 0xd4, 0xd7, 0xd8])('has no segment with the marker %i', async (code) => {
    expect(await cleaned(jpeg({ metadata: [segment(code, '')] }))).toBeUndefined()
  })

  it.each([1, 2, 3, 4])('may have %i components', async (components) => {
    const bytes = withComponents(components, components)
    expect(await cleaned(bytes)).toEqual(bytes)
  })

  it.each([0, 5])('does not have %i components', async (components) => {
    expect(await cleaned(withComponents(components, 1))).toBeUndefined()
    expect(await cleaned(withComponents(1, components))).toBeUndefined()
  })

  it('may have a hundred scans and no more', async () => {
    expect(await cleaned(manyScans(100))).toEqual(manyScans(100))
    expect(await cleaned(manyScans(101))).toBeUndefined()
  })

  it.each([
    ['without end (IMG-15)', join(jpeg().subarray(0, -2))],
    ['that ends in an escape (IMG-15)', join(jpeg().subarray(0, -1))],
    ['without scan', jpeg({ scans: [] })],
    ['without frame', join(jpegStart, jfif, jpegTables, jpegScan(), jpegEnd)],
    ['with a scan before the frame', join(jpegStart, jpegTables, jpegScan(), frame, jpegScan(), jpegEnd)],
    ['with two frames', jpeg({ metadata: [frame] })],
    ['that starts twice', join(jpegStart, jpeg())],
    ['that starts again', jpeg({ metadata: [jpegStart] })],
    ['with a restart outside a scan', jpeg({ metadata: [[0xff, 0xd0]] })],
    ['with a zero for a marker', jpeg({ metadata: [[0xff, 0x00]] })],
    ['with many bytes between segments', jpeg({ metadata: [new Array(17).fill(0)] })],
    ['of 12 bits', jpeg({ code: 0xc1, bits: 12 })],
    ['with a short frame header', join(jpegStart, segment(0xc0, [8, 0, 8, 0, 8, 3, 1]), jpegScan(), jpegEnd)],
    [
      'with a long frame header',
      join(jpegStart, segment(0xc0, [8, 0, 8, 0, 8, 1, 1, 1, 0, ...ascii(marker)]), jpegScan(), jpegEnd),
    ],
    ['with a long scan header', jpeg({ scans: [segment(0xda, [1, 1, 0, 0, 63, 0, ...ascii(marker)])] })],
    ['with an empty scan header', jpeg({ scans: [segment(0xda, [])] })],
  ])('%s is refused', async (_, bytes) => {
    expect(await cleaned(bytes)).toBeUndefined()
  })

  it('may have tables of either precision, and several in a segment', async () => {
    const steps = (precision: number) => [precision << 4, ...new Array(64 * (precision + 1)).fill(1)]
    const codes = (count: number) => [0x13, ...new Array(15).fill(0), count, ...new Array(count).fill(7)]
    const metadata = [
      segment(0xdb, [...steps(0), ...steps(1), ...steps(0)]),
      segment(0xc4, [...codes(255), ...codes(0), ...codes(16)]),
      segment(0xdd, [0, 4]),
    ]
    expect(await cleaned(jpeg({ metadata }))).toEqual(jpeg({ metadata }))
  })

  it.each([
    ['quantisation', segment(0xdb, [0, ...new Array(63).fill(1)])],
    ['quantisation', segment(0xdb, [0, ...new Array(64).fill(1), ...ascii(marker)])],
    ['quantisation', segment(0xdb, [0x10, ...new Array(64).fill(1)])],
    ['codes', segment(0xc4, [0, 1, ...new Array(15).fill(0)])],
    ['codes', segment(0xc4, [0, 1, ...new Array(15).fill(0), 7, ...ascii(marker)])],
    ['codes', segment(0xc4, [0, 255, 2, ...new Array(14).fill(0), ...new Array(257).fill(7)])],
    ['codes', segment(0xc4, marker)],
  ])('with %s of another length than they say is refused', async (_, table) => {
    expect(await cleaned(jpeg({ metadata: [table] }))).toBeUndefined()
  })

  it.each([0, 1, 3, 4])('with a restart interval of %i bytes is refused', async (length) => {
    expect(await cleaned(jpeg({ metadata: [segment(0xdd, new Array(length).fill(1))] }))).toBeUndefined()
  })

  it.each([0, 1, 0xffff])('with a segment that says %i bytes is refused (IMG-14)', async (length) => {
    for (const code of [0xfe, 0xe0, 0xe1, 0xdb, 0xc0, 0xda]) {
      for (const content of ['', marker]) {
        const bytes = jpeg({ metadata: [join([0xff, code], bigEndian(length, 2), content)] })
        expect(await cleaned(bytes)).toBeUndefined()
      }
    }
  })
})
