import { describe, expect, it } from 'vitest'
import { cleanImage } from '../../../src/account/image/clean-image.ts'
import {
  adobe,
  ascii,
  bigEndian,
  contains,
  exif,
  jfif,
  join,
  jpeg,
  jpegEnd,
  jpegFrame,
  jpegScan,
  jpegStart,
  jpegTables,
  marker,
  progressiveJpeg,
  segment,
} from './samples.ts'

const exifSegment = (content: ArrayLike<number>) => segment(0xe1, join('Exif\0\0', content))

/** A directory with the one entry 0x0112, a short. */
const orientationSegment = (orientation: number) =>
  exifSegment(
    join(
      'MM',
      [0, 42],
      bigEndian(8, 4),
      [0, 1],
      [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0],
      bigEndian(0, 4),
    ),
  )

function withComponents(inFrame: number, inScan: number): Uint8Array<ArrayBuffer> {
  const frame = segment(0xc0, [8, 0, 8, 0, 8, inFrame, ...new Array(3 * inFrame).fill(1)])
  const scan = segment(0xda, [inScan, ...new Array(2 * inScan).fill(0), 0, 63, 0])
  return join(jpegStart, jpegTables, frame, scan, [0x3f], jpegEnd)
}

describe('a JPEG', () => {
  it.each([
    ['baseline', 0xc0],
    ['extended', 0xc1],
    ['progressive', 0xc2],
  ])('may be %s', (_, code) => {
    expect(cleanImage(jpeg({ code }))?.bytes).toEqual(jpeg({ code }))
  })

  it('keeps all its scans, with tables between them', () => {
    const bytes = jpeg({ code: 0xc2, scans: [jpegScan(0, 0), jpegTables, jpegScan(1, 5), jpegScan(6, 63)] })
    expect(cleanImage(bytes)?.bytes).toEqual(bytes)
  })

  it('keeps restart markers, stuffed bytes and fill bytes in its data', () => {
    const data = [0x3f, 0xff, 0xd0, 0x3f, 0xff, 0xd7, 0xff, 0x00, 0xff, 0xff, 0x00, 0xff, 0xff, 0xd1, 0x3f]
    const bytes = jpeg({ metadata: [segment(0xdd, [0, 1])], scans: [jpegScan(0, 63, data)] })
    expect(cleanImage(bytes)?.bytes).toEqual(bytes)
  })

  it('keeps the colour profile and the colour transform', () => {
    const profile = segment(0xe2, join('ICC_PROFILE\0', [1, 1], new Array(3_000).fill(7)))
    const bytes = jpeg({ metadata: [profile, adobe] })
    expect(cleanImage(bytes)?.bytes).toEqual(bytes)
  })

  it('loses comments and the other application segments', () => {
    const metadata = [
      segment(0xfe, marker),
      segment(0xe2, join('MPF\0', marker)),
      segment(0xe0, join('JFXX\0', marker)),
    ]
    for (let code = 0xe1; code <= 0xef; code++) metadata.push(segment(code, marker))
    expect(cleanImage(jpeg({ metadata }))?.bytes).toEqual(jpeg())
    expect(cleanImage(jpeg({ scans: [jpegScan(), segment(0xfe, marker)] }))?.bytes).toEqual(jpeg())
  })

  it('loses reserved, arithmetic and number-of-lines segments', () => {
    const metadata = [0xcc, 0xdc, 0xde, 0xdf, 0xf0, 0xfd].map((code) => segment(code, marker))
    expect(cleanImage(jpeg({ metadata }))?.bytes).toEqual(jpeg())
  })

  it('loses the thumbnail of its JFIF segment and what follows the colour transform', () => {
    const withThumbnail = segment(0xe0, join('JFIF\0', [1, 2, 0, 0, 1, 0, 1, 3, 3], marker))
    const longAdobe = segment(0xee, join('Adobe', [0, 100, 0, 0, 0, 0, 0], marker))
    const bytes = join(jpegStart, withThumbnail, longAdobe, jpeg().subarray(2 + jfif.length))
    expect(cleanImage(bytes)?.bytes).toEqual(jpeg({ metadata: [adobe] }))
  })

  it('loses JFIF and Adobe segments that are too short to mean anything', () => {
    const metadata = [segment(0xe0, join('JFIF\0', [1, 2])), segment(0xee, 'Adobe')]
    expect(cleanImage(jpeg({ metadata }))?.bytes).toEqual(jpeg())
  })

  it('loses a few stray bytes between its segments', () => {
    expect(cleanImage(jpeg({ metadata: [new Array(16).fill(0x63)] }))?.bytes).toEqual(jpeg())
  })

  it('loses fill bytes between its segments', () => {
    const bytes = join(jpegStart, [0xff, 0xff, 0xff], jpeg().subarray(2, -2), [0xff, 0xff], jpegEnd)
    expect(cleanImage(bytes)?.bytes).toEqual(jpeg())
  })

  describe('with EXIF', () => {
    it.each([2, 3, 4, 5, 6, 7, 8])('keeps orientation %i and loses everything else', (orientation) => {
      for (const byteOrder of ['II', 'MM'] as const) {
        const bytes = progressiveJpeg([exifSegment(exif({ orientation, byteOrder }))])
        const clean = cleanImage(bytes)
        expect(clean?.bytes).toEqual(progressiveJpeg([orientationSegment(orientation)]))
        expect(contains(clean?.bytes ?? bytes, marker)).toBe(false)
      }
    })

    it.each([0, 1, 9, 255])('loses all of it when the orientation is %i', (orientation) => {
      const bytes = jpeg({ metadata: [exifSegment(exif({ orientation }))] })
      expect(cleanImage(bytes)?.bytes).toEqual(jpeg())
    })

    it('finds it behind what looks like it', () => {
      const lookalikes = [
        segment(0xe1, join('http://ns.adobe.com/xap/1.0/\0', marker)),
        segment(0xe3, 'Exif\0\0'),
      ]
      const metadata = [...lookalikes, exifSegment(exif({ orientation: 6 }))]
      expect(cleanImage(jpeg({ metadata }))?.bytes).toEqual(jpeg({ metadata: [orientationSegment(6)] }))
    })

    it('keeps one orientation of several', () => {
      const metadata = [6, 3, 8].map((orientation) => exifSegment(exif({ orientation })))
      expect(cleanImage(jpeg({ metadata }))?.bytes).toEqual(jpeg({ metadata: [orientationSegment(6)] }))
    })

    it.each(
      Object.entries({
        'an empty block': [],
        'another byte order mark': join('XX', exif({ orientation: 6 }).subarray(2)),
        'another number than 42': join('MM', [0, 43], exif({ orientation: 6 }).subarray(4)),
        'a directory in the header': join('MM', [0, 42], bigEndian(0, 4)),
        'a directory beyond the end': join('MM', [0, 42], bigEndian(0xffffffff, 4)),
        'a directory at the end': join('MM', [0, 42], bigEndian(8, 4), [0]),
        'more entries than bytes': join('MM', [0, 42], bigEndian(8, 4), [0xff, 0xff]),
        'an orientation that is no short': join(
          'MM',
          [0, 42],
          bigEndian(8, 4),
          [0, 1],
          [1, 18, 0, 4],
          bigEndian(6, 8),
        ),
      }),
    )('does not fail over %s', (_, block) => {
      expect(cleanImage(jpeg({ metadata: [exifSegment(block)] }))?.bytes).toEqual(jpeg())
    })

    it('reads the orientation of a directory that claims too many entries', () => {
      const block = exif({ orientation: 6 })
      block[8] = 0xff
      const metadata = [orientationSegment(6)]
      expect(cleanImage(jpeg({ metadata: [exifSegment(block)] }))?.bytes).toEqual(jpeg({ metadata }))
    })

    it('may grow by the end of a cut EXIF block', () => {
      const cut = orientationSegment(6).subarray(4, -4)
      const metadata = [orientationSegment(6)]
      expect(cleanImage(jpeg({ metadata: [segment(0xe1, cut)] }))?.bytes).toEqual(jpeg({ metadata }))
    })
  })

  it.each([0xc3, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf])(
    'in the coding %i is refused, as viewers do not know it',
    (code) => {
      expect(cleanImage(jpeg({ code }))).toBeUndefined()
      expect(cleanImage(jpeg({ metadata: [jpegFrame({ code })] }))).toBeUndefined()
    },
  )

  it.each([0x01, 0x02, 0xbf, 0xd0, 0xd4, 0xd7, 0xd8])('has no segment with the marker %i', (code) => {
    expect(cleanImage(jpeg({ metadata: [segment(code, '')] }))).toBeUndefined()
  })

  it.each([1, 2, 3, 4])('may have %i components', (components) => {
    const bytes = withComponents(components, components)
    expect(cleanImage(bytes)?.bytes).toEqual(bytes)
  })

  it.each([0, 5])('does not have %i components', (components) => {
    expect(cleanImage(withComponents(components, 1))).toBeUndefined()
    expect(cleanImage(withComponents(1, components))).toBeUndefined()
  })

  const manyScans = (count: number) => jpeg({ code: 0xc2, scans: new Array(count).fill(jpegScan()) })

  it('may have a hundred scans and no more', () => {
    expect(cleanImage(manyScans(100))).toBeDefined()
    expect(cleanImage(manyScans(101))).toBeUndefined()
  })

  const frame = jpegFrame()

  it.each([
    ['without end', join(jpeg().subarray(0, -2))],
    ['that ends in an escape', join(jpeg().subarray(0, -1))],
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
  ])('%s is refused', (_, bytes) => {
    expect(cleanImage(bytes)).toBeUndefined()
  })

  it.each([0, 1, 0xffff])('with a segment that says %i bytes is refused', (length) => {
    for (const code of [0xfe, 0xe0, 0xe1, 0xdb, 0xc0, 0xda]) {
      for (const content of ['', marker]) {
        const bytes = jpeg({ metadata: [join([0xff, code], bigEndian(length, 2), content)] })
        expect(cleanImage(bytes)).toBeUndefined()
      }
    }
  })
})
