import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type * as miniflare from 'miniflare'
import { onTestFinished } from 'vitest'

/*
 * Bindings with `remote: true`, as wrangler opens them: miniflare sends what D1 and R2 are asked over HTTP to a Worker at
 * Cloudflare, which asks the real ones (wrangler's ProxyServerWorker). Here a server of this machine is that Worker.
 */

type Query = { sql: string; params?: unknown[] }
/** `before`: the connection breaks before anything is done. `after`: the answer is lost. Otherwise the answer itself. */
type Fault = 'before' | 'after' | { status: number; text: string }
/** What happens to a request. `queries` is undefined for pictures. */
type Weather = (queries: Query[] | undefined) => Fault | undefined

/** D1's limits of a statement (Cloudflare's "Limits"). */
const MOST_PARAMETERS = 100
const LONGEST_STATEMENT = 100_000
const LONGEST_VALUE = 2_000_000

const beyondLimits = ({ sql, params = [] }: Query): string[] => [
  ...(params.length > MOST_PARAMETERS ? [`${params.length} parameters`] : []),
  ...(Buffer.byteLength(sql) > LONGEST_STATEMENT ? [`a statement of ${Buffer.byteLength(sql)} bytes`] : []),
  ...params
    .map((value) => Buffer.byteLength(String(value)))
    .filter((bytes) => bytes > LONGEST_VALUE)
    .map((bytes) => `a value of ${bytes} bytes`),
]

const toStatement = (db: D1Database, { sql, params = [] }: Query) => db.prepare(sql).bind(...params)

/** What D1 answers. One statement may have two columns of one name. */
const ask = async (db: D1Database, queries: Query[]): Promise<unknown> => {
  const [only] = queries
  if (queries.length === 1 && only && /^\s*select/i.test(only.sql)) {
    const [columns, ...rows] = await toStatement(db, only).raw({ columnNames: true })
    return [{ success: true, results: { columns, rows }, meta: { changes: 0 } }]
  }
  const all = await db.batch<Record<string, unknown>>(queries.map((query) => toStatement(db, query)))
  return all.map(({ results, ...rest }) => ({
    ...rest,
    results: { columns: Object.keys(results[0] ?? {}), rows: results.map((row) => Object.values(row)) },
  }))
}

/** R2's put: the metadata, and behind it the object. */
const put = async (bucket: R2Bucket, size: number, body: Buffer): Promise<string> => {
  const { object } = JSON.parse(body.subarray(0, size).toString()) as { object: string }
  const stored = await bucket.put(object, body.subarray(size))
  if (!stored) throw new Error('not stored')
  return JSON.stringify({
    ...{ name: stored.key, version: stored.version, etag: stored.etag, size: stored.size },
    ...{ uploaded: stored.uploaded.getTime(), httpFields: {}, customFields: [], checksums: {} },
  })
}

/** The status of an answer, its text, and its headers. */
type Done = [status: number, text: string, headers: Record<string, string>]

const failed = ({ message }: Error): Done => [
  500,
  JSON.stringify({ success: false, error: message.replace('D1_ERROR: ', '') }),
  {},
]

/** The bindings DB and PICTURES, reached over HTTP. `weather` may be changed at any time. */
export const farAway = async (local: Pick<Env, 'DB' | 'PICTURES'>) => {
  const seen = { weather: (() => undefined) as Weather, trips: 0, beyond: [] as string[] }

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const isPicture = request.headers['mf-binding'] === 'PICTURES'
    const body = await buffer(request)
    const queries = isPicture ? undefined : ([JSON.parse(body.toString())].flat() as Query[])
    seen.trips++
    seen.beyond.push(...(queries ?? []).flatMap(beyondLimits))
    const fault = seen.weather(queries)
    if (fault === 'before') return request.socket.destroy()
    if (typeof fault === 'object') return response.writeHead(fault.status).end(fault.text)
    const [status, done, headers] = queries
      ? await ask(local.DB, queries).then((results): Done => [200, JSON.stringify(results), {}], failed)
      : await put(local.PICTURES, Number(request.headers['mf-header-cf-r2-metadata-size']), body).then(
          (result): Done => [200, result, { 'cf-r2-metadata-size': String(result.length) }],
        )
    if (fault === 'after') return request.socket.destroy()
    return response.writeHead(status, headers).end(done)
  }

  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const remoteProxyConnectionString = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const fromWrangler = createRequire(createRequire(import.meta.url).resolve('wrangler/package.json'))
  const { Miniflare, convertV4MiniflareOptions } = fromWrangler('miniflare') as typeof miniflare
  const near = new Miniflare(
    convertV4MiniflareOptions({
      ...{ script: '', modules: true, cf: false, compatibilityDate: '2026-09-18' },
      d1Databases: { DB: { id: 'far', remoteProxyConnectionString } },
      r2Buckets: { PICTURES: { id: 'far', remoteProxyConnectionString } },
    } as unknown as miniflare.V4MiniflareOptions),
  )
  onTestFinished(async () => {
    await near.dispose()
    server.closeAllConnections()
    server.close()
  })
  const { DB, PICTURES } = await near.getBindings<Pick<Env, 'DB' | 'PICTURES'>>()
  return { bindings: { DB, PICTURES }, seen }
}
