import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { png } from '../conformance/png.ts'
import { callerOf } from '../support/caller.ts'
import { linesLoggedBy } from '../support/faults.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { type SignedUp, signUp } from '../support/people.ts'

/** The binding of the local runtime, which makes real thumbnails. */
const { IMAGES } = env as typeof env & { IMAGES: ImagesBinding }
const on = { THUMBNAILS: 'true' } as Partial<Env>
const gatehouse = openGatehouse({ ...on, IMAGES } as Partial<Env>)
const { put } = callerOf(gatehouse)
const sent = png(600, 300)
const base64 = btoa(Array.from(sent, (byte) => String.fromCharCode(byte)).join(''))
let ada: SignedUp
let path: string

beforeAll(async () => {
  ada = await signUp(gatehouse)
  path = ((await put('/api/profile/', { image: base64 }, ada.token)).body as { image: string }).image
})

const sizeOf = async (response: Response) => {
  const { format, width, height } = (await IMAGES.info(response.body as ReadableStream)) as {
    format: string
    width: number
    height: number
  }
  return [format, width, height]
}

describe('GET /media/{address}?w=', () => {
  it.each([
    [64, 32],
    [128, 64],
    [256, 128],
    [512, 256],
  ])('%i is that wide, as high as it has to be, and WebP', async (width, height) => {
    const response = await gatehouse.request(`${path}?w=${width}`)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      etag: `"${path.slice('/media/'.length)}-${width}"`,
    })
    expect(await sizeOf(response)).toEqual(['image/webp', width, height])
    await gatehouse.settled()
  })

  it('is made once, and kept by the cache', async () => {
    let made = 0
    const counted = new Proxy(IMAGES, {
      get(images, name) {
        if (name === 'input') made++
        const member: unknown = Reflect.get(images, name)
        return typeof member === 'function' ? member.bind(images) : member
      },
    })
    const gatehouse = openGatehouse({ ...on, IMAGES: counted } as Partial<Env>)
    const small = png(90, 90)
    const { body } = await callerOf(gatehouse).put(
      '/api/profile/',
      { image: btoa(String.fromCharCode(...small)) },
      ada.token,
    )
    const { image } = body as { image: string }
    const first = await (await gatehouse.request(`${image}?w=64`)).arrayBuffer()
    await gatehouse.settled()
    const second = await (await gatehouse.request(`${image}?w=64`)).arrayBuffer()
    expect(new Uint8Array(second)).toEqual(new Uint8Array(first))
    expect(made).toBe(1)
    path = image
  })

  it('answers 304 to whoever has it, and HEAD without making one', async () => {
    const { headers } = await gatehouse.request(`${path}?w=64`, { method: 'HEAD' })
    const etag = headers.get('etag') ?? ''
    const again = await gatehouse.request(`${path}?w=64`, { headers: { 'if-none-match': etag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    const other = await gatehouse.request(`${path}?w=128`, { headers: { 'if-none-match': etag } })
    expect(other.status).toBe(200)
    await other.arrayBuffer()
    await gatehouse.settled()
  })

  it.each(['', '0', '65', '1024', '64.5', '-64', 'x', '64;', '64&w=512x'])(
    'with w=%j is the original',
    async (width) => {
      const response = await gatehouse.request(`${path}?w=${encodeURIComponent(width)}`)
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png'])
      await response.arrayBuffer()
    },
  )

  it('goes with its picture, also from the cache', async () => {
    const gone = path
    expect((await callerOf(gatehouse).call('DELETE', '/account/avatar', { token: ada.token })).status).toBe(
      204,
    )
    await gatehouse.settled()
    for (const address of [gone, `${gone}?w=64`, `${gone}?w=256`])
      expect((await gatehouse.request(address)).status, address).toBe(404)
  })
})

describe('a deployment without Cloudflare Images', () => {
  it('serves the original for every width, because the setting is off', async () => {
    const gatehouse = openGatehouse()
    const { body } = await callerOf(gatehouse).put('/api/profile/', { image: base64 }, ada.token)
    const response = await gatehouse.request(`${(body as { image: string }).image}?w=64`)
    expect(response.headers.get('content-type')).toBe('image/png')
    expect((await response.arrayBuffer()).byteLength).toBe(sent.length)
  })

  it('that switches thumbnails on is told so by /readyz, and answers 503 for them', async () => {
    const gatehouse = openGatehouse({ ...on, IMAGES: undefined } as unknown as Partial<Env>)
    const { get, put } = callerOf(gatehouse)
    const { body } = await put('/api/profile/', { image: base64 }, ada.token)
    await linesLoggedBy(async () => {
      const answer = await get(`${(body as { image: string }).image}?w=64`)
      expect(answer).toMatchObject({ status: 503, retryAfter: '60' })
    })
    const ready = (await get('/readyz')).body as { checks: object }
    expect(ready.checks).toMatchObject({ settings: 'THUMBNAILS: no binding IMAGES' })
  })
})
