import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import type * as miniflare from 'miniflare'

/*
 * A local database over one request for each round trip. miniflare's own bindings ask workerd for every `prepare`, for
 * every `bind` and for the name of every method before it, and stop this process until each is answered: a batch of ten
 * statements is thirty requests, and workerd keeps an object of each.
 */

type Way = 'first' | 'all' | 'run' | 'raw' | 'batch' | 'exec'

/** A statement as it is sent. Values are what D1 takes of JSON: nothing here stores bytes. */
type Sent = { sql: string; values: unknown[] }

/** What the Worker is asked. `option`: the column of `first`, or the options of `raw`. */
type Question = { binding: string; way: Way; statements: Sent[]; option?: unknown }

type Answer = { result?: unknown; error?: { message: string; cause?: string } }

/** Anybody on this machine can reach the port that workerd listens at. */
export const SECRET = 'SECRET_OF_THIS_PROCESS'

/** It runs in workerd, with its D1: errors and results are those that a Worker gets. */
const WORKER = `
const ask = async (db, { way, statements, option }) => {
  if (way === 'exec') return db.exec(statements[0].sql)
  const prepared = statements.map(({ sql, values }) => db.prepare(sql).bind(...values))
  return way === 'batch' ? db.batch(prepared) : prepared[0][way](...(option === undefined ? [] : [option]))
}
const worker = {
  async fetch(request, env) {
    if (request.headers.get('authorization') !== env.${SECRET}) return new Response(null, { status: 403 })
    try {
      const question = await request.json()
      return Response.json({ result: await ask(env[question.binding], question) })
    } catch ({ message, cause }) {
      return Response.json({ error: { message, cause: cause?.message } })
    }
  },
}
export { worker as default }`

/** Options of miniflare for the Worker that answers, and its secret. */
export const localD1Worker = () => {
  const secret = randomBytes(32).toString('hex')
  return { secret, options: { script: WORKER, modules: true as const, bindings: { [SECRET]: secret } } }
}

const errorOf = ({ message, cause }: NonNullable<Answer['error']>): Error =>
  new Error(message, cause === undefined ? undefined : { cause: new Error(cause) })

/** As D1 does: JSON would send null. */
const refuseUndefined = (values: unknown[]): void => {
  if (!values.includes(undefined)) return
  const cause = "Type 'undefined' not supported for value 'undefined'"
  throw errorOf({ message: `D1_TYPE_ERROR: ${cause}`, cause })
}

/** An error of a connection, with its code in the message (ports/unavailable.ts). */
const connectionError = ({ code = '', message }: NodeJS.ErrnoException): Error =>
  new Error(
    code === 'ECONNREFUSED' ? 'The local database was ended. Type it again' : `${code} ${message}`.trim(),
  )

/**
 * Sends a body, and returns that of the answer. Over a connection of its own: workerd closes those that wait, and a
 * program that reads files for seconds would not notice before it sends the next request on one.
 */
const post = (url: string, authorization: string, body: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(connectionError(error))
    request(url, { method: 'POST', agent: false, headers: { authorization } }, (answer) => {
      text(answer).then(resolve, fail)
    })
      .on('error', fail)
      .end(body)
  })

/** The database of a binding, through the Worker of `localD1Worker`. */
export const openLocalD1 = (
  local: Pick<miniflare.Miniflare, 'ready'>,
  secret: string,
  binding: string,
): D1Database => {
  const sent = new WeakMap<object, Sent>()

  const ask = async (question: Omit<Question, 'binding'>): Promise<unknown> => {
    const body = JSON.stringify({ binding, ...question } satisfies Question)
    const { result, error } = JSON.parse(await post((await local.ready).href, secret, body)) as Answer
    if (error) throw errorOf(error)
    return result
  }

  const statementOf = (each: Sent): D1PreparedStatement => {
    const by = (way: Way) => (option?: unknown) => ask({ way, statements: [each], option })
    const statement = {
      bind: (...values: unknown[]) => {
        refuseUndefined(values)
        return statementOf({ ...each, values })
      },
      ...{ first: by('first'), all: by('all'), run: by('run'), raw: by('raw') },
    } as D1PreparedStatement
    sent.set(statement, each)
    return statement
  }

  const sentOf = (statement: D1PreparedStatement): Sent => {
    const each = sent.get(statement)
    if (!each) throw new Error('A statement of another database')
    return each
  }

  return {
    prepare: (sql: string) => statementOf({ sql, values: [] }),
    batch: (statements: D1PreparedStatement[]) => ask({ way: 'batch', statements: statements.map(sentOf) }),
    exec: (sql: string) => ask({ way: 'exec', statements: [{ sql, values: [] }] }),
  } as unknown as D1Database
}
