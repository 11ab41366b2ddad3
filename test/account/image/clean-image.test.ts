import { describe, expect, it } from 'vitest'
import { cleanImage, type ImageType } from '../../../src/account/pictures/image/clean-image.ts'
import { cleaned, limits, taken } from './cleaned.ts'
import { contains, gif, join, jpeg, lossyChunk, marker, png, sentJpeg, sentPngs, webp } from './samples.ts'
import { talkative } from './talkative.ts'

type Bytes = Uint8Array<ArrayBuffer>

const smallest: Record<ImageType, Bytes> = {
  'image/jpeg': jpeg(),
  'image/png': png(),
  'image/gif': gif(),
  'image/webp': webp(lossyChunk()),
}

const types = Object.keys(smallest) as ImageType[]

describe('a picture', () => {
  it.each(types)('is taken under the type its bytes show: %s (IMG-01, IMG-03)', async (type) => {
    expect(await cleanImage(smallest[type], limits)).toEqual({ type, bytes: smallest[type] })
  })

  it('is taken as clients send it today', async () => {
    for (const bytes of sentPngs)
      expect(await cleanImage(bytes, limits)).toEqual({ type: 'image/png', bytes })
    const withoutStrayBytes = join(sentJpeg.subarray(0, 158), sentJpeg.subarray(161))
    expect(await cleanImage(sentJpeg, limits)).toEqual({ type: 'image/jpeg', bytes: withoutStrayBytes })
  })

  it.each(types)('is a copy in memory of its own: %s', async (type) => {
    const uploaded = smallest[type].slice()
    const clean = await taken(uploaded)
    uploaded.fill(0)
    expect(clean).toEqual(smallest[type])
    expect(clean.buffer.byteLength).toBe(clean.length)
  })

  it.each(types)('is found where it lies in a larger buffer: %s', async (type) => {
    const inside = join('before', smallest[type], 'after').subarray(6, 6 + smallest[type].length)
    expect(await cleaned(inside)).toEqual(smallest[type])
  })

  it.each(types)('loses what follows its end: %s (IMG-06)', async (type) => {
    const html = `<html>${marker}</html>`
    const script = `<?php ${marker}; __HALT_COMPILER();`
    for (const tail of [marker, html, script, `PK\x03\x04${marker}`, smallest[type], '\0']) {
      expect(await cleaned(join(smallest[type], tail))).toEqual(smallest[type])
    }
  })

  it.each(Object.entries(talkative))(
    'loses what is hidden in its metadata: %s (IMG-06, IMG-07, IMG-08)',
    async (_, bytes) => {
      expect(contains(bytes, marker)).toBe(true)
      expect(contains(await taken(join(bytes, marker)), marker)).toBe(false)
    },
  )

  it.each(Object.entries(talkative))('is not changed by a second cleaning: %s', async (_, bytes) => {
    expect(await cleaned(await taken(bytes))).toEqual(await taken(bytes))
  })

  it.each(types)('is refused wherever it is cut: %s (IMG-13)', async (type) => {
    const { length } = smallest[type]
    for (let end = 0; end < length; end++) expect(await cleaned(smallest[type].slice(0, end))).toBeUndefined()
  })

  it.each(Object.entries(talkative))(
    'is refused when it is cut at a sixteenth: %s (IMG-13)',
    async (_, bytes) => {
      for (let sixteenth = 0; sixteenth < 16; sixteenth++) {
        expect(await cleaned(bytes.slice(0, Math.floor((bytes.length * sixteenth) / 16)))).toBeUndefined()
      }
    },
  )
})

describe('anything else', () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`

  it.each(
    Object.entries({
      'nothing (IMG-16)': '',
      'one byte (IMG-16)': '\xff',
      'text (IMG-02)': 'hello',
      'SVG (IMG-04)': svg,
      'SVG with a prologue (IMG-04)': `<?xml version="1.0"?>\n${svg}`,
      'SVG with a byte order mark (IMG-04)': `\xef\xbb\xbf${svg}`,
      'HTML (IMG-05)': `<!doctype html>${marker}`,
      'PDF (IMG-05)': '%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF',
      'ZIP (IMG-05)': 'PK\x03\x04\x14\0\0\0',
      'EXE (IMG-05)': 'MZ\x90\0\x03\0\0\0',
      'BMP (IMG-05)': 'BM\x3a\0\0\0\0\0\0\0\x36\0\0\0',
      'TIFF, little-endian (IMG-05)': 'II*\0\x08\0\0\0',
      'TIFF, big-endian (IMG-05)': 'MM\0*\0\0\0\x08',
      'HEIC (IMG-05)': '\0\0\0\x18ftypheic\0\0\0\0mif1heic',
      'AVIF (IMG-05)': '\0\0\0\x1cftypavif\0\0\0\0avifmif1',
      'JPEG XL (IMG-05)': '\0\0\0\x0cJXL \r\n\x87\n',
      'JPEG 2000 (IMG-05)': '\0\0\0\x0cjP  \r\n\x87\n',
      'ICO (IMG-05)': '\0\0\x01\0\x01\0\x10\x10\0\0\x01\0',
      'WAV (IMG-02)': 'RIFF\x04\0\0\0WAVE',
      'a picture behind other bytes (IMG-02)': join(marker, png()),
    }),
  )('is not a picture: %s', async (_, content) => {
    expect(await cleaned(join(content))).toBeUndefined()
  })

  it('is not a picture: packed SVG (IMG-04)', async () => {
    const prepared = new Blob([svg]).stream().pipeThrough(new CompressionStream('gzip'))
    expect(await cleaned(new Uint8Array(await new Response(prepared).arrayBuffer()))).toBeUndefined()
  })

  it.each(Object.entries({ SVG: svg, HTML: marker, ZIP: 'PK\x03\x04' }))(
    'is not a picture under the first bytes of one: %s (IMG-02)',
    async (_, content) => {
      for (const type of types) {
        for (const length of [3, 4, 8, 12]) {
          const result = await cleaned(join(smallest[type].subarray(0, length), content))
          expect(result).not.toBeInstanceOf(Uint8Array)
        }
      }
    },
  )
})
