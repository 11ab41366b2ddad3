import { Hono } from 'hono'
import { isPictureAddress } from '../account/picture.ts'
import type { House } from '../dialects/dialect.ts'

const YEAR = 31_536_000

/** Streams a picture from the address that profiles give out. The address changes with the bytes, so it may be kept. */
export const pictures = new Hono<House>().get('/media/:address', async (c, next) => {
  const address = c.req.param('address')
  const picture = isPictureAddress(address) ? await c.env.pictures.get(address) : null
  if (!picture) return next()

  return c.body(picture.body, 200, {
    'Content-Type': picture.httpMetadata?.contentType ?? 'application/octet-stream',
    'Content-Length': String(picture.size),
    'Content-Disposition': 'inline',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Cache-Control': `public, max-age=${YEAR}, immutable`,
    ETag: picture.httpEtag,
  })
})
