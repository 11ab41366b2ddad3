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

/** Of each table the names of its columns, and the statement that reads all of them. */
type Reading = { columns: Record<string, string[]>; statement: string }

/** D1 takes as many arguments of a function. */
const MOST_ARGUMENTS = 32

const arrayOf = (columns: string[]): string => {
  const parts = Array.from({ length: Math.ceil(columns.length / MOST_ARGUMENTS) }, (_, at) =>
    columns.slice(at * MOST_ARGUMENTS, (at + 1) * MOST_ARGUMENTS).map((name) => `"${name}"`),
  )
  return `json_array(${parts.map((names) => `json_array(${names})`)})`
}

async function describeTables(): Promise<Reading> {
  const { results } = await env.DB.prepare(
    `select tables.name, json_group_array(columns.name) as columns from sqlite_master as tables, pragma_table_info(tables.name) as columns where tables.type = 'table' and tables.name <> 'attempts' and tables.name not like 'kept\\_%' escape '\\' and tables.name not like 'sqlite%' and tables.name not like '\\_cf%' escape '\\' group by tables.name order by tables.name`,
  ).all<{ name: string; columns: string }>()
  const columns = Object.fromEntries(
    results.map(({ name, columns }) => [name, JSON.parse(columns) as string[]]),
  )
  const reads = Object.entries(columns).map(
    ([name, names]) =>
      `(select json_group_array(${arrayOf(names)}) from (select * from "${name}" order by 1)) as "${name}"`,
  )
  return { columns, statement: `select ${reads}` }
}

/** The tables are the same in every file. */
let reading: Promise<Reading> | undefined

/** In one statement: hundreds of tests compare all of it before and after, and one for each table takes five times as long. */
async function everyTable(): Promise<Record<string, Row[]>> {
  reading ??= describeTables()
  const { columns, statement } = await reading
  const tables = (await env.DB.prepare(statement).first<Record<string, string>>()) ?? {}
  return Object.fromEntries(
    Object.entries(columns).map(([name, names]) => {
      const rows = (JSON.parse(tables[name] ?? '[]') as unknown[][][]).map((row) => {
        const values = row.flat()
        return Object.fromEntries(names.map((each, at) => [each, values[at]]))
      })
      return [name, rows.filter(({ kind }) => !/^(sign_in_failed$|refused_)/.test(String(kind)))]
    }),
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
