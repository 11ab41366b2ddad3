import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Measured } from '../measure.ts'
import type { Aim, Among } from './aims.ts'
import { drawChart } from './chart.ts'
import { findFigures, short } from './figures-of.ts'
import { describeMachine } from './machine.ts'
import { type Title, tableOfAims, tableOfFigures, tableOfRatios, tableOfReadsAmongLogins } from './tables.ts'

type Run = {
  measured: Measured[]
  among: Among
  aims: Aim[]
  seconds: number
  rounds: number
  title: Title
  date: Date
}

const home = join(import.meta.dirname, '..')

/** Writes RESULTS.md and results.svg, and gives their names. */
export function writeResults(run: Run): string[] {
  writeFileSync(join(home, 'RESULTS.md'), pageOf(run))
  writeFileSync(join(home, 'results.svg'), drawChart(run.measured, 16, run.title))
  return ['bench/RESULTS.md', 'bench/results.svg']
}

const details = (summary: string, text: string) =>
  `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`

/** A read's CPU without what the local D1, which is in the same process, takes of it. */
function withoutD1(measured: Measured[]): string {
  const cpu = (peer: string) => findFigures(measured, { peer, operation: 'read', connections: 16 })?.cpu
  const [ours, far, near] = [cpu('gatehouse'), cpu('hono-d1'), cpu('hono')]
  if (ours === undefined || far === undefined || near === undefined) return ''
  return `One read of the local D1 takes ${short(far - near)} ms of CPU in the same process (Hono with it, less Hono without), which on Cloudflare is not the Worker's: without it an authenticated read is ${short(ours - (far - near))} ms.`
}

function pageOf({ measured, among, aims, seconds, rounds, title, date }: Run): string {
  const { machine, versions, commit } = describeMachine()
  const places = [
    ...new Map(measured.map((each) => [`${each.condition} ${each.connections}`, each])).values(),
  ]
  const heads = {
    plain: (connections: number) => `${connections} ${connections === 1 ? 'connection' : 'connections'}`,
    slow: (connections: number) => `10 ms more for each D1 round trip, connections: ${connections}`,
    hashless: (connections: number) => `PBKDF2 taken out, connections: ${connections}`,
  }
  const floor = findFigures(measured, { peer: 'hono', operation: 'read', connections: 16 })
  return `# Results

Written by \`npm run bench\` on ${date.toISOString().slice(0, 10)}, commit ${commit}.

- ${machine}
- ${versions}
- ${seconds} s for each figure, in ${rounds} rounds: everybody in turn, then everybody again. Compare figures of one run only.

## Aims

${tableOfAims(aims)}

${withoutD1(measured)}

## Ratios, 16 connections

${tableOfRatios(measured, 16, title)}

![Requests per second by operation and peer](results.svg)

## One client reads while four sign in without pause

${tableOfReadsAmongLogins(among, title)}

## How it is measured

- Bundles of \`wrangler deploy --dry-run\` on bare workerd, a process for each peer, asked at a socket of the Worker's own: no proxy of \`wrangler dev\` or miniflare is in the way. D1, KV and R2 are miniflare's, in the same process.
- CPU is the user and system time of that process, divided by answers; the local D1 is in it. The client is another process, on the same cores: it reaches ${short(floor?.rate)} requests a second of a bare Hono, and so is not what limits the others.
- A closed loop: each connection stays open and asks again when it has its answer. Each client has an account, a session and an address of its own, of 1,000 accounts. An answer with another status than the right one ends the run.
- *Turned away* is 429 or 503 with a time to come again, which the client keeps to (Gatehouse lets one hash run and nineteen wait in an isolate), or a connection that workerd closed unanswered, as it does where hashes have kept it from listening for five seconds.
- Gatehouse is as shipped, but limits let one machine ask at will, emails go to a stub, no mail asks to verify an address, and the request log is off, as its peers have none (a read with it is in the tables).
- Better Auth is as its documents set it up on D1: \`database: env.DB\`, one instance an isolate, plugins \`bearer\` and \`jwt\` (ES256), rate limit, telemetry, log and verification mail off, no session cookie cache, so that a read sees a session that has ended. In the place of its scrypt it has the very hash of Gatehouse: PBKDF2, six links of 100,000. Registration opens no session, at either. *Joins* is \`advanced.database.joins\`. *Refresh* is a new JWT for a session (\`/api/auth/token\`), *verify* is \`verifyJWT\` behind a Hono route. Its APIs take no JWT.
- *PBKDF2 taken out*: \`deriveBits\` answers at once; what is left is the work beside the hash.

## All figures

${places.map(({ condition, connections }) => details(heads[condition](connections), tableOfFigures(measured, { condition, connections }, title))).join('\n\n')}
`
}
