import { beforeEach, describe, expect, it } from 'vitest'
import * as samples from '../account/image/samples.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { base64, picturesAt } from '../support/profile-pictures.ts'
import { pictureAddresses } from '../support/rows.ts'

const gatehouse = openGatehouse()
const { get } = callerOf(gatehouse)

const [red = ''] = samples.sentPngs.map(base64)

const NOT_FOUND = { status: 404, body: { detail: 'Not found.' } }

let kit: SignedUp
beforeEach(async () => {
  kit = await signUp(gatehouse, 'kit')
})

const pictures = picturesAt(gatehouse)
const show = (image: string) => pictures.show(image, kit.token)
const { bytesAt } = pictures

describe('GET /media/{address}', () => {
  it.each([
    ['image/png', base64(samples.png())],
    ['image/jpeg', base64(samples.jpeg())],
    ['image/gif', base64(samples.gif())],
    ['image/webp', base64(samples.webp(samples.lossyChunk()))],
  ])('says that a picture is %s, and lets a browser do nothing but show it', async (type, image) => {
    const response = await gatehouse.request(await show(image))
    expect(response.status).toBe(200)
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(bytes).toEqual(samples.fromBase64(image))
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': type,
      'content-length': String(bytes.length),
      'content-disposition': 'inline',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=31536000, immutable',
      etag: expect.stringMatching(/^"[0-9a-f]+"$/),
    })
  })

  it('answers HEAD, and needs no login', async () => {
    const image = await show(red)
    const response = await gatehouse.request(image, { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(response.headers.get('content-type')).toBe('image/png')
  })

  it('does not give away what a camera or an author wrote into it', async () => {
    const metadata = [
      samples.segment(0xe1, samples.join('Exif\0\0', samples.exif({ orientation: 6 }))),
      samples.segment(0xfe, samples.marker),
    ]
    const sent = samples.jpeg({ metadata })
    expect(samples.contains(sent, samples.marker)).toBe(true)
    expect(samples.contains(await bytesAt(await show(base64(sent))), samples.marker)).toBe(false)
  })

  it.each(['a'.repeat(43), 'a', `${'a'.repeat(42)}.`, '..%2f..%2fsecret', 'profile_pics/jellyfisz.jpg'])(
    'is 404 at /media/%s',
    async (address) => {
      expect(await get(`/media/${address}`)).toEqual(NOT_FOUND)
    },
  )

  it('goes when the account goes', async () => {
    const image = await show(red)
    expect(await pictureAddresses()).toContain(image.slice('/media/'.length))
    const removal = { current_password: PASSWORD }
    expect(await callerOf(gatehouse).delete('/auth/users/me/', removal, kit.token)).toEqual({ status: 204 })
    await gatehouse.settled()
    expect(await get(image)).toEqual(NOT_FOUND)
    expect(await pictureAddresses()).not.toContain(image.slice('/media/'.length))
  })
})
