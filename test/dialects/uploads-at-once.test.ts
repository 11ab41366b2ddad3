import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { inUploadTurn } from '../../src/account/upload-turn.ts'
import { png } from '../conformance/png.ts'
import { callerOf } from '../support/caller.ts'
import { failure, formOf } from '../support/express.ts'
import { openHouse } from '../support/house.ts'
import { signUp } from '../support/people.ts'
import { pictureAddresses } from '../support/rows.ts'

const MIB = 2 ** 20
/** A little less than 5 MiB. */
const large = png(1310, 1300)

/** R2 that tells how many pictures were put at the same time at most. */
function watchedPictures() {
  const seen = { now: 0, most: 0 }
  const PICTURES = new Proxy(env.PICTURES, {
    get(bucket, name) {
      const member = Reflect.get(bucket, name).bind(bucket)
      if (name !== 'put') return member
      return async (...parameters: unknown[]) => {
        seen.most = Math.max(seen.most, ++seen.now)
        await scheduler.wait(20)
        return member(...parameters).finally(() => seen.now--)
      }
    },
  })
  return { seen, PICTURES }
}

it('32 uploads of 5 MiB at once all succeed, and two are worked on at a time (LOD-06)', async () => {
  const { seen, PICTURES } = watchedPictures()
  const house = openHouse({ PICTURES })
  const { token } = await signUp(house)
  expect(large.length).toBeGreaterThan(4.8 * MIB)
  const upload = async () => {
    const form = new Response(formOf({ Avatar: large }))
    const body = await form.arrayBuffer()
    const headers = {
      'content-type': form.headers.get('content-type') ?? '',
      'content-length': String(body.byteLength),
    }
    const response = await house.request('/api/v1/users/avatar', { method: 'PATCH', token, body, headers })
    await response.text()
    return response.status
  }
  const statuses = await Promise.all(Array.from({ length: 32 }, upload))
  await house.settled()
  expect(statuses).toEqual(Array(32).fill(200))
  expect(seen.most).toBe(2)
  expect(await pictureAddresses()).toHaveLength(1)
}, 60_000)

it('small pictures do not wait for each other', async () => {
  const { seen, PICTURES } = watchedPictures()
  const house = openHouse({ PICTURES })
  const people = await Promise.all(Array.from({ length: 12 }, () => signUp(house)))
  const { call } = callerOf(house)
  await Promise.all(
    people.map(async ({ token }, at) => {
      const form = new Response(formOf({ Avatar: png(at + 1, 2) }))
      const body = await form.arrayBuffer()
      const headers = {
        'content-type': form.headers.get('content-type') ?? '',
        'content-length': String(body.byteLength),
      }
      return call('PATCH', '/api/v1/users/updateAvatar', { token, body, headers })
    }),
  )
  expect(seen.most).toBeGreaterThan(6)
})

it('an upload that finds 64 waiting is refused, with nothing stored, and a small one waits for none', async () => {
  const house = openHouse()
  const { token } = await signUp(house)
  const { call } = callerOf(house)
  const gate = Promise.withResolvers<void>()
  const crowd = Array.from({ length: 65 }, () =>
    inUploadTurn(house.clock, { weight: 12 * MIB }, () => gate.promise),
  )
  const before = await pictureAddresses()
  expect(
    await call('PATCH', '/api/v1/users/updateAvatar', { token, body: formOf({ Avatar: large }) }),
  ).toEqual({ status: 503, body: failure(503, 'Service temporarily unavailable'), retryAfter: '1' })
  expect(await call('PUT', '/api/profile/', { token, json: { image: 'AAAA'.repeat(20_000) } })).toEqual({
    status: 503,
    body: { detail: 'Service temporarily unavailable, try again later.' },
    retryAfter: '1',
  })
  expect(await pictureAddresses()).toEqual(before)
  expect((await call('PUT', '/api/profile/', { token, json: { first_name: 'Ida' } })).status).toBe(200)
  const small = { token, body: formOf({ Avatar: png(9, 9) }) }
  expect((await call('PATCH', '/api/v1/users/updateAvatar', small)).status).toBe(200)
  gate.resolve()
  await Promise.all(crowd)
  expect((await call('PUT', '/api/profile/', { token, json: { first_name: 'Ada' } })).status).toBe(200)
})

it('a body that says that it is too long is refused at once, however many wait', async () => {
  const house = openHouse()
  const { token } = await signUp(house)
  const gate = Promise.withResolvers<void>()
  const crowd = Array.from({ length: 65 }, () =>
    inUploadTurn(house.clock, { weight: 12 * MIB }, () => gate.promise),
  )
  const headers = { 'content-type': 'application/json', 'content-length': String(4 * MIB) }
  const answer = await callerOf(house).call('PUT', '/api/profile/', { token, headers, body: 'x' })
  expect(answer).toEqual({ status: 413, body: { detail: 'The request body is too large.' } })
  gate.resolve()
  await Promise.all(crowd)
})
