import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { portProblem } from '../../../src/cli/commands/start/port-problem.ts'

const listen = async (host: string) => {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { server, port: (server.address() as AddressInfo).port }
}

it.each(['127.0.0.1', '0.0.0.0'])('sees that a port is in use on %s', async (host) => {
  const { port } = await listen(host)
  expect(await portProblem(port)).toBe(`Port ${port} is in use`)
})

it('finds nothing wrong with a free port, and leaves it free', async () => {
  const { server, port } = await listen('127.0.0.1')
  server.close()
  await once(server, 'close')
  expect(await portProblem(port)).toBeUndefined()
  expect(await portProblem(port)).toBeUndefined()
})
