import { connect } from 'node:net'
import { readAnswer } from '../load/connection.ts'

export type Sent = { method: string; path: string; headers?: Record<string, string>; body?: Uint8Array }

const ADDRESS = '10.9.8.7'

/** Sends one request over a connection of its own: the status, or 0 where the other side went away instead of answering. */
export function send(origin: URL, { method, path, headers = {}, body }: Sent): Promise<number> {
  const own = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const lines = [`${method} ${path} HTTP/1.1`, 'host: localhost', `cf-connecting-ip: ${ADDRESS}`, ...own]
  const length = body ? [`content-length: ${body.length}`] : []
  const head = [...lines, ...length, '', ''].join('\r\n')
  return new Promise((resolve) => {
    let heard = ''
    let status = 0
    const socket = connect({ host: origin.hostname, port: Number(origin.port), noDelay: true }, () => {
      socket.write(head, 'latin1')
      if (body) socket.write(body)
    })
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      heard += text
      status = readAnswer(heard)?.status ?? 0
      if (status !== 0) socket.destroy()
    })
    // Who is refused before the whole body is there may find the connection closed.
    socket.on('error', () => {})
    socket.on('close', () => resolve(status))
  })
}
