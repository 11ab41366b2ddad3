import http from 'node:http'
import https from 'node:https'
import type { Wire } from './write-request.ts'

/** What came back. `json`: the body, undefined when it is none. `failure`: why nothing came. */
export type Answer = {
  status: number
  headers: http.IncomingHttpHeaders
  text: string
  json: unknown
  failure: string | undefined
}

const HANGS_AFTER_MS = 10_000
const NOTHING: Answer = { status: 0, headers: {}, text: '', json: undefined, failure: undefined }

const clients = {
  'http:': { request: http.request, agent: new http.Agent({ keepAlive: true }) },
  'https:': { request: https.request, agent: new https.Agent({ keepAlive: true }) },
}

/** Sends a request as it is written, without a client's own idea of what is proper. */
export const send = (origin: string, wire: Wire): Promise<Answer> =>
  new Promise((resolve) => {
    const { protocol, hostname, port } = new URL(origin)
    const { request, agent } = clients[protocol as keyof typeof clients]
    const { body, chunked, method, path } = wire
    const framing: Record<string, string> = chunked
      ? { 'transfer-encoding': 'chunked' }
      : { 'content-length': String(body?.length ?? 0) }
    const fail = ({ name, message }: Error) =>
      resolve({ ...NOTHING, failure: /^(Abort|Timeout)Error$/.test(name) ? 'hang' : message })
    const headers = { ...wire.headers, ...(body && framing) }
    const signal = AbortSignal.timeout(HANGS_AFTER_MS)
    const outgoing = request({ hostname, port, method, path, headers, agent, signal }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk) => chunks.push(chunk))
      incoming.on('error', fail)
      incoming.on('end', () => {
        const { statusCode: status = 0, headers } = incoming
        const text = Buffer.concat(chunks).toString()
        resolve({ status, headers, text, json: parse(text), failure: undefined })
      })
    })
    // A server may close a connection that was kept open just when a request is sent: that is no fault.
    outgoing.on('error', (error: NodeJS.ErrnoException) =>
      outgoing.reusedSocket && error.code === 'ECONNRESET' ? resolve(send(origin, wire)) : fail(error),
    )
    if (body && chunked)
      for (let at = 0; at < body.length; at += 16_384) outgoing.write(body.subarray(at, at + 16_384))
    outgoing.end(body && !chunked ? body : undefined)
  })

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
