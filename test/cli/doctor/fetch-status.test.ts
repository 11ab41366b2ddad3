import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { fetchStatus } from '../../../src/cli/commands/doctor/fetch-status.ts'

/** A port that nobody listens at any more. */
const closedPort = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const serve = async (listener: RequestListener) => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server, 'listening')
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

it('hands on what was answered, whatever the status', async () => {
  const host = await serve((_, answer) => answer.writeHead(503).end('{"status":"not ready"}'))
  expect(await fetchStatus(`http://${host}/readyz`)).toEqual({
    kind: 'response',
    status: 503,
    body: { status: 'not ready' },
  })
})

it('has no body where there is no JSON', async () => {
  const host = await serve((_, answer) => answer.end('<h1>It works!</h1>'))
  expect(await fetchStatus(`http://${host}/`)).toEqual({ kind: 'response', status: 200, body: undefined })
})

it('follows nobody elsewhere', async () => {
  const host = await serve((_, answer) =>
    answer.writeHead(301, { location: 'https://elsewhere.example/' }).end(),
  )
  expect(await fetchStatus(`http://${host}/`)).toEqual({
    kind: 'redirect',
    to: 'https://elsewhere.example/',
  })
})

it('waits no longer than it is to', async () => {
  const host = await serve(() => {})
  expect(await fetchStatus(`http://${host}/`, 30)).toEqual({
    kind: 'error',
    why: 'it did not respond within 10 seconds',
  })
})

it('says that nothing listens, that the connection was closed, and that there is no TLS', async () => {
  const host = await serve(({ socket }) => socket.destroy())
  expect(await fetchStatus(`http://${host}/`)).toEqual({ kind: 'error', why: 'the connection was closed' })
  expect(await fetchStatus(`https://${host}/`)).toEqual({
    kind: 'error',
    why: 'the TLS handshake failed',
  })
  expect(await fetchStatus(`http://127.0.0.1:${await closedPort()}/`)).toEqual({
    kind: 'error',
    why: 'nothing listens there',
  })
})

it('says that there is no such host', async () => {
  expect(await fetchStatus('https://gatehouse.invalid/')).toEqual({
    kind: 'error',
    why: 'there is no such host, or this machine is offline',
  })
})
