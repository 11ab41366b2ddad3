import { beforeEach, describe, expect, it } from 'vitest'
import * as samples from '../account/image/samples.ts'
import { callerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, type SignedUp, signUp } from '../support/people.ts'
import { base64, picturesAt } from '../support/profile-pictures.ts'
import { refused } from '../support/refused.ts'
import { pictureAddresses } from '../support/rows.ts'
import { ADDRESS_TAKEN, NAME_TAKEN, NO_ADDRESS } from './sentences.ts'

const gatehouse = openGatehouse()
const { call, get, post, put } = callerOf(gatehouse)

const [red = '', blue = ''] = samples.sentPngs.map(base64)

const NO_PICTURE = {
  status: 400,
  body: ['Invalid Base64-encoded string for image, check if the image was encoded'],
}
const TOO_LARGE = { status: 413, body: { detail: 'The picture is too large.' } }
const NOT_FOUND = { status: 404, body: { detail: 'Not found.' } }

let kit: SignedUp
beforeEach(async () => {
  kit = await signUp(gatehouse, 'kit')
})

const pictures = picturesAt(gatehouse)
const send = (image: unknown) => pictures.send(image, kit.token)
const show = (image: string) => pictures.show(image, kit.token)
const { bytesAt } = pictures

describe('POST /api/register/ with an image', () => {
  const eve = { username: 'eve', password: PASSWORD, email: 'eve@example.com' }
  const register = (wish: object) => refused(gatehouse, () => post('/api/register/', { ...eve, ...wish }))

  it('shows it in the profile', async () => {
    const ada = { username: 'ada', password: PASSWORD, email: 'ada@example.com', image: red }
    expect(await post('/api/register/', ada)).toEqual({
      status: 201,
      body: { message: 'User registered successfully' },
    })
    const login = await post('/api/login/', { username: 'ada', password: PASSWORD })
    expect(await get('/api/profile/', (login.body as { token: string }).token)).toEqual({
      status: 200,
      body: {
        first_name: '',
        last_name: '',
        email: 'ada@example.com',
        username: 'ada',
        image: expect.stringMatching(/^\/media\/[\w-]{43}$/),
      },
    })
  })

  it('opens no account for what is no picture', async () => {
    expect(await register({ image: 'base64_encoded_image_data' })).toEqual(NO_PICTURE)
  })

  it('keeps no picture when the name or the address is taken', async () => {
    const { username, email } = kit
    expect(await register({ username, email, image: red })).toEqual({
      status: 400,
      body: { username: NAME_TAKEN, email: ADDRESS_TAKEN },
    })
  })
})

describe('PUT /api/profile/ with an image', () => {
  it.each([
    ['as it is', red],
    ['behind the prefix of a data URI', `data:image/png;base64,${red}`],
    ['behind a prefix that is not true', `DATA:image/svg+xml;charset=utf-8;base64,${red}`],
    ['on many lines', `${red.replace(/.{20}/g, '$&\r\n')}\n`],
  ])('takes base64 %s', async (_, image) => {
    expect(await bytesAt(await show(image))).toEqual(samples.sentPngs[0])
  })

  it('takes it from a form, where a plus sign is written as one', async () => {
    const body = new URLSearchParams({ image: blue })
    const answer = await call('PUT', '/api/profile/', { token: kit.token, body })
    expect(answer.status).toBe(200)
    expect(await bytesAt((answer.body as { image: string }).image)).toEqual(samples.sentPngs[1])
  })

  it('takes the old picture away once there is a new one', async () => {
    const first = await show(red)
    const second = await show(blue)
    expect(second).not.toBe(first)
    expect(await get(first)).toEqual(NOT_FOUND)
    expect((await gatehouse.request(second)).status).toBe(200)
  })

  it('leaves the same picture where it is when it is sent again', async () => {
    const first = await show(red)
    expect(await show(red)).toBe(first)
    expect(await pictureAddresses()).toContain(first.slice('/media/'.length))
    expect(await bytesAt(first)).toEqual(samples.sentPngs[0])
  })

  it('gives a picture that comes back an address of its own', async () => {
    const first = await show(red)
    await show(blue)
    const third = await show(red)
    expect(third).not.toBe(first)
    expect(await get(first)).toEqual(NOT_FOUND)
    expect(await bytesAt(third)).toEqual(samples.sentPngs[0])
  })

  it('leaves a picture that is not mentioned', async () => {
    const first = await show(red)
    expect((await put('/api/profile/', { first_name: 'Kit' }, kit.token)).body).toMatchObject({
      image: first,
    })
    expect((await gatehouse.request(first)).status).toBe(200)
  })

  it('keeps the same picture of two people apart', async () => {
    const mine = await show(red)
    kit = await signUp(gatehouse, 'other')
    const theirs = await show(red)
    expect(theirs).not.toBe(mine)
    await show(blue)
    expect((await gatehouse.request(mine)).status).toBe(200)
  })

  it.each([
    ['the text of the document', 'base64_encoded_image_data'],
    ['base64 of a text', btoa('<svg onload="alert(1)"/>')],
    ['base64 that is cut off', red.slice(0, 41)],
    ['half a picture', base64(samples.png().subarray(0, 40))],
    ['base64url', `${red.replaceAll('/', '_')}-_`],
    ['a prefix and nothing else', 'data:image/png;base64,'],
    ['letters of another alphabet', `${red.slice(0, 40)}\u00e9${red.slice(40)}`],
    ['a number', 12345678],
  ])('refuses %s', async (_, image) => {
    const before = await show(red)
    expect(await refused(gatehouse, () => send(image))).toEqual(NO_PICTURE)
    expect((await get('/api/profile/', kit.token)).body).toMatchObject({ image: before })
  })

  it('refuses one that is too large', async () => {
    const small = openGatehouse({ PICTURE_BYTES: '60' })
    const ask = () => callerOf(small).put('/api/profile/', { image: red }, kit.token)
    expect(await refused(small, ask)).toEqual(TOO_LARGE)
  })

  it('stores no picture when another field is refused', async () => {
    const other = await signUp(gatehouse, 'other')
    await show(red)
    const wish = (fields: object) => () => put('/api/profile/', { image: blue, ...fields }, kit.token)
    expect(await refused(gatehouse, wish({ username: other.username }))).toEqual({
      status: 400,
      body: { username: NAME_TAKEN },
    })
    expect(await refused(gatehouse, wish({ email: 'kit' }))).toEqual({
      status: 400,
      body: { email: NO_ADDRESS },
    })
  })

  it('does not lose the picture that is there when a change with the same one is refused', async () => {
    const other = await signUp(gatehouse, 'other')
    const image = await show(red)
    const wish = { image: red, email: other.email }
    expect((await refused(gatehouse, () => put('/api/profile/', wish, kit.token))).status).toBe(400)
    expect((await gatehouse.request(image)).status).toBe(200)
  })
})

describe('PUT /api/profile/ without an image', () => {
  it.each<[string, RequestInit & { json?: unknown }]>([
    ['null', { json: { image: null } }],
    ['nothing', { json: { image: '' } }],
    ['blanks', { json: { image: '  ' } }],
    ['an empty field of a form', { body: new URLSearchParams({ image: '' }) }],
  ])('takes it away: %s', async (_, init) => {
    const image = await show(red)
    const answer = await call('PUT', '/api/profile/', { token: kit.token, ...init })
    expect(answer).toMatchObject({ status: 200, body: { image: null } })
    await gatehouse.settled()
    expect(await get(image)).toEqual(NOT_FOUND)
    expect(await call('PUT', '/api/profile/', { token: kit.token, ...init })).toMatchObject({ status: 200 })
  })

  it.each([7, true, [], {}])('refuses %j, and keeps the picture', async (image) => {
    const shown = await show(red)
    const sent = await refused(gatehouse, () => send(image))
    expect(sent.status).toBe(400)
    expect((await gatehouse.request(shown)).status).toBe(200)
  })
})
