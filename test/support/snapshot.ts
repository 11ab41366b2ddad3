import { env } from 'cloudflare:workers'
import { everything } from './rows.ts'

type Row = Record<string, unknown>

/** Parents first: `accounts` stands before whatever refers to it. */
const TABLES = [
  'accounts',
  'sessions',
  'tickets',
  'outbox',
  'asked_letters',
  'events',
  'discarded_pictures',
] as const

export type Tables = Record<(typeof TABLES)[number], Row[]>

/** The rows of all tables that hold people, in one round trip. */
export async function tablesNow(): Promise<Tables> {
  const results = await env.DB.batch<Row>(
    TABLES.map((name) => env.DB.prepare(`select * from ${name} order by 1`)),
  )
  return Object.fromEntries(TABLES.map((name, at) => [name, results[at]?.results ?? []])) as Tables
}

/** All that is stored now, to be brought back as often as wanted. */
export async function takeSnapshot() {
  const tables = await tablesNow()
  const { revoked, pictures } = await everything()
  const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

  async function restoreTables(): Promise<void> {
    const deletions = TABLES.toReversed().map((name) => env.DB.prepare(`delete from ${name}`))
    const insertions = TABLES.flatMap((name) =>
      tables[name].map((row) => {
        const values = Object.values(row)
        return env.DB.prepare(`insert into ${name} values (${values.map(() => '?')})`).bind(...values)
      }),
    )
    await env.DB.batch([...deletions, ...insertions])
  }

  async function restoreObjects(): Promise<void> {
    for (const { name } of (await env.REVOKED.list()).keys)
      if (!(name in revoked)) await env.REVOKED.delete(name)
    const there = (await env.PICTURES.list()).objects.map(({ key }) => key)
    await env.PICTURES.delete(there.filter((key) => !(key in pictures)))
    for (const [key, text] of Object.entries(pictures))
      if (!there.includes(key)) await env.PICTURES.put(key, bytesOf(text))
  }

  return { tables, restoreTables, restoreObjects }
}
