import { Agent, request } from 'node:http'
import { request as requestSecurely, Agent as SecureAgent } from 'node:https'
import type { Wire } from './write-request.ts'

/** What came back. `json`: the body, undefined when it is none. `failure`: why nothing came. */
export type Answer = {
  status: number
  type: string
  size: number
  json: unknown
  retryAfter: string | undefined
  failure: string | undefined
}

const HANGS_AFTER_MS = 10_000

const NOTHING: Answer = {
  status: 0,
  type: '',
  size: 0,
  json: undefined,
  retryAfter: undefined,
  failure: undefined,
}

const agents = {
  plain: new Agent({ keepAlive: true }),
  secure: new SecureAgent({ keepAlive: true }),
}

/** Sends a request as it is written, without a client's own idea of what is proper. */
export const send = (origin: string, wire: Wire): Promise<Answer> =>
  new Promise((resolve) => {
    const { protocol, hostname, port } = new URL(origin)
    const isSecure = protocol === 'https:'
    const { body, chunked, method, path } = wire
    const framing: Record<string, string> = chunked
      ? { 'transfer-encoding': 'chunked' }
      : { 'content-length': String(body?.length ?? 0) }
    const fail = (failure: string) => resolve({ ...NOTHING, failure })
    const outgoing = (isSecure ? requestSecurely : request)(
      {
        hostname,
        port,
        method,
        path,
        headers: { ...wire.headers, ...(body && framing) },
        agent: isSecure ? agents.secure : agents.plain,
        signal: AbortSignal.timeout(HANGS_AFTER_MS),
      },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk) => chunks.push(chunk))
        incoming.on('error', (error) => fail(error.message))
        incoming.on('end', () => {
          const text = Buffer.concat(chunks)
          resolve({
            status: incoming.statusCode ?? 0,
            type: incoming.headers['content-type'] ?? '',
            size: text.length,
            json: parse(text),
            retryAfter: incoming.headers['retry-after'],
            failure: undefined,
          })
        })
      },
    )
    outgoing.on('error', (error) =>
      fail(error.name === 'AbortError' || error.name === 'TimeoutError' ? 'hang' : error.message),
    )
    if (body && chunked)
      for (let at = 0; at < body.length; at += 16_384) outgoing.write(body.subarray(at, at + 16_384))
    outgoing.end(body && !chunked ? body : undefined)
  })

const parse = (text: Buffer): unknown => {
  try {
    return JSON.parse(text.toString())
  } catch {
    return undefined
  }
}
