import { describe, expect, it } from 'vitest'
import { png } from '../conformance/png.ts'
import { answerOf, callerOf } from '../support/caller.ts'
import { failure, formOf } from '../support/express.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { PASSWORD, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const MIB = 2 ** 20
/** A picture of more than 64 KiB. */
const large = png(400, 400)

/** A body that begins, and that nobody goes on with until they are told to. */
function slowBody(begins: Uint8Array) {
  const rest = Promise.withResolvers<Uint8Array>()
  const asked = Promise.withResolvers<void>()
  let has = 0
  const body = new ReadableStream(
    {
      type: 'bytes',
      async pull(controller) {
        if (has++ === 0) return controller.enqueue(begins)
        asked.resolve()
        controller.enqueue(await rest.promise)
        controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  return { body, finish: rest.resolve, isWaitedFor: asked.promise }
}

const multipart = { 'content-type': 'multipart/form-data; boundary=x', 'content-length': String(12 * MIB) }
const json = { 'content-type': 'application/json' }
const text = (words: string) => new TextEncoder().encode(words)

describe('a body that comes slowly', () => {
  it('keeps nobody else waiting, however many there are', async () => {
    const gatehouse = openGatehouse()
    const { call, post } = callerOf(gatehouse)
    const { token } = await signUp(gatehouse)
    const slow = Array.from({ length: 80 }, () => slowBody(new Uint8Array(MIB / 8)))
    const register = '/api/v1/users/register'
    const asked = slow.map(({ body }) =>
      gatehouse.request(register, { method: 'POST', headers: multipart, body }),
    )
    await Promise.all(slow.map(({ isWaitedFor }) => isWaitedFor))
    const upload = { token, body: formOf({ Avatar: large }) }
    expect((await call('PATCH', '/api/v1/users/updateAvatar', upload)).status).toBe(200)
    expect((await call('PUT', '/api/profile/', { token, json: { first_name: 'Ada' } })).status).toBe(200)
    expect((await post('/auth/users/', { username: 'eve', password: PASSWORD })).status).toBe(201)
    for (const { finish } of slow) finish(text('--x--'))
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(80).fill(400))
  })

  it.each([
    ['POST', '/api/v1/users/register', multipart, failure(408, 'The request body came too slowly')],
    ['POST', '/auth/users/', json, { detail: 'The request body came too slowly.' }],
    [
      'POST',
      '/account/not-me',
      json,
      {
        type: 'urn:gatehouse:problem:too-slow',
        title: 'The body came too slowly, and was not waited for.',
        status: 408,
      },
    ],
  ])('is cut when nothing more comes: %s %s', async (method, path, headers, body) => {
    const gatehouse = openGatehouse({}, { patience: { body: 10 } })
    const slow = slowBody(text('{"'))
    const answer = await refused(gatehouse, async () =>
      answerOf(await gatehouse.request(path, { method, headers, body: slow.body })),
    )
    expect(answer).toEqual({ status: 408, body })
  })

  it('is cut, too, when it drips: 64 KiB have to come in that time', async () => {
    const gatehouse = openGatehouse({}, { patience: { body: 50 } })
    const drips = new ReadableStream({
      type: 'bytes',
      async pull(controller) {
        await scheduler.wait(5)
        controller.enqueue(text(' '))
      },
    })
    const path = '/api/v1/users/register'
    const response = await gatehouse.request(path, { method: 'POST', headers: multipart, body: drips })
    expect(response.status).toBe(408)
  })
})
