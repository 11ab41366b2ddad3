import { join } from 'node:path'
import type { Figures, Round } from './load/figures.ts'
import { figuresOf } from './load/figures.ts'
import { runLoad } from './load/run-load.ts'
import type { Condition, Operation } from './operations.ts'
import type { Candidate, Peer } from './peers/peer.ts'
import type { Secrets } from './world/secrets.ts'
import type { Bundle } from './world/workerd.ts'

/** One thing to be measured of everybody who has it. */
export type Cell = { condition: Condition; operation: Operation; connections: number }

export type Measured = Cell & { peer: string; figures: Figures }

export type Opened = { candidate: Candidate; peer: Peer }

type Measurement = {
  candidates: Candidate[]
  condition: Condition
  bundles: Map<string, Bundle>
  folder: string
  template: string
  secrets: Secrets
  accounts: (candidate: Candidate) => number
  stop: AbortSignal
}

const MOST_CLIENTS = 64
/** What is thrown away at the start of each round, in seconds; longer before the first, for a cold Worker. */
const WARM_UP = { first: 1, later: 0.25, clients: 4 }
/** More logouts in a second than anybody has managed; a round that runs out of sessions ends early. */
const MOST_PER_SECOND = 4000

/** One after the other, so that each knows its process. Who is open already has to be stopped even when another fails. */
export async function openAll(
  { candidates, condition, bundles, folder, template, secrets, accounts, stop }: Measurement,
  opened: Opened[],
) {
  for (const candidate of candidates) {
    if (stop.aborted) break
    const peer = await candidate.open({
      bundle: bundles.get(candidate.worker) as Bundle,
      condition,
      folder: join(folder, condition, candidate.name),
      template,
      secrets,
      clients: MOST_CLIENTS,
      accounts: accounts(candidate),
      stop,
    })
    opened.push({ candidate, peer })
  }
}

/** Everybody in turn, and that several times over, so that whatever changes on the machine meets all of them. */
export async function measureCell(
  cell: Cell,
  opened: Opened[],
  { seconds, rounds, stop }: { seconds: number; rounds: number; stop: AbortSignal },
): Promise<Measured[]> {
  const able = opened.filter(({ candidate }) => candidate.operations.includes(cell.operation))
  const results = new Map<Opened, Round[]>(able.map((each) => [each, []]))
  for (let round = 0; round < rounds; round++) {
    for (const each of able) {
      if (stop.aborted) return []
      const warm = { ...cell, connections: Math.min(cell.connections, WARM_UP.clients) }
      await measureRound(warm, each, round === 0 ? WARM_UP.first : WARM_UP.later, stop)
      results.get(each)?.push(await measureRound(cell, each, seconds / rounds, stop))
    }
  }
  return able.map((each) => ({
    ...cell,
    peer: each.candidate.name,
    figures: figuresOf(results.get(each) ?? []),
  }))
}

async function measureRound(cell: Cell, { candidate, peer }: Opened, seconds: number, stop: AbortSignal) {
  const { operation, connections } = cell
  const { origin, pid } = peer.workerd
  try {
    const scripts = await peer.scripts(operation, connections, Math.ceil(seconds * MOST_PER_SECOND))
    return await runLoad({ origin, pid, scripts, seconds, stop })
  } catch (cause) {
    throw new Error(`${candidate.title}, ${operation}, connections: ${connections}`, { cause })
  }
}

/** Reads of one client while four others sign in without pause. */
export async function measureReadsAmongLogins(
  opened: Opened[],
  { seconds, rounds, stop }: { seconds: number; rounds: number; stop: AbortSignal },
) {
  const results = new Map<string, Round[]>()
  for (let round = 0; round < rounds; round++) {
    for (const { candidate, peer } of opened) {
      if (stop.aborted) return []
      const { origin, pid } = peer.workerd
      const logins = await peer.scripts('login', 5, 0)
      const [, , , , read] = await peer.scripts('read', 5, 0)
      const load = { origin, pid, seconds: seconds / rounds, stop }
      const [reads] = await Promise.all([
        runLoad({ ...load, scripts: read ? [read] : [] }),
        runLoad({ ...load, scripts: logins.slice(0, 4) }),
      ])
      results.set(candidate.name, [...(results.get(candidate.name) ?? []), reads])
    }
  }
  return [...results].map(([peer, all]) => ({ peer, figures: figuresOf(all) }))
}
