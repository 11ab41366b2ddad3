import type { Context } from 'hono'
import { Hono } from 'hono/tiny'
import { isPictureAddress } from '../account/pictures/picture.ts'
import type { AppEnv } from '../dialects/dialect.ts'
import { readQuery } from '../dialects/reading.ts'
import type { StoredPicture } from '../ports/pictures.ts'
import { isWidth } from '../ports/thumbnails.ts'
import { readRange } from './byte-range.ts'

const YEAR = 31_536_000

/** The types that pictures are stored as. Anything else is sent as `application/octet-stream`. */
const TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp']

type Representation = { type: string | undefined; etag: string }

/**
 * Streams a picture from the URL in profiles (RFC 9110: conditional requests, single ranges). The URL changes with the
 * bytes, so a response may be cached forever.
 */
export const pictures = new Hono<AppEnv>().get('/media/:address', async (c, next) => {
  const address = c.req.param('address')
  if (!isPictureAddress(address)) return next()

  const width = Number(readQuery(c).w)
  const isSmall = c.env.settings.THUMBNAILS && isWidth(width)
  const isPlain = c.req.method === 'GET' && !c.req.header('if-none-match') && !c.req.header('range')
  const answer = isSmall
    ? await sendThumbnail(c, address, width)
    : isPlain
      ? await sendWhole(c, address)
      : await sendPart(c, address)
  return answer ?? next()
})

async function sendThumbnail(c: Context<AppEnv>, address: string, width: number) {
  if (!(await c.env.pictures.head(address))) return undefined
  const thumbnail = { type: 'image/webp', etag: `"${address}-${width}"` }
  if (isKnown(c, thumbnail)) return c.newResponse(null, 304, headersOf(thumbnail))
  const body = c.req.method === 'HEAD' ? null : await c.env.thumbnails.get(address, width)
  return c.newResponse(body, 200, headersOf(thumbnail))
}

async function sendWhole(c: Context<AppEnv>, address: string) {
  const picture = await c.env.pictures.get(address)
  return picture && c.newResponse(picture.body, 200, wholeHeaders(picture))
}

/** Responses that need the picture's metadata before its bytes, or instead of them. */
async function sendPart(c: Context<AppEnv>, address: string) {
  const picture = await c.env.pictures.head(address)
  if (!picture) return undefined
  const { size } = picture
  const original = { type: picture.httpMetadata?.contentType, etag: picture.httpEtag }
  if (isKnown(c, original)) return c.newResponse(null, 304, headersOf(original))
  if (c.req.method === 'HEAD') return c.newResponse(null, 200, wholeHeaders(picture))

  const range = rangeOf(c, original, size)
  if (!range) return sendWhole(c, address)
  if (range === 'unsatisfiable')
    return c.newResponse(null, 416, {
      ...headersOf(original),
      'Cache-Control': 'no-store',
      'Content-Range': `bytes */${size}`,
    })
  const part = await c.env.pictures.get(address, range)
  const { offset, length } = range
  return (
    part &&
    c.newResponse(part.body, 206, {
      ...headersOf(original),
      'Content-Length': String(length),
      'Content-Range': `bytes ${offset}-${offset + length - 1}/${size}`,
    })
  )
}

/** Whether the client has it already (RFC 9110 section 13.1.2). */
function isKnown(c: Context<AppEnv>, { etag }: Representation): boolean {
  const known = c.req.header('if-none-match')?.split(',') ?? []
  return known.some((each) => ['*', etag, `W/${etag}`].includes(each.trim()))
}

/** With If-Range, the range is sent only if the client has a part of this version (RFC 9110 section 13.1.5). */
function rangeOf(c: Context<AppEnv>, { etag }: Representation, size: number) {
  const condition = c.req.header('if-range')
  if (condition !== undefined && condition !== etag) return undefined
  return readRange(c.req.header('range'), size)
}

const wholeHeaders = ({ size, httpEtag, httpMetadata }: StoredPicture) => ({
  ...headersOf({ type: httpMetadata?.contentType, etag: httpEtag }),
  'Accept-Ranges': 'bytes',
  'Content-Length': String(size),
})

const headersOf = ({ type = '', etag }: Representation) => ({
  'Content-Type': TYPES.includes(type) ? type : 'application/octet-stream',
  'Content-Disposition': 'inline',
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Cache-Control': `public, max-age=${YEAR}, immutable`,
  ETag: etag,
})
