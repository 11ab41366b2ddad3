import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openConnection, readAnswer } from '../../../bench/load/connection.ts'
import { writeRequest } from '../../../bench/load/request.ts'
import { runLoad } from '../../../bench/load/run-load.ts'
import { passwordChanges } from '../../../bench/peers/peer.ts'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'

/** A server that answers what it is told, in order, and the last of it again and again. */
async function serve(answers: string[]): Promise<URL> {
  const server = createServer((socket) => {
    socket.on('data', () => {
      const answer = answers.length > 1 ? answers.shift() : answers[0]
      if (answer) socket.write(answer)
      else socket.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return new URL(`http://127.0.0.1:${(server.address() as { port: number }).port}`)
}

const load = (origin: URL, seconds = 0.2) => ({
  origin,
  pid: process.pid,
  seconds,
  stop: new AbortController().signal,
})

it.each([
  ['a length', OK, { status: 200, body: '{}' }],
  ['no body', 'HTTP/1.1 204 No Content\r\nx: y\r\n\r\n', { status: 204, body: '' }],
  [
    'chunks',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n',
    { status: 200, body: 'abc0123456789' },
  ],
])('reads an answer with %s, and not before all of it is there', (_, text, answer) => {
  expect(readAnswer(text)).toMatchObject(answer)
  for (let end = 0; end < text.length; end++) expect(readAnswer(text.slice(0, end))).toBeUndefined()
})

it('writes requests that are whole', () => {
  expect(writeRequest('GET', '/a', { client: 258, authorization: 'Token x' })).toBe(
    'GET /a HTTP/1.1\r\nhost: localhost\r\nuser-agent: gatehouse-bench\r\naccept: application/json\r\n' +
      'cf-connecting-ip: 10.0.1.2\r\nauthorization: Token x\r\n\r\n',
  )
  expect(writeRequest('POST', '/b', { json: { a: 'ö' } })).toMatch(/content-length: 10\r\n\r\n\{"a":"ö"\}$/)
  expect(writeRequest('POST', '/b')).toMatch(/content-length: 0\r\n\r\n$/)
})

it('asks again and again, and tells of every answer', async () => {
  const origin = await serve([OK])
  let done = 0
  const script = { next: () => writeRequest('GET', '/'), expect: 200, done: () => void done++ }
  const round = await runLoad({ ...load(origin), scripts: [script, script] })
  expect(round.latencies.length).toBeGreaterThan(2)
  expect(round.latencies).toHaveLength(done)
  expect(round).toMatchObject({ refused: 0 })
})

it('counts who is turned away, and comes back when it is told to', async () => {
  const origin = await serve(['HTTP/1.1 503 Busy\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n', OK])
  const round = await runLoad({
    ...load(origin),
    scripts: [{ next: () => writeRequest('GET', '/'), expect: 200 }],
  })
  expect(round.refused).toBe(1)
  expect(round.latencies.length).toBeGreaterThan(0)
})

it('ends when nothing is left to ask', async () => {
  const left = [writeRequest('GET', '/'), writeRequest('GET', '/')]
  const round = await runLoad({
    ...load(await serve([OK]), 60),
    scripts: [{ next: () => left.pop(), expect: 200 }],
  })
  expect(round.latencies).toHaveLength(2)
})

it('opens another connection for one that was closed, and lets nobody pay for not knowing', async () => {
  const wrong = 'HTTP/1.1 400 No\r\ncontent-length: 2\r\n\r\nno'
  const origin = await serve(['', wrong, OK])
  const changes = passwordChanges((old, next) => writeRequest('POST', `/${old}/${next}`), 200)
  const asked: (string | undefined)[] = []
  const next = () => asked[asked.push(changes.next()) - 1]
  const round = await runLoad({ ...load(origin), scripts: [{ ...changes, next }] })
  expect(round.refused).toBe(1)
  const [first, again, other] = asked
  expect(again).toBe(first)
  expect(other).not.toBe(first)
  expect(round.latencies.length).toBeGreaterThan(0)
})

it('takes no wrong answer for a fast one', async () => {
  const origin = await serve(['HTTP/1.1 401 No\r\ncontent-length: 2\r\n\r\nno'])
  const script = { next: () => writeRequest('GET', '/me'), expect: 200 }
  await expect(runLoad({ ...load(origin), scripts: [script] })).rejects.toThrow(
    'GET /me HTTP/1.1 was answered 401 no',
  )
})

it('tells that the other side went away', async () => {
  const connection = await openConnection(await serve(['']))
  await expect(connection.ask(writeRequest('GET', '/'))).rejects.toThrow('closed the connection')
})
