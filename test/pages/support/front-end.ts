import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll } from 'vitest'

/** `html` is its page, at every path, and `script` what that may take from `/sign-in.js`. */
type FrontEnd = { html: () => string; script?: () => string }

/** A front end on another origin, while the tests of a file run. Returns the requests that it had. */
export function serveFrontEnd(origin: string, { html, script = () => '' }: FrontEnd) {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    const isScript = request.url === '/sign-in.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
    response.end(isScript ? script() : html())
  })
  beforeAll(async () => {
    server.listen(Number(new URL(origin).port))
    await once(server, 'listening')
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  return requests
}
