import { env } from 'cloudflare:workers'

type Row = Record<string, unknown>

/** The rows of one of our tables, in a fixed order. */
export async function rowsOf(
  table:
    | 'accounts'
    | 'sessions'
    | 'tickets'
    | 'used_once'
    | 'outbox'
    | 'events'
    | 'known_places'
    | 'webhooks'
    | 'hash_times'
    | 'webhook_messages'
    | 'bulk_jobs',
): Promise<Row[]> {
  const { results } = await env.DB.prepare(`select * from ${table} order by 1`).all<Row>()
  return results
}

/**
 * All that is stored: what a test compares when nothing may have changed. That a try or a request was refused is counted and
 * noted, of course.
 */
export async function everything() {
  const [tables, kept, stored] = await Promise.all([everyTable(), revoked(), pictures()])
  return { tables, revoked: kept, pictures: stored }
}

/** In two round trips: hundreds of tests compare all of it before and after. */
async function everyTable(): Promise<Record<string, Row[]>> {
  const { results: tables } = await env.DB.prepare(
    `select name from sqlite_master where type = 'table' and name <> 'attempts' and name not like 'kept\\_%' escape '\\' and name not like 'sqlite%' and name not like '\\_cf%' escape '\\' order by name`,
  ).all<{ name: string }>()
  const reads = tables.map(({ name }) => env.DB.prepare(`select * from "${name}" order by 1`))
  const answers = await env.DB.batch<Row>(reads)
  return Object.fromEntries(
    tables.map(({ name }, at) => [
      name,
      (answers[at]?.results ?? []).filter(({ kind }) => !/^(sign_in_failed$|refused_)/.test(String(kind))),
    ]),
  )
}

/** What is counted of tries, in a fixed order. */
export const tries = async () =>
  (await env.DB.prepare('select * from attempts order by key').all<Row>()).results

/** All that is stored, as one text to search for secrets. */
export const everythingAsText = async () => JSON.stringify(await everything())

/** The addresses of the pictures in R2. */
export const pictureAddresses = async () => Object.keys(await pictures())

async function revoked() {
  const { keys } = await env.REVOKED.list()
  const entries = keys.map(async ({ name }) => [name, await env.REVOKED.get(name)] as const)
  return Object.fromEntries(await Promise.all(entries))
}

async function pictures() {
  const { objects } = await env.PICTURES.list()
  const entries = objects.map(async ({ key }) => {
    const object = await env.PICTURES.get(key)
    const bytes = new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer())
    return [key, new TextDecoder('latin1').decode(bytes)] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}
