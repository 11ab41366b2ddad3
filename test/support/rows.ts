import { env } from 'cloudflare:workers'

type Row = Record<string, unknown>

/** The rows of one of our tables, in a fixed order. */
export async function rowsOf(
  table: 'accounts' | 'sessions' | 'tickets' | 'outbox' | 'events' | 'known_places',
): Promise<Row[]> {
  const { results } = await env.DB.prepare(`select * from ${table} order by 1`).all<Row>()
  return results
}

/**
 * All that is stored: what a test compares when nothing may have changed. That a try was refused is counted and noted, of
 * course.
 */
export async function everything() {
  const { results } = await env.DB.prepare(
    `select name from sqlite_master where type = 'table' and name not like 'sqlite%' and name not like '\\_cf%' escape '\\' order by name`,
  ).all<{ name: string }>()
  const tables: Record<string, Row[]> = {}
  for (const { name } of results.filter((table) => table.name !== 'attempts')) {
    const rows = (await env.DB.prepare(`select * from "${name}" order by 1`).all<Row>()).results
    tables[name] = rows.filter(({ kind }) => kind !== 'sign_in_failed')
  }
  return { tables, revoked: await revoked(), pictures: await pictures() }
}

/** What is counted of tries, in a fixed order. */
export const tries = async () =>
  (await env.DB.prepare('select * from attempts order by key').all<Row>()).results

/** All that is stored, as one text to search for secrets. */
export const everythingAsText = async () => JSON.stringify(await everything())

/** The addresses of the pictures in R2. */
export const pictureAddresses = async () => Object.keys(await pictures())

async function revoked() {
  const entries: Record<string, string | null> = {}
  for (const { name } of (await env.REVOKED.list()).keys) entries[name] = await env.REVOKED.get(name)
  return entries
}

async function pictures() {
  const objects: Record<string, string> = {}
  for (const { key } of (await env.PICTURES.list()).objects) {
    const object = await env.PICTURES.get(key)
    const bytes = new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer())
    objects[key] = new TextDecoder('latin1').decode(bytes)
  }
  return objects
}
