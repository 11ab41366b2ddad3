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

/** An API with one API, which answers as it is told to. */
const apiThat = (answer: RequestListener) =>
  serve((request, response) => {
    if (!request.url?.startsWith('/docs/')) return answer(request, response)
    const responses = { 200: {}, 400: {} }
    const content = {
      'application/json': { schema: { type: 'object', properties: { a: { type: 'string' } } } },
    }
    const paths = { '/items/': { post: { responses, requestBody: { content } } } }
    response.end(JSON.stringify({ paths: request.url.includes('users') ? paths : {} }))
  })

const say =
  (status: number, text = '{}', type = 'application/json'): RequestListener =>
  (request, response) => {
    request.resume()
    response.writeHead(status, { 'content-type': type }).end(text)
  }

async function fuzz(origin: string) {
  const lines: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(line))
  vi.spyOn(console, 'error').mockImplementation((line) => void lines.push(line))
  const code = await fuzzServer({ origin, requests: 60, seed: 1, atOnce: 4 })
  return { code, text: lines.join('\n') }
}

it('ends with 0 when every answer is as the document says, and tells how many there were', async () => {
  const { code, text } = await fuzz(await apiThat(say(400)))
  expect(code).toBe(0)
  expect(text).toContain('60 requests, no bad response')
})

it.each([
  ['a fault', say(500), 'status 500'],
  ['a status that is not declared', say(409), 'undeclared status 409'],
  ['what is no JSON', say(200, '<html>', 'text/html'), 'no JSON: text/html'],
  ['JSON of another type', say(200, '{}', 'text/plain'), 'no JSON: text/plain'],
  ['a connection that breaks', ((request) => request.socket.destroy()) as RequestListener, 'socket hang up'],
])('ends with 1 and a command to repeat it for %s', async (_, answer, what) => {
  const { code, text } = await fuzz(await apiThat(answer))
  expect(code).toBe(1)
  expect(text).toContain(`POST /items/: ${what}`)
  expect(text).toMatch(/--seed 1 --only \d+\n {2}.*curl -i .*http:\/\/127\.0\.0\.1:\d+/)
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
