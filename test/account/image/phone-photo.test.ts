import { describe, expect, it } from 'vitest'
import { anatomyOf } from './anatomy.ts'
import { cleaned, taken } from './cleaned.ts'
import { cleanIcc, iccSegments, talkativeIcc } from './profiles.ts'
import {
  adobe,
  bigEndian,
  contains,
  exif,
  exifSegment,
  join,
  jpeg,
  jpegEnd,
  jpegScan,
  jpegTables,
  marker,
  orientationBlock,
  type Part,
  segment,
} from './samples.ts'

const turned = exifSegment(exif({ orientation: 6, byteOrder: 'II' }))
const orientation = exifSegment(orientationBlock(6))

const [profileStart = '', ...profileRest] = iccSegments(talkativeIcc(), 3)
const profile = iccSegments(cleanIcc())

/** A gain map of ISO 21496-1 or of Android's Ultra HDR announces itself in all of these. */
const gainMapMetadata = [
  segment(0xe1, join('http://ns.adobe.com/xap/1.0/\0<rdf:Description hdrgm:Version="1.0"/>', marker)),
  segment(0xe2, join('urn:iso:std:iso:ts:21496-1\0', marker)),
]

const mpf = segment(0xe2, join('MPF\0MM', [0, 42], bigEndian(8, 4), marker))

const otherSegments: Record<string, Part> = {
  'XMP behind EXIF': segment(0xe1, join('http://ns.adobe.com/xap/1.0/\0', marker)),
  'extended XMP': segment(0xe1, join('http://ns.adobe.com/xmp/extension/\0', marker.repeat(100))),
  'a second EXIF': exifSegment(exif({ orientation: 3 })),
  'the pictures of MPF': mpf,
  FlashPix: segment(0xe2, join('FPXR\0', marker)),
  'a thumbnail of JFIF': segment(0xe0, join('JFXX\0\x10', jpeg({ metadata: [segment(0xfe, marker)] }))),
  'content credentials (C2PA)': segment(
    0xeb,
    join('JP', [0, 1, 0, 0, 0, 1], bigEndian(40, 4), 'jumb', marker),
  ),
  'resources of Photoshop': segment(
    0xed,
    join('Photoshop 3.0\x008BIM\x04\x04\0\0', bigEndian(25, 4), marker),
  ),
  'a comment': segment(0xfe, marker),
  'fill bytes': new Array(200).fill(0xff),
  ...Object.fromEntries([3, 4, 5, 6, 7, 8, 9, 10, 12, 15].map((n) => [`APP${n}`, segment(0xe0 + n, marker)])),
}

const baseline = { scans: [jpegScan(0, 63, [0x3f, 0xff, 0xd0, 0x3f, 0xff, 0xd1, 0x3f])] }
const progressive = {
  code: 0xc2,
  scans: [
    jpegScan(0, 0, [0x7f, 0xff, 0xd0, 0x7f]),
    jpegTables,
    jpegScan(1, 5, [0x7f]),
    jpegScan(6, 63, [0x7f]),
  ],
}
const restarts = segment(0xdd, [0, 1])

describe.each(Object.entries({ baseline, progressive }))('a photo of a phone, %s', (_, coding) => {
  const clean = jpeg({ metadata: [orientation, ...profile, adobe, restarts], ...coding })
  const photo = (...others: Part[]) =>
    jpeg({
      metadata: [turned, ...others, profileStart, ...others, ...profileRest, adobe, restarts, ...others],
      ...coding,
    })

  it.each(Object.entries(otherSegments))('is taken, and loses %s (IMG-07)', async (_, other) => {
    expect(await cleaned(photo(other))).toEqual(clean)
  })

  it('is taken with everything at once, and keeps its profile (IMG-07, IMG-08)', async () => {
    const bytes = photo(...Object.values(otherSegments), ...gainMapMetadata)
    expect(contains(bytes, marker)).toBe(true)
    expect(await taken(bytes)).toEqual(clean)
  })

  it('loses what stands between its scans', async () => {
    const scans = coding.scans.flatMap((scan) => [scan, segment(0xfe, marker), mpf, [0xff, 0xff]])
    const metadata = [turned, profileStart, ...profileRest, adobe, restarts]
    expect(await cleaned(jpeg({ ...coding, metadata, scans }))).toEqual(clean)
  })

  const second = jpeg({ metadata: [exifSegment(exif({ orientation: 3 })), segment(0xfe, marker)] })
  const padding = new Array(4_096).fill(0)

  it.each([
    ['a second picture (MPF)', photo(mpf), second],
    ['a second picture behind padding (MPF)', photo(mpf), join(padding, second, padding, second)],
    ['a gain map (Ultra HDR)', photo(...gainMapMetadata, mpf), join(second)],
    ['a film (motion photo)', photo(), join([0, 0, 0, 24], 'ftypmp42', marker, 'MotionPhoto_Data')],
    [
      'a trailer (Samsung)',
      photo(),
      join([0, 0, 0x30, 0x0a], 'Image_UTC_Data', marker, 'SEFH', padding, 'SEFT'),
    ],
    ['ends without pictures', photo(), join(jpegEnd, jpegEnd)],
  ])('comes out alone when there follows %s (IMG-06)', async (_, bytes, rest) => {
    expect(await cleaned(join(bytes, rest))).toEqual(clean)
  })

  it('has one picture, one orientation and no other text (IMG-08)', async () => {
    const names = anatomyOf('image/jpeg', await taken(photo(...Object.values(otherSegments)))).map(
      ({ name }) => name,
    )
    expect(names.filter((name) => name === 'e1')).toHaveLength(1)
    expect(names.filter((name) => name === 'e2')).toHaveLength(1)
    expect(names.filter((name) => /^c[012]$/.test(name))).toHaveLength(1)
  })
})
