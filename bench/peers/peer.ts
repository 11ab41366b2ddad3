import type { Script } from '../load/run-load.ts'
import type { Condition, Operation } from '../operations.ts'
import type { Secrets } from '../world/secrets.ts'
import type { Bundle, Workerd } from '../world/workerd.ts'

/** What a peer is opened with: a folder of its own, and how many clients there will be at most. */
export type Circumstances = {
  bundle: Bundle
  condition: Condition
  folder: string
  /** Gatehouse's database with its tables and nothing in them. */
  template: string
  secrets: Secrets
  clients: number
  accounts: number
  stop: AbortSignal
}

/** A Worker that runs and is ready for any number of clients, up to the number that it was opened for. */
export type Peer = {
  workerd: Workerd
  /** One script for each client, with enough for so many requests where each of them uses something up. */
  scripts: (operation: Operation, clients: number, requests: number) => Promise<Script[]>
}

/** What can be measured of a peer, before it is opened. */
export type Candidate = {
  name: string
  title: string
  /** The file in `bench/workers`, or `worker` for Gatehouse itself. */
  worker: string
  operations: Operation[]
  open: (circumstances: Circumstances) => Promise<Peer>
}

export const PASSWORDS = ['Vq7-mountain-Kestrel', 'Rt5-harbour-Cormorant'] as const

/** The same again for a client that was here before: what is made for it goes on. */
export function oncePerClient<Made>(make: (client: number) => Made): (client: number) => Made {
  const made = new Map<number, Made>()
  return (client) => {
    const known = made.get(client) ?? make(client)
    made.set(client, known)
    return known
  }
}

/** A client that uses up a token with each request, as long as there are any. */
export const usingUp = (tokens: string[], write: (token: string) => string) => () => {
  const token = tokens.pop()
  return token && write(token)
}

/** A client that changes its password again and again, for as long as the Worker runs. */
export function passwordChanges(write: (old: string, next: string) => string, expect: number): Script {
  let [old, next]: [string, string] = [...PASSWORDS]
  let isUnsure = false
  const turn = () => {
    ;[old, next] = [next, old]
    isUnsure = false
  }
  return {
    expect,
    next: () => write(old, next),
    done: turn,
    lost: () => {
      isUnsure = true
    },
    excuses: () => {
      const was = isUnsure
      if (was) turn()
      return was
    },
  }
}

/** Writes many rows in few round trips: D1 takes a hundred parameters, and a parameter any number of rows. */
export async function insertRows(d1: D1Database, table: string, rows: Record<string, unknown>[]) {
  const [first] = rows
  if (!first) return
  const columns = Object.keys(first)
  const names = columns.map((column) => `"${column}"`).join(', ')
  const values = columns.map((column) => `json_extract(value, '$.${column}')`).join(', ')
  const insert = d1.prepare(`INSERT INTO "${table}" (${names}) SELECT ${values} FROM json_each(?)`)
  for (let at = 0; at < rows.length; at += 2000)
    await insert.bind(JSON.stringify(rows.slice(at, at + 2000))).run()
}
