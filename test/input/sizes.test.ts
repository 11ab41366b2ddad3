import { beforeAll, describe, expect, it } from 'vitest'
import { answerOf } from '../support/caller.ts'
import { openGatehouse } from '../support/gatehouse.ts'
import { faultOfVoice, type Operation, readingBodies, requestOf, table } from '../support/operations.ts'
import { makeStaff, type SignedUp, signUp } from '../support/people.ts'
import { refused } from '../support/refused.ts'

const LIMIT = 2000
const MiB = 1024 * 1024
const BLANK = 0x20

const gatehouse = openGatehouse({
  EMAIL_LOGIN: 'true',
  JSON_BODY_BYTES: String(LIMIT),
  PICTURE_JSON_BODY_BYTES: String(LIMIT),
  MULTIPART_BODY_BYTES: String(LIMIT),
} as Partial<Env>)

let ada: SignedUp

beforeAll(async () => {
  ada = await signUp(gatehouse, 'ada')
  await makeStaff(ada)
})

/** A body of so many bytes, of blanks after an empty object. */
const bodyOf = (size: number) => Uint8Array.from('{}'.padEnd(size), (char) => char.charCodeAt(0))

/** A body without a length. `read` tells how much of it was taken. */
function streamOf(size: number, piece = 64 * 1024) {
  const read = { bytes: 0 }
  const body = new ReadableStream({
    type: 'bytes',
    pull(controller) {
      const next = Math.min(piece, size - read.bytes)
      if (next <= 0) return controller.close()
      controller.enqueue(new Uint8Array(next).fill(BLANK))
      read.bytes += next
    },
  })
  return { body, read }
}

const mediaOf = ({ media: [first = ''] }: Operation) =>
  first === 'multipart/form-data' ? `${first}; boundary=x` : first

type Body = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>

async function send(operation: Operation, body: Body, own: Record<string, string> = {}) {
  const { method, path, headers } = requestOf(operation, ada)
  headers.set('content-type', mediaOf(operation))
  for (const [name, value] of Object.entries(own)) headers.set(name, value)
  return answerOf(await gatehouse.request(path, { method, headers, body }))
}

describe.each(table(readingBodies))('the body of %s', (_, operation) => {
  const expectTooLarge = async (ask: () => ReturnType<typeof send>) => {
    const answer = await refused(gatehouse, ask)
    expect([answer.status, faultOfVoice(operation, answer)]).toEqual([413, undefined])
  }

  it('may have as many bytes as the limit, and not one more (INP-06, INP-09)', async () => {
    const length = (size: number) => ({ 'content-length': String(size) })
    expect((await send(operation, bodyOf(LIMIT), length(LIMIT))).status).not.toBe(413)
    await expectTooLarge(() => send(operation, bodyOf(LIMIT + 1), length(LIMIT + 1)))
  })

  it('is counted while it comes where it has no length (INP-07, INP-09)', async () => {
    for (const piece of [1, 999, LIMIT + 1]) {
      expect((await send(operation, streamOf(LIMIT, piece).body)).status).not.toBe(413)
      await expectTooLarge(() => send(operation, streamOf(LIMIT + 1, piece).body))
    }
  })

  it('is counted, too, where it has a length and comes in chunks all the same (INP-08)', async () => {
    const lying = { 'content-length': '2', 'transfer-encoding': 'chunked' }
    await expectTooLarge(() => send(operation, streamOf(LIMIT + 1).body, lying))
  })

  it('is refused by the length that it says, before it is read (INP-05, INP-06)', async () => {
    const { body, read } = streamOf(MiB)
    await expectTooLarge(() => send(operation, body, { 'content-length': String(100 * MiB) }))
    expect(read.bytes).toBeLessThan(MiB)
  })

  it('is not unpacked (INP-31)', async () => {
    const prepared = new Response(new Response(bodyOf(MiB)).body?.pipeThrough(new CompressionStream('gzip')))
    const body = new Uint8Array(await prepared.arrayBuffer())
    expect(body.length).toBeLessThan(LIMIT)
    for (const encoding of ['gzip', 'GZIP', 'deflate', 'br', 'gzip, identity', 'x']) {
      const answer = await refused(gatehouse, () => send(operation, body, { 'content-encoding': encoding }))
      expect([encoding, answer.status, faultOfVoice(operation, answer)]).toEqual([encoding, 415, undefined])
    }
    const plain = await send(operation, bodyOf(2))
    expect(await send(operation, bodyOf(2), { 'content-encoding': 'identity' })).toEqual(plain)
  })
})

it('a body without a length and without an end is not read to its end (INP-07)', async () => {
  for (const name of ['POST /api/login/', 'POST /api/v1/users/login', 'POST /account/email/verify']) {
    const operation = readingBodies.find((each) => each.name === name) as Operation
    const { body, read } = streamOf(Infinity)
    expect((await refused(gatehouse, () => send(operation, body))).status).toBe(413)
    expect(read.bytes).toBeLessThan(18 * MiB)
  }
})
