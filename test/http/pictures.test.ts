import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { png } from '../conformance/png.ts'
import { callerOf } from '../support/caller.ts'
import { countedBindings } from '../support/counters.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { type SignedUp, signUp } from '../support/people.ts'
import { rowsOf } from '../support/rows.ts'

const { bindings, costOf } = countedBindings()
const gatehouse = openGatehouse(bindings)
const { get, put } = callerOf(gatehouse)
const sent = png(40, 30)
const base64 = btoa(String.fromCharCode(...sent))
let ada: SignedUp
let path: string
let etag: string

const ask = (headers: Record<string, string> = {}, method = 'GET') =>
  gatehouse.request(path, { method, headers })
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())

beforeAll(async () => {
  ada = await signUp(gatehouse)
  path = ((await put('/api/profile/', { image: base64 }, ada.token)).body as { image: string }).image
  etag = (await ask({}, 'HEAD')).headers.get('etag') ?? ''
})

const ALWAYS = {
  'content-type': 'image/png',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cache-control': 'public, max-age=31536000, immutable',
}

describe('GET /media/{address} (IMG-28, IMG-32)', () => {
  it('answers the whole picture, for one question to R2 and none to D1', async () => {
    const cost = await costOf(async () => {
      const response = await ask()
      expect(response.status).toBe(200)
      expect(await bytesOf(response)).toEqual(sent)
      expect(Object.fromEntries(response.headers)).toMatchObject({
        ...ALWAYS,
        'accept-ranges': 'bytes',
        'content-length': String(sent.length),
        etag,
      })
    })
    expect(cost).toEqual({ links: 0, roundTrips: 0, statements: 0, kv: 0, r2: 1 })
  })

  it('answers HEAD with the same headers and nothing else', async () => {
    const response = await ask({}, 'HEAD')
    expect([response.status, (await bytesOf(response)).length]).toEqual([200, 0])
    const headers = { ...ALWAYS, 'accept-ranges': 'bytes', 'content-length': String(sent.length), etag }
    expect(Object.fromEntries(response.headers)).toMatchObject(headers)
  })

  it('answers 304 to whoever has it, and the picture to whoever has another', async () => {
    for (const known of [etag, `W/${etag}`, '*', `"other", ${etag}`]) {
      const response = await ask({ 'if-none-match': known })
      expect([response.status, await response.text(), response.headers.get('etag')]).toEqual([304, '', etag])
      expect((await ask({ 'if-none-match': known }, 'HEAD')).status).toBe(304)
    }
    for (const other of ['"other"', '', 'W/"other"', etag.slice(1, -1)]) {
      const response = await ask({ 'if-none-match': other })
      expect(response.status).toBe(200)
      expect(await bytesOf(response)).toEqual(sent)
    }
  })

  it.each([
    ['bytes=0-9', 0, 9],
    ['bytes=10-', 10, sent.length - 1],
    ['bytes=-5', sent.length - 5, sent.length - 1],
    [`bytes=0-${sent.length + 100}`, 0, sent.length - 1],
  ])('answers %s with that part', async (range, first, last) => {
    const response = await ask({ range })
    expect(response.status).toBe(206)
    expect(await bytesOf(response)).toEqual(sent.slice(first, last + 1))
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...ALWAYS,
      'content-range': `bytes ${first}-${last}/${sent.length}`,
      'content-length': String(last - first + 1),
      etag,
    })
  })

  it('answers 416 to a part that it has not', async () => {
    const response = await ask({ range: `bytes=${sent.length}-` })
    expect([response.status, await response.text()]).toEqual([416, ''])
    expect(response.headers.get('content-range')).toBe(`bytes */${sent.length}`)
  })

  it('answers many ranges, and what is none, with the whole', async () => {
    for (const range of ['bytes=0-1,5-6', `bytes=${'0-0,'.repeat(1000)}1-1`, 'bytes=x', 'lines=1-2']) {
      const response = await ask({ range })
      expect([response.status, (await bytesOf(response)).length]).toEqual([200, sent.length])
    }
  })

  it('answers a range only to whoever has a part of this picture', async () => {
    expect((await ask({ range: 'bytes=0-9', 'if-range': etag })).status).toBe(206)
    for (const other of ['"other"', 'Fri, 20 Nov 2026 08:00:00 GMT'])
      expect((await ask({ range: 'bytes=0-9', 'if-range': other })).status).toBe(200)
  })

  it('is 404 once the object is missing, however it is asked for, and the profile still answers (FLT-10)', async () => {
    const bob = await signUp(gatehouse)
    const { body } = await put('/api/profile/', { image: base64 }, bob.token)
    const { image } = body as { image: string }
    await env.PICTURES.delete(image.slice('/media/'.length))
    for (const headers of [{}, { range: 'bytes=0-1' }, { 'if-none-match': '*' }] as Record<string, string>[])
      for (const method of ['GET', 'HEAD'])
        expect((await gatehouse.request(image, { method, headers })).status).toBe(404)
    expect(await get('/api/profile/', bob.token)).toMatchObject({ status: 200, body: { image } })
  })

  it('never passes another type for a picture', async () => {
    const address = 'A'.repeat(43)
    for (const contentType of ['text/html', 'image/svg+xml', undefined]) {
      await env.PICTURES.put(address, '<script>', contentType ? { httpMetadata: { contentType } } : {})
      const response = await gatehouse.request(`/media/${address}`)
      expect(response.headers.get('content-type')).toBe('application/octet-stream')
      expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
      await response.text()
    }
    await env.PICTURES.delete(address)
  })

  it('stands at an address that tells nothing of its owner', async () => {
    const [row] = (await rowsOf('accounts')).filter(({ id }) => id === ada.id)
    expect(path).toBe(`/media/${row?.avatar}`)
    for (const word of [ada.id, ada.username, ada.email]) expect(path).not.toContain(word)
  })
})
