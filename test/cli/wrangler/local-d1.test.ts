import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type * as miniflare from 'miniflare'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localD1Worker, openLocalD1 } from '../../../src/cli/wrangler/local-d1.ts'

const fromWrangler = createRequire(createRequire(import.meta.url).resolve('wrangler/package.json'))
const { Miniflare, convertV4MiniflareOptions } = fromWrangler('miniflare') as typeof miniflare

const { secret, options } = localD1Worker()
const local = new Miniflare(convertV4MiniflareOptions({ ...options, cf: false, d1Databases: { DB: 'DB' } }))
const ours = openLocalD1(local, secret, 'DB')
let theirs: D1Database

beforeAll(async () => {
  theirs = await local.getD1Database('DB')
  await ours.exec(
    "create table notes (id integer primary key, text text unique); insert into notes values (1, 'kept')",
  )
}, 60_000)
afterAll(() => local.dispose())

/** What a question comes to, without how long it took. */
const outcome = async (db: D1Database, ask: (db: D1Database) => Promise<unknown>) => {
  try {
    const text = JSON.stringify(await ask(db))
    return JSON.parse(text, (name, value) => (/duration/.test(name) ? undefined : value)) as unknown
  } catch (error) {
    const { message, cause } = error as Error
    return { message, cause: (cause as Error | undefined)?.message }
  }
}

const NOTES = 'select id, text, text as text from notes where id >= ?'

describe('a local database answers as that of miniflare', () => {
  it.each<[string, (db: D1Database) => Promise<unknown>]>([
    ['all', (db) => db.prepare(NOTES).bind(1).all()],
    ['raw', (db) => db.prepare(NOTES).bind(1).raw()],
    ['raw with names', (db) => db.prepare(NOTES).bind(1).raw({ columnNames: true })],
    ['first', (db) => db.prepare(NOTES).bind(1).first()],
    ['a column of the first', (db) => db.prepare(NOTES).bind(1).first('text')],
    ['first of none', (db) => db.prepare(NOTES).bind(9).first()],
    ['values of every kind', (db) => db.prepare('select ?, ?, ?, ?').bind(null, 1.5, 'é\u0000"', true).raw()],
    ['a write', (db) => db.prepare("update notes set text = 'kept' where id = ?").bind(1).run()],
    ['a batch', (db) => db.batch([db.prepare(NOTES).bind(1), db.prepare('select 1')])],
    ['no such table', (db) => db.prepare('select 1 from nothing').all()],
    ['a unique index', (db) => db.prepare("insert into notes values (2, 'kept')").run()],
    ['too few values', (db) => db.prepare(NOTES).all()],
    ['undefined', async (db) => db.prepare(NOTES).bind(undefined).all()],
    ['an object', async (db) => db.prepare(NOTES).bind({}).all()],
  ])('%s', async (_, ask) => {
    expect(await outcome(ours, ask)).toEqual(await outcome(theirs, ask))
  })
})

/** Counts the connections of this process. */
const countingConnections = async (work: () => Promise<void>): Promise<number> => {
  let count = 0
  const note = () => void count++
  subscribe('net.client.socket', note)
  await work().finally(() => unsubscribe('net.client.socket', note))
  return count
}

it('runs all of a batch or nothing, in one request', async () => {
  const add = ours.prepare('insert into notes values (?, ?)')
  const asked = await countingConnections(async () => {
    const refused = ours.batch([add.bind(7, 'new'), add.bind(8, 'kept')])
    await expect(refused).rejects.toThrow('UNIQUE constraint failed: notes.text')
  })
  expect(asked).toBe(1)
  expect(await ours.prepare('select id from notes').raw()).toEqual([[1]])
})

it('takes no statement of another database', async () => {
  await expect(async () => ours.batch([theirs.prepare('select 1')])).rejects.toThrow('of another database')
})

it('answers nobody else on this machine', async () => {
  const body = JSON.stringify({ binding: 'DB', way: 'all', statements: [{ sql: NOTES, values: [1] }] })
  const url = await local.ready
  for (const headers of [{}, { authorization: '' }, { authorization: 'undefined' }]) {
    const answer = await fetch(url, { method: 'POST', body, headers })
    expect([answer.status, await answer.text()]).toEqual([403, ''])
  }
})

/** A server that answers every statement with 1, and closes its connections when it is told to. */
const openServer = async () => {
  const server = createServer((_, answer) => answer.end('{"result":1}')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const ready = Promise.resolve(new URL(`http://127.0.0.1:${port}/`))
  return { server, statement: openLocalD1({ ready }, secret, 'DB').prepare('select 1') }
}

it('is asked again after it has closed its connections, unheard', async () => {
  const { server, statement } = await openServer()
  expect(await statement.first()).toBe(1)
  // As while this process reads files: nothing hears of it before the next statement is sent.
  server.closeAllConnections()
  expect(await statement.first()).toBe(1)
  server.close()
})

it('says that it was ended', async () => {
  const { server, statement } = await openServer()
  server.close()
  await once(server, 'close')
  await expect(statement.first()).rejects.toThrow('The local database was ended. Type it again')
})
