import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Measured } from '../measure.ts'
import { type Distance, titleOf } from '../operations.ts'
import { findFigures, short, writeTable } from './figures-of.ts'
import { describeMachine } from './machine.ts'

/** Where the Worker runs: where the client is, or beside D1, as Smart Placement would have it. */
export const PLACES = ['near the client', 'beside D1'] as const

type Place = (typeof PLACES)[number]

/** How a Worker at a place is named in the table, if client and D1 are so many milliseconds apart. */
export const nameOfPlace = (rtt: number, place: Place) => `${rtt} ms, ${place}`

/** Beside D1 the way from the client is longer, once a request; near the client each round trip to storage is. */
export const distanceOf = (rtt: number, place: Place): Distance =>
  place === 'beside D1' ? { d1: 0, kv: 0, client: rtt } : { d1: rtt, kv: rtt, client: 0 }

/** The p50 of each operation in milliseconds, by distance and place. */
export function tableOfDistance(measured: Measured[], distances: number[], connections: number): string {
  const operations = [...new Set(measured.map(({ operation }) => operation))]
  const peers = distances.flatMap((rtt) => PLACES.map((place) => nameOfPlace(rtt, place)))
  const rows = operations.map((operation) => [
    titleOf[operation],
    ...peers.map((peer) => short(findFigures(measured, { peer, operation, connections })?.p50)),
  ])
  return writeTable(['p50 in ms', ...peers], rows)
}

/** Writes DISTANCE.md if it is to, and gives the table. */
export function writeDistance(
  measured: Measured[],
  distances: number[],
  connections: number,
  writes: boolean,
) {
  const table = tableOfDistance(measured, distances, connections)
  if (!writes) return { table, written: undefined }
  const { machine, versions, commit } = describeMachine()
  writeFileSync(
    join(import.meta.dirname, '../DISTANCE.md'),
    `# Far away

Written by \`npm run bench -- --rtt …\` on ${new Date().toISOString().slice(0, 10)}, commit ${commit}.

- ${machine}
- ${versions}
- A client and D1 that are so many milliseconds apart, there and back. Near the client, each round trip to D1 and each to KV takes so much longer; beside D1, as Smart Placement has it, each request does.
- Nothing is said of caches: KV keeps what was read in each place for a minute, so a verify near the client is faster than here.

${table}
`,
  )
  return { table, written: 'bench/DISTANCE.md' }
}
