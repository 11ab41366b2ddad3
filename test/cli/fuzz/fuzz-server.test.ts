import { execFile } from 'node:child_process'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { afterEach, expect, it, vi } from 'vitest'
import { Refused } from '../../../src/cli/refused.ts'
import { curlOf } from '../../../src/cli/tools/fuzz/curl.ts'
import { fuzzServer } from '../../../src/cli/tools/fuzz/fuzz-server.ts'
import type { Wire } from '../../../src/cli/tools/fuzz/write-request.ts'

const servers: Server[] = []

afterEach(() => {
  vi.restoreAllMocks()
  for (const server of servers.splice(0)) server.close()
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  servers.push(server)
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const STRING = { type: 'string' }
const bodyOf = (properties: object, required: string[] = []) => ({
  'application/json': { schema: { type: 'object', properties, required } },
})

/** An API with one operation, which answers as it is told to. */
const apiThat = (answer: RequestListener) =>
  serve((request, response) => {
    if (!request.url?.startsWith('/docs/')) return answer(request, response)
    const responses = { 200: { content: bodyOf({ id: STRING }, ['id']) }, 400: { content: bodyOf({}) } }
    const content = bodyOf({ a: STRING, b: STRING, more: { type: 'object', properties: { c: STRING } } })
    const paths = { '/items/': { post: { responses, requestBody: { content } } } }
    response.end(JSON.stringify({ paths: request.url.includes('users') ? paths : {} }))
  })

const say =
  (status: number, text = '{}', type = 'application/json'): RequestListener =>
  (request, response) => {
    request.resume()
    response.writeHead(status, { 'content-type': type, 'x-content-type-options': 'nosniff' }).end(text)
  }

/** Answers with a fault when it has read a body that is as told. */
const faultWhen =
  (isBad: (body: string) => boolean): RequestListener =>
  async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    say(isBad(`${Buffer.concat(chunks)}`) ? 500 : 400)(request, response)
  }

async function fuzz(origin: string, more: object = {}) {
  const lines: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(line))
  vi.spyOn(console, 'error').mockImplementation((line) => void lines.push(line))
  const code = await fuzzServer({ origin, requests: 60, seed: 1, atOnce: 4, ...more })
  return { code, text: lines.join('\n') }
}

it('ends with 0 when every answer is as the document says, and tells how many there were', async () => {
  const { code, text } = await fuzz(await apiThat(say(400)))
  expect(code).toBe(0)
  expect(text).toContain('60 requests, no bad response')
})

it.each([
  ['a fault', say(500), 'status 500'],
  [
    'a body that is not declared',
    say(200, '{"id":1}'),
    'undeclared body of 200: id Invalid input: expected string',
  ],
  ['a field that is missing', say(200), 'undeclared body of 200: id Invalid input: expected string'],
  ['the password', say(400, '{"a":"Vq7-mountain-Kestrel"}'), 'the password in the response'],
  ['a stack', say(400, '{"a":"at handle (worker.js:1)"}'), 'the inside of the program in the response'],
  ['no Retry-After', say(429), '429 without Retry-After'],
  ['a status that is not declared', say(409), 'undeclared status 409'],
  ['what is no JSON', say(200, '<html>', 'text/html'), 'no JSON: text/html'],
  ['JSON of another type', say(200, '{}', 'text/plain'), 'no JSON: text/plain'],
  ['a connection that breaks', ((request) => request.socket.destroy()) as RequestListener, 'socket hang up'],
])('ends with 1 and a command to repeat it for %s', async (_, answer, what) => {
  const { code, text } = await fuzz(await apiThat(answer))
  expect(code).toBe(1)
  expect(text).toContain(`POST /items/: ${what}`)
  expect(text).toMatch(
    /--seed 1 --operation 'POST \/items\/' --only [\d:]+\n {2}.*curl -i .*http:\/\/127\.0\.0\.1:\d+/,
  )
})

it('asks a server again that is busy', async () => {
  let asked = 0
  const busy: RequestListener = (request, response) => {
    if (asked++ > 0) return say(400)(request, response)
    request.resume()
    response.writeHead(503, { 'retry-after': '1' }).end()
  }
  const { code } = await fuzz(await apiThat(busy), { requests: 3 })
  expect({ code, asked }).toEqual({ code: 0, asked: 4 })
})

it('shrinks a request to what is at fault, which can be sent again alone', async () => {
  const origin = await apiThat(faultWhen((body) => /"c":\d/.test(body)))
  const { code, text } = await fuzz(origin, { requests: 300 })
  expect(code).toBe(1)
  const [, path, body] = /--only (\S+)\n .*--data-raw '(.*)'/.exec(text) ?? []
  expect(body).toMatch(/^\{"more":\{"c":\d+\}\}$/)

  const again = await fuzz(origin, { operation: 'POST /items/', only: path })
  expect(again.code).toBe(1)
  expect(again.text).toContain(`--data-raw '${body}'\n500 application/json {}\n`)
})

it('finds more than one fault of an operation, and shrinks each', async () => {
  const origin = await apiThat((request, response) =>
    say(request.headers['content-encoding'] ? 500 : request.headers.origin ? 409 : 400)(request, response),
  )
  const { text } = await fuzz(origin, { requests: 300 })
  expect(text).toMatch(/status 500, \d+ times.*\n {2}curl (?!.*-H 'origin).*-H 'content-encoding/)
  expect(text).toMatch(/undeclared status 409, \d+ times.*\n {2}curl (?!.*-H 'content-encoding).*-H 'origin/)
})

it('refuses an operation that is not there', async () => {
  await expect(fuzz(await apiThat(say(400)), { operation: 'GET /' })).rejects.toThrow(Refused)
})

it('refuses an address where no API is', async () => {
  const origin = await serve(say(404))
  await expect(fuzz(origin)).rejects.toThrow(Refused)
})

it.each<[string, Wire]>([
  ['text', wire({ body: Buffer.from(`{"a":"it's $HOME \\\\ \`id\` %s @x"}`) })],
  ['bytes', wire({ body: Buffer.from([0, 1, 39, 255, 10]) })],
  ['much', wire({ body: Buffer.alloc(500_000, 'xy') })],
  ['chunks', wire({ body: Buffer.from('{}'), chunked: true })],
  ['nothing', wire({ method: 'GET', body: undefined, path: '/a/%00//../b?x[]=1' })],
  ['a header with quotes', wire({ headers: { 'x-a': `'"\\ é` } })],
])('the command sends the same request again: %s', async (_, sent) => {
  const seen = Promise.withResolvers<{ request: IncomingMessage; body: Buffer }>()
  const origin = await serve(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    response.end()
    seen.resolve({ request, body: Buffer.concat(chunks) })
  })
  await promisify(execFile)('sh', ['-c', curlOf(origin, sent)])
  const { request, body } = await seen.promise
  expect([request.method, request.url]).toEqual([sent.method, sent.path])
  expect(body.equals(sent.body ?? Buffer.alloc(0))).toBe(true)
  expect(request.headers['transfer-encoding']).toBe(sent.chunked ? 'chunked' : undefined)
  expect(Buffer.from(String(request.headers['x-a']), 'latin1').toString()).toBe(
    sent.headers['x-a'] ?? 'undefined',
  )
})

function wire(own: Partial<Wire>): Wire {
  return { method: 'POST', path: '/items/', headers: {}, body: Buffer.from('{}'), chunked: false, ...own }
}
