import { env } from 'cloudflare:workers'
import { forgetRevocations } from '../../src/ports/revoked.ts'
import { everything } from './rows.ts'

type Row = Record<string, unknown>

/** The rows of some tables, in one round trip. */
export async function rowsNow<Name extends string>(...names: Name[]): Promise<Record<Name, Row[]>> {
  const reads = names.map((name) => env.DB.prepare(`select * from ${name} order by 1`))
  const results = await env.DB.batch<Row>(reads)
  return Object.fromEntries(names.map((name, at) => [name, results[at]?.results])) as Record<Name, Row[]>
}

/** All that is stored now, to be brought back as often as wanted. */
export async function takeSnapshot() {
  const { tables, revoked, pictures } = await everything()
  // What others refer to comes first.
  const { d1_migrations: _, accounts = [], webhooks = [], ...others } = tables
  const ours = Object.keys({ accounts, webhooks, ...others })
  // The rows stay in D1: to bind each of them again takes several times as long.
  await env.DB.batch(
    ours.flatMap((name) =>
      [`drop table if exists kept_${name}`, `create table kept_${name} as select * from ${name}`].map(
        (each) => env.DB.prepare(each),
      ),
    ),
  )
  const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

  async function restoreTables(): Promise<void> {
    const deletions = ours.toReversed().map((name) => env.DB.prepare(`delete from ${name}`))
    const insertions = ours.map((name) => env.DB.prepare(`insert into ${name} select * from kept_${name}`))
    await env.DB.batch([...deletions, ...insertions])
    forgetRevocations(env.REVOKED)
  }

  async function restoreObjects(): Promise<void> {
    for (const { name } of (await env.REVOKED.list()).keys)
      if (!(name in revoked)) await env.REVOKED.delete(name)
    const there = (await env.PICTURES.list()).objects.map(({ key }) => key)
    await env.PICTURES.delete(there.filter((key) => !(key in pictures)))
    for (const [key, text] of Object.entries(pictures))
      if (!there.includes(key)) await env.PICTURES.put(key, bytesOf(text))
  }

  return { restoreTables, restoreObjects }
}
