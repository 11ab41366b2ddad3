import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { choosePort } from '../../../src/cli/commands/start/choose-port.ts'

const taken = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const printed = () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  onTestFinished(() => log.mockRestore())
  return () => log.mock.calls.flat().join('\n')
}

it('is the usual one while that is free, and nothing is said', async () => {
  const text = printed()
  const usual = await freePort()
  expect([await choosePort(undefined, usual), text()]).toEqual([usual, ''])
})

it('is the next one that is free, and says so', async () => {
  const text = printed()
  const usual = await taken()
  const port = await choosePort(undefined, usual)
  expect(port).toBeGreaterThan(usual)
  expect(text()).toContain(`Port ${usual} is in use, so this server listens on ${port}`)
})

it('is the one that was asked for', async () => {
  const port = await freePort()
  expect(await choosePort(port)).toBe(port)
})

it('is refused when it was asked for and is in use', async () => {
  const port = await taken()
  await expect(choosePort(port)).rejects.toMatchObject({
    name: 'Refused',
    message: `Port ${port} is in use. Choose another one, or leave out --port: npm start then takes one that is free`,
  })
})
