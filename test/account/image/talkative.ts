import { iccSegments, talkativeIcc } from './profiles.ts'
import {
  alphaChunk,
  exif,
  exifSegment,
  extendedChunk,
  extendedFlag,
  gif,
  gifControl,
  gifExtension,
  gifFrame,
  gifLoop,
  join,
  jpeg,
  jpegScan,
  losslessChunk,
  lossyChunk,
  marker,
  type Part,
  png,
  pngChunk,
  progressiveJpeg,
  segment,
  stored,
  webp,
  webpChunk,
} from './samples.ts'

/** Application segments as cameras, phones and editors write them. */
const jpegMetadata: Part[] = [
  exifSegment(exif({ orientation: 6 })),
  segment(0xe1, join('http://ns.adobe.com/xap/1.0/\0', marker)),
  segment(0xe1, join('http://ns.adobe.com/xmp/extension/\0', marker)),
  ...iccSegments(talkativeIcc(), 2),
  segment(0xe2, join('MPF\0', marker)),
  segment(0xeb, join('JP', marker)),
  segment(0xed, join('Photoshop 3.0\0', marker)),
  segment(0xfe, marker),
]

const xmpText = pngChunk('iTXt', join('XML:com.adobe.xmp\0\0\0\0\0', marker))

/** Pictures of every kind with the marker in every place that is for metadata. */
export const talkative: Record<string, Uint8Array<ArrayBuffer>> = {
  'baseline JPEG': jpeg({ metadata: jpegMetadata, scans: [jpegScan(), segment(0xfe, marker)] }),
  'progressive JPEG': progressiveJpeg(jpegMetadata),
  PNG: png({
    beforePixels: [
      pngChunk('gAMA', [0, 0, 0xb1, 0x8f]),
      pngChunk('iCCP', join(marker, '\0\0', stored(talkativeIcc()))),
      pngChunk('tEXt', join('Comment\0', marker)),
      pngChunk('zTXt', join('Comment\0\0', marker)),
      pngChunk('eXIf', exif({ orientation: 6 })),
    ],
    afterPixels: [xmpText, pngChunk('tIME', [7, 230, 1, 1, 1, 1, 1]), pngChunk('ruSt', marker)],
  }),
  'lossy WebP': webp(lossyChunk(), webpChunk('EXIF', exif({ orientation: 6 })), webpChunk('XMP ', marker)),
  'lossless WebP': webp(webpChunk('XTRA', marker), losslessChunk(), webpChunk('XMP ', marker)),
  'extended WebP': webp(
    extendedChunk(extendedFlag.alpha | extendedFlag.profile | extendedFlag.exif | extendedFlag.xmp),
    webpChunk('ICCP', talkativeIcc()),
    webpChunk('XTRA', marker),
    alphaChunk,
    lossyChunk(),
    webpChunk('EXIF', exif({ orientation: 6 })),
    webpChunk('XMP ', marker),
  ),
  GIF: gif({
    blocks: [
      gifLoop,
      gifExtension(0xfe, marker),
      gifControl(10),
      gifFrame(),
      gifExtension(0xff, 'XMP DataXMP', marker),
      gifControl(10),
      gifFrame(),
      gifExtension(0x01, new Array(12).fill(0), marker),
    ],
  }),
}
