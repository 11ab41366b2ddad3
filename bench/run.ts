import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { complain, note, showProgress } from '../src/cli/terminal.ts'
import type { BenchRequest } from './arguments.ts'
import { FEWEST_ACCOUNTS } from './arguments.ts'
import {
  type Cell,
  type Measured,
  measureCell,
  measureReadsAmongLogins,
  type Opened,
  openAll,
} from './measure.ts'
import { type Condition, type Operation, titleOf } from './operations.ts'
import { CANDIDATES } from './peers/candidates.ts'
import { openGatehouse } from './peers/gatehouse.ts'
import type { Candidate } from './peers/peer.ts'
import { openProgress } from './progress.ts'
import { type Among, judgeAims } from './report/aims.ts'
import { distanceOf, nameOfPlace, PLACES, writeDistance } from './report/distance.ts'
import { writeGrowth } from './report/growth.ts'
import { writeResults } from './report/results.ts'
import { tableOfAims, tableOfRatios } from './report/tables.ts'
import { makeBundle, migrate } from './world/bundles.ts'
import { installPeers } from './world/install-peers.ts'
import { makeSecrets, type Secrets } from './world/secrets.ts'
import type { Bundle } from './world/workerd.ts'

type Dependencies = {
  folder: string
  template: string
  secrets: Secrets
  bundles: Map<string, Bundle>
  stop: AbortSignal
  pace: { seconds: number; rounds: number; stop: AbortSignal }
}

const titles = new Map(CANDIDATES.map(({ name, title }) => [name, title]))
const title = (peer: string) => titles.get(peer) ?? peer

/** Measures what was asked for, tells it, and leaves no process and no folder behind. */
export async function runBench(request: BenchRequest, stop: AbortSignal): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'))
  const tidy = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  // miniflare ends the process itself when it is interrupted, and waits for nobody.
  process.once('exit', tidy)
  const { seconds, rounds } = request
  const world: Dependencies = {
    folder,
    template: join(folder, 'template'),
    secrets: makeSecrets(),
    bundles: new Map(),
    stop,
    pace: { seconds, rounds, stop },
  }
  try {
    if (request.accounts) return await compareSizes(request, request.accounts, world)
    if (request.distances) return await comparePlaces(request, request.distances, world)
    return await comparePeers(request, world)
  } catch (error) {
    // Ctrl-C reaches every process of the terminal, and so anyone who is being asked.
    if (stop.aborted) return 130
    throw error
  } finally {
    tidy()
  }
}

async function comparePeers(request: BenchRequest, world: Dependencies): Promise<number> {
  const { stop } = world
  let candidates = CANDIDATES.filter(({ name }) => request.peers.includes(name))
  if (candidates.some(({ worker }) => worker === 'better-auth')) {
    const problem = await installPeers(stop)
    if (problem) complain(`${problem}\nGoing on without it.`)
    if (problem) candidates = candidates.filter(({ worker }) => worker !== 'better-auth')
  }
  await prepare(candidates, world)

  const measured: Measured[] = []
  let among: Among = []
  for (const [condition, cells] of plan(request)) {
    if (stop.aborted) break
    const able = candidates.filter(({ operations }) =>
      cells.some((cell) => operations.includes(cell.operation)),
    )
    await within({ candidates: able, condition }, world, async (opened) => {
      measured.push(...(await measureAll(cells, opened, world)))
      if (condition !== 'plain' || !request.operations.includes('login')) return
      const signIn = opened.filter(({ candidate }) => candidate.operations.includes('logout'))
      among = await measureReadsAmongLogins(signIn, world.pace)
    })
  }
  if (stop.aborted) return 130

  const aims = judgeAims(measured, among)
  const [connections = 16] = request.connections.includes(16) ? [16] : request.connections
  console.log(
    `\n${tableOfRatios(measured, connections, title)}\n\n${tableOfAims(aims.filter(({ isMet }) => isMet !== undefined))}\n`,
  )
  if (!request.writes) return 0
  const { seconds, rounds } = request
  const written = writeResults({ measured, among, aims, seconds, rounds, title, date: new Date() })
  note(`Wrote ${written.join(' and ')}`)
  return 0
}

/** What is measured under which conditions; a quick run keeps to what the aims ask for. */
function plan({
  operations,
  connections,
  isQuick,
}: BenchRequest): [[Condition, Cell[]], ...[Condition, Cell[]][]] {
  const cells = (condition: Condition, some: Operation[], counts: number[]): [Condition, Cell[]] => [
    condition,
    some.flatMap((operation) => counts.map((count) => ({ condition, operation, connections: count }))),
  ]
  const ofAims = operations.filter((operation) => ['read', 'logout', 'password'].includes(operation))
  const hashing = operations.filter((operation) => ['registration', 'login', 'password'].includes(operation))
  return [
    cells('plain', operations, connections),
    cells('slow', isQuick ? ofAims : operations, [1]),
    cells('hashless', hashing, [16]),
  ]
}

async function prepare(candidates: Candidate[], { bundles, folder, template, stop }: Dependencies) {
  const hideProgress = showProgress('Bundling')
  const workers = [...new Set(candidates.map(({ worker }) => worker))]
  const bundle = async (worker: string) => bundles.set(worker, await makeBundle(worker, folder, stop))
  await Promise.all([migrate(template, stop), ...workers.map(bundle)]).finally(hideProgress)
}

type Opening = {
  candidates: Candidate[]
  condition: Condition
  accounts?: (candidate: Candidate) => number
}

/** Opens everybody, and stops them whatever happens. */
async function within(
  { candidates, condition, accounts }: Opening,
  { stop, ...world }: Dependencies,
  work: (opened: Opened[]) => Promise<void>,
) {
  const opened: Opened[] = []
  // A large one shows its own progress.
  const hideProgress = accounts ? () => {} : showProgress('Opening everybody')
  try {
    await openAll(
      { ...world, candidates, condition, accounts: accounts ?? (() => FEWEST_ACCOUNTS), stop },
      opened,
    )
    hideProgress()
    if (!stop.aborted) await work(opened)
  } finally {
    hideProgress()
    for (const { peer } of opened) await peer.workerd.stop()
  }
}

async function measureAll(
  cells: Cell[],
  opened: Opened[],
  { pace, stop }: Dependencies,
): Promise<Measured[]> {
  const progress = openProgress(cells.length)
  const measured: Measured[] = []
  for (const [at, cell] of cells.entries()) {
    if (stop.aborted) break
    progress.draw(at, `${cell.condition}: ${titleOf[cell.operation]}, connections: ${cell.connections}`)
    measured.push(...(await measureCell(cell, opened, pace)))
  }
  progress.end()
  return measured
}

const gatehouse = () => CANDIDATES.find(({ name }) => name === 'gatehouse') as Candidate

/** Gatehouse and Gatehouse, the one with many more accounts. */
async function compareSizes(
  request: BenchRequest,
  sizes: [number, number],
  world: Dependencies,
): Promise<number> {
  const names = sizes.map((size) => `${size.toLocaleString('en')} accounts`) as [string, string]
  const candidates = names.map((name) => ({ ...gatehouse(), name, open: openGatehouse({ spread: true }) }))
  const sizeOf = ({ name }: Candidate) => sizes[names.indexOf(name)] ?? FEWEST_ACCOUNTS
  await prepare(candidates, world)
  const [first] = plan(request)
  const [connections = 16] = request.connections.includes(16) ? [16] : request.connections
  const cells = first[1].filter((cell) => cell.connections === connections)
  let measured: Measured[] = []
  await within({ candidates, condition: 'plain', accounts: sizeOf }, world, async (opened) => {
    measured = await measureAll(cells, opened, world)
  })
  if (world.stop.aborted) return 130
  const { table, written } = writeGrowth(measured, names, connections, request.writes)
  console.log(`\n${table}\n`)
  if (written) note(`Wrote ${written}`)
  return 0
}

/** One client at a time: what is asked is how long it waits, and not how many can. */
const ONE_CLIENT = 1

/** Gatehouse near its clients, and beside its storage. */
async function comparePlaces(
  request: BenchRequest,
  distances: number[],
  world: Dependencies,
): Promise<number> {
  const candidates = distances.flatMap((rtt) =>
    PLACES.map((place) => ({
      ...gatehouse(),
      name: nameOfPlace(rtt, place),
      open: openGatehouse({ distance: distanceOf(rtt, place) }),
    })),
  )
  await prepare(candidates, world)
  const cells = request.operations.map(
    (operation): Cell => ({ condition: 'plain', operation, connections: ONE_CLIENT }),
  )
  let measured: Measured[] = []
  await within({ candidates, condition: 'plain' }, world, async (opened) => {
    measured = await measureAll(cells, opened, world)
  })
  if (world.stop.aborted) return 130
  const { table, written } = writeDistance(measured, distances, ONE_CLIENT, request.writes)
  console.log(`\n${table}\n`)
  if (written) note(`Wrote ${written}`)
  return 0
}
