import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export type Answer = { status: number; head: string; body: string }

type Waiting = { resolve: (answer: Answer) => void; reject: (error: Error) => void }

/** The other side closed the connection, and did not answer. */
export class Closed extends Error {
  override name = 'Closed'
  override message = 'the Worker closed the connection'
}

const END_OF_HEAD = '\r\n\r\n'

/**
 * One HTTP/1.1 connection that stays open and has one request under way at a time. Far leaner than `fetch`, so that it
 * is the Worker that is measured. Throws Closed when the other side goes away.
 */
export async function openConnection(origin: URL) {
  const socket = connect({ host: origin.hostname, port: Number(origin.port), noDelay: true })
  await once(socket, 'connect')
  return listen(socket)
}

export type Connection = Awaited<ReturnType<typeof openConnection>>

function listen(socket: Socket) {
  let heard = ''
  let waiting: Waiting | undefined

  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    heard = heard === '' ? chunk : heard + chunk
    const answer = readAnswer(heard)
    if (!answer) return
    const { resolve } = waiting as Waiting
    heard = ''
    waiting = undefined
    resolve(answer)
  })
  let isClosed = false
  // What went wrong is followed by the end of the connection.
  socket.on('error', () => {})
  socket.on('close', () => {
    isClosed = true
    waiting?.reject(new Closed())
  })

  return {
    ask: (request: string): Promise<Answer> =>
      new Promise((resolve, reject) => {
        if (isClosed) return reject(new Closed())
        waiting = { resolve, reject }
        socket.write(request, 'latin1')
      }),
    close: () => socket.destroy(),
  }
}

/** Undefined while some of it is still to come. */
export function readAnswer(heard: string): Answer | undefined {
  const end = heard.indexOf(END_OF_HEAD)
  if (end === -1) return undefined
  const head = heard.slice(0, end)
  const status = Number(head.slice(9, 12))
  const rest = heard.slice(end + END_OF_HEAD.length)
  if (status === 204 || status === 304) return { status, head, body: '' }

  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? []
  if (length !== undefined) return rest.length < Number(length) ? undefined : { status, head, body: rest }
  return readChunks(status, head, rest)
}

function readChunks(status: number, head: string, rest: string): Answer | undefined {
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) throw new Error('an answer without a length')
  if (!rest.endsWith('0\r\n\r\n')) return undefined
  let body = ''
  for (let at = 0; ; ) {
    const line = rest.indexOf('\r\n', at)
    if (line === -1) return undefined
    const size = Number.parseInt(rest.slice(at, line), 16)
    if (size === 0) return { status, head, body }
    body += rest.slice(line + 2, line + 2 + size)
    at = line + 2 + size + 2
  }
}
