import type { InTime } from './deadline.ts'
import { Misconfigured } from './misconfigured.ts'
import type { Pictures } from './pictures.ts'

/** The widths that are made, in pixels. */
const WIDTHS = [64, 128, 256, 512]

/** How long, in seconds, a data centre keeps a thumbnail. */
const KEPT = 86_400

/** Not every deployment has Cloudflare Images. */
export type MaybeImages = { IMAGES?: ImagesBinding }

type Dependencies = {
  images: ImagesBinding | undefined
  pictures: Pick<Pictures, 'get'>
  /** The origin of the cache keys. */
  origin: () => string
  later: (work: Promise<unknown>) => void
  inTime: InTime
}

export const isWidth = (width: number) => WIDTHS.includes(width)

/**
 * Small pictures as WebP, made by Cloudflare Images and kept by the data centre's cache, because each one that is made
 * is billed. A picture that is smaller stays as small as it is. Null when the picture is gone.
 */
export const openThumbnails = ({ images, pictures, origin, later, inTime }: Dependencies) => ({
  async get(address: string, width: number): Promise<ReadableStream<Uint8Array> | null> {
    if (!images) throw new Misconfigured('THUMBNAILS: no binding IMAGES')
    const key = `${origin()}/media/${address}?w=${width}`
    const known = await inTime('images', caches.default.match(key))
    if (known?.body) return known.body

    const picture = await pictures.get(address)
    if (!picture) return null
    const small = images.input(picture.body).transform({ width, fit: 'scale-down' })
    const made = await inTime('images', small.output({ format: 'image/webp', anim: false }))
    const [shown, kept] = made.image().tee()
    later(caches.default.put(key, new Response(kept, { headers: { 'Cache-Control': `max-age=${KEPT}` } })))
    return shown
  },
})
