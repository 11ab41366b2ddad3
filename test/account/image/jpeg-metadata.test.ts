import { describe, expect, it } from 'vitest'
import { cleaned } from './cleaned.ts'
import { cleanIcc, iccSegments, talkativeIcc, wideIcc } from './profiles.ts'
import {
  adobe,
  bigEndian,
  exif,
  exifSegment,
  jfif,
  join,
  jpeg,
  jpegEnd,
  jpegScan,
  jpegStart,
  marker,
  orientationBlock,
  type Part,
  progressiveJpeg,
  segment,
} from './samples.ts'

const orientationSegment = (orientation: number) => exifSegment(orientationBlock(orientation))

describe('the metadata of a JPEG', () => {
  describe('with a colour profile', () => {
    const clean = iccSegments(cleanIcc())

    it('loses the text in it (IMG-07)', async () => {
      const metadata = [adobe, ...iccSegments(talkativeIcc()), segment(0xdd, [0, 4])]
      expect(await cleaned(jpeg({ metadata }))).toEqual(
        jpeg({ metadata: [adobe, ...clean, segment(0xdd, [0, 4])] }),
      )
    })

    it('writes it in one piece where its first part was, in whatever order they came', async () => {
      const [first, second, third] = iccSegments(talkativeIcc(), 3)
      for (const parts of [
        [first, second, third],
        [third, first, second],
        [second, third, first],
      ]) {
        const metadata = parts.flatMap((part) => [part ?? '', segment(0xe2, marker), segment(0xdd, [0, 4])])
        const rest = new Array(3).fill(segment(0xdd, [0, 4]))
        expect(await cleaned(jpeg({ metadata }))).toEqual(jpeg({ metadata: [...clean, ...rest] }))
      }
    })

    it('that is longer than a segment is written in as many as it takes', async () => {
      const sent = jpeg({ metadata: iccSegments(wideIcc(marker), 9) })
      const parts = iccSegments(wideIcc(), Math.ceil(wideIcc().length / 65_519), 65_519)
      expect(parts.length).toBeGreaterThan(1)
      expect(await cleaned(sent)).toEqual(jpeg({ metadata: parts }))
      expect(await cleaned(jpeg({ metadata: parts }))).toEqual(jpeg({ metadata: parts }))
    })

    const [first, second] = iccSegments(cleanIcc(), 2)
    const iccSegment = (...content: Part[]) => segment(0xe2, join('ICC_PROFILE\0', ...content))

    it.each<[string, Part[]]>([
      ['without its second part', [first ?? '']],
      ['without its first part', [second ?? '']],
      ['with a part twice', [first ?? '', second ?? '', second ?? '']],
      ['with a part too many', [first ?? '', second ?? '', iccSegment([3, 2], marker)]],
      ['with a part of number 0', [iccSegment([0, 1], cleanIcc())]],
      ['with two counts', [first ?? '', iccSegment([2, 3], second?.subarray(18) ?? '')]],
      ['with no count', [iccSegment([1, 0], cleanIcc())]],
      ['that is text', [iccSegment([1, 1], marker)]],
      ['that has text behind it', [iccSegment([1, 1], cleanIcc(), marker)]],
      ['that is empty', [iccSegment([1, 1])]],
      ['that is not numbered', [iccSegment([1])]],
      ['twice', [...clean, ...clean]],
    ])('%s loses it and is taken (IMG-07)', async (_, metadata) => {
      expect(await cleaned(jpeg({ metadata }))).toEqual(jpeg())
    })

    it('behind its first scan loses it', async () => {
      const scans = [jpegScan(0, 0), ...clean, jpegScan(1, 63)]
      expect(await cleaned(jpeg({ code: 0xc2, scans }))).toEqual(
        jpeg({ code: 0xc2, scans: [jpegScan(0, 0), jpegScan(1, 63)] }),
      )
    })
  })

  it('loses comments and the other application segments (IMG-07)', async () => {
    const metadata = [
      segment(0xfe, marker),
      segment(0xe2, join('MPF\0', marker)),
      segment(0xe0, join('JFXX\0', marker)),
    ]
    for (let code = 0xe1; code <= 0xef; code++) metadata.push(segment(code, marker))
    expect(await cleaned(jpeg({ metadata }))).toEqual(jpeg())
    expect(await cleaned(jpeg({ scans: [jpegScan(), segment(0xfe, marker)] }))).toEqual(jpeg())
  })

  it('loses reserved, arithmetic and number-of-lines segments', async () => {
    const metadata = [0xcc, 0xdc, 0xde, 0xdf, 0xf0, 0xfd].map((code) => segment(code, marker))
    expect(await cleaned(jpeg({ metadata }))).toEqual(jpeg())
  })

  it('loses the thumbnail of its JFIF segment and what follows the colour transform', async () => {
    const withThumbnail = segment(0xe0, join('JFIF\0', [1, 2, 0, 0, 1, 0, 1, 3, 3], marker))
    const longAdobe = segment(0xee, join('Adobe', [0, 100, 0, 0, 0, 0, 0], marker))
    const bytes = join(jpegStart, withThumbnail, longAdobe, jpeg().subarray(2 + jfif.length))
    expect(await cleaned(bytes)).toEqual(jpeg({ metadata: [adobe] }))
  })

  it('loses JFIF and Adobe segments that are too short to mean anything', async () => {
    const metadata = [segment(0xe0, join('JFIF\0', [1, 2])), segment(0xee, 'Adobe')]
    expect(await cleaned(jpeg({ metadata }))).toEqual(jpeg())
  })

  it('loses a few stray bytes between its segments', async () => {
    expect(await cleaned(jpeg({ metadata: [new Array(16).fill(0x63)] }))).toEqual(jpeg())
  })

  it('loses fill bytes between its segments', async () => {
    const bytes = join(jpegStart, [0xff, 0xff, 0xff], jpeg().subarray(2, -2), [0xff, 0xff], jpegEnd)
    expect(await cleaned(bytes)).toEqual(jpeg())
  })

  describe('with EXIF', () => {
    it.each([2, 3, 4, 5, 6, 7, 8])(
      'keeps orientation %i and loses everything else (IMG-08)',
      async (orientation) => {
        for (const byteOrder of ['II', 'MM'] as const) {
          const bytes = progressiveJpeg([exifSegment(exif({ orientation, byteOrder }))])
          expect(await cleaned(bytes)).toEqual(progressiveJpeg([orientationSegment(orientation)]))
        }
      },
    )

    it.each([0, 1, 9, 255])('loses all of it when the orientation is %i', async (orientation) => {
      const bytes = jpeg({ metadata: [exifSegment(exif({ orientation }))] })
      expect(await cleaned(bytes)).toEqual(jpeg())
    })

    it('finds it behind what looks like it', async () => {
      const lookalikes = [
        segment(0xe1, join('http://ns.adobe.com/xap/1.0/\0', marker)),
        segment(0xe3, 'Exif\0\0'),
      ]
      const metadata = [...lookalikes, exifSegment(exif({ orientation: 6 }))]
      expect(await cleaned(jpeg({ metadata }))).toEqual(jpeg({ metadata: [orientationSegment(6)] }))
    })

    it('keeps one orientation of several', async () => {
      const metadata = [6, 3, 8].map((orientation) => exifSegment(exif({ orientation })))
      expect(await cleaned(jpeg({ metadata }))).toEqual(jpeg({ metadata: [orientationSegment(6)] }))
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
    )('does not fail over %s', async (_, block) => {
      expect(await cleaned(jpeg({ metadata: [exifSegment(block)] }))).toEqual(jpeg())
    })

    it('reads the orientation of a directory that claims too many entries', async () => {
      const block = exif({ orientation: 6 })
      block[8] = 0xff
      const metadata = [orientationSegment(6)]
      expect(await cleaned(jpeg({ metadata: [exifSegment(block)] }))).toEqual(jpeg({ metadata }))
    })

    it('may grow by the end of a cut EXIF block', async () => {
      const cut = orientationSegment(6).subarray(4, -4)
      const metadata = [orientationSegment(6)]
      expect(await cleaned(jpeg({ metadata: [segment(0xe1, cut)] }))).toEqual(jpeg({ metadata }))
    })
  })
})
