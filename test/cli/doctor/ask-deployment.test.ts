import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { askDeployment } from '../../../src/cli/doctor/ask-deployment.ts'

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
  expect(await askDeployment(`http://${host}/readyz`)).toEqual({
    kind: 'answer',
    status: 503,
    body: { status: 'not ready' },
  })
})

it('has no body where there is no JSON', async () => {
  const host = await serve((_, answer) => answer.end('<h1>It works!</h1>'))
  expect(await askDeployment(`http://${host}/`)).toEqual({ kind: 'answer', status: 200, body: undefined })
})

it('follows nobody elsewhere', async () => {
  const host = await serve((_, answer) =>
    answer.writeHead(301, { location: 'https://elsewhere.example/' }).end(),
  )
  expect(await askDeployment(`http://${host}/`)).toEqual({
    kind: 'redirect',
    to: 'https://elsewhere.example/',
  })
})

it('waits no longer than it is to', async () => {
  const host = await serve(() => {})
  expect(await askDeployment(`http://${host}/`, 30)).toEqual({
    kind: 'silence',
    why: 'it did not answer within 10 seconds',
  })
})

it('says that nothing listens, that the connection broke off, and that there is no TLS', async () => {
  const host = await serve(({ socket }) => socket.destroy())
  expect(await askDeployment(`http://${host}/`)).toEqual({ kind: 'silence', why: 'the connection broke off' })
  expect(await askDeployment(`https://${host}/`)).toEqual({
    kind: 'silence',
    why: 'it does not speak TLS as it should',
  })
  expect(await askDeployment(`http://127.0.0.1:${await closedPort()}/`)).toEqual({
    kind: 'silence',
    why: 'nothing listens there',
  })
})

it('says that there is no such host', async () => {
  expect(await askDeployment('https://gatehouse.invalid/')).toEqual({
    kind: 'silence',
    why: 'there is no such host, or no network here',
  })
})
