import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { inUploadQueue } from '../../src/account/pictures/upload-queue.ts'
import { png } from '../conformance/png.ts'
import { callerOf } from '../support/caller.ts'
import { failure, formOf } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
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
  const gatehouse = openGatehouse({ PICTURES })
  const { token } = await signUp(gatehouse)
  expect(large.length).toBeGreaterThan(4.8 * MIB)
  const upload = async () => {
    const form = new Response(formOf({ Avatar: large }))
    const body = await form.arrayBuffer()
    const headers = {
      'content-type': form.headers.get('content-type') ?? '',
      'content-length': String(body.byteLength),
    }
    const response = await gatehouse.request('/api/v1/users/avatar', {
      method: 'PATCH',
      token,
      body,
      headers,
    })
    await response.text()
    return response.status
  }
  const statuses = await Promise.all(Array.from({ length: 32 }, upload))
  await gatehouse.settled()
  expect(statuses).toEqual(Array(32).fill(200))
  expect(seen.most).toBe(2)
  expect(await pictureAddresses()).toHaveLength(1)
})

it('small pictures do not wait for each other', async () => {
  const { seen, PICTURES } = watchedPictures()
  const gatehouse = openGatehouse({ PICTURES })
  const users = await Promise.all(Array.from({ length: 12 }, () => signUp(gatehouse)))
  const { call } = callerOf(gatehouse)
  await Promise.all(
    users.map(async ({ token }, at) => {
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
  const gatehouse = openGatehouse()
  const { token } = await signUp(gatehouse)
  const { call } = callerOf(gatehouse)
  const edgeRateLimit = Promise.withResolvers<void>()
  const crowd = Array.from({ length: 65 }, () =>
    inUploadQueue(gatehouse.clock, { weight: 12 * MIB }, () => edgeRateLimit.promise),
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
  edgeRateLimit.resolve()
  await Promise.all(crowd)
  expect((await call('PUT', '/api/profile/', { token, json: { first_name: 'Ada' } })).status).toBe(200)
})

it('a body that says that it is too long is refused at once, however many wait', async () => {
  const gatehouse = openGatehouse()
  const { token } = await signUp(gatehouse)
  const edgeRateLimit = Promise.withResolvers<void>()
  const crowd = Array.from({ length: 65 }, () =>
    inUploadQueue(gatehouse.clock, { weight: 12 * MIB }, () => edgeRateLimit.promise),
  )
  const headers = { 'content-type': 'application/json', 'content-length': String(4 * MIB) }
  const answer = await callerOf(gatehouse).call('PUT', '/api/profile/', { token, headers, body: 'x' })
  expect(answer).toEqual({ status: 413, body: { detail: 'The request body is too large.' } })
  edgeRateLimit.resolve()
  await Promise.all(crowd)
})
