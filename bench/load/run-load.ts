import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, type Connection, openConnection } from './connection.ts'
import type { Round } from './figures.ts'
import { cpuOf } from './process-cpu.ts'

/**
 * What one client sends, again and again, and the status that it has to be answered with. Undefined: nothing is left.
 * `done` hears of every answer that was as it should be.
 */
export type Script = { next: () => string | undefined; expect: number; done?: () => void }

type Load = { origin: URL; pid: number; scripts: Script[]; seconds: number; stop: AbortSignal }

/** 429 and 503 with a time to come again: the Worker sheds load rather than let everybody wait. */
const SHEDS = new Set([429, 503])

/** A closed loop: every client asks as soon as it has its answer. Throws when an answer is not the one that it should be. */
export async function runLoad({ origin, pid, scripts, seconds, stop }: Load): Promise<Round> {
  const connections = await Promise.all(scripts.map(() => openConnection(origin)))
  const round: Round = { latencies: [], refused: 0, seconds: 0, cpu: 0 }
  const cpuBefore = cpuOf(pid)
  const from = performance.now()
  const until = from + seconds * 1000
  const isOver = () => performance.now() >= until || stop.aborted
  try {
    const clients = connections.map((connection, at) =>
      keepAsking(connection, scripts[at] as Script, round, isOver),
    )
    await Promise.all(clients)
    round.seconds = (performance.now() - from) / 1000
    round.cpu = cpuOf(pid) - cpuBefore
    return round
  } finally {
    for (const connection of connections) connection.close()
  }
}

async function keepAsking(
  connection: Connection,
  { next, expect, done }: Script,
  round: Round,
  isOver: () => boolean,
) {
  while (!isOver()) {
    const request = next()
    if (request === undefined) return
    const from = performance.now()
    const answer = await connection.ask(request)
    const took = performance.now() - from
    if (answer.status === expect) {
      round.latencies.push(took)
      done?.()
    } else if (SHEDS.has(answer.status)) {
      round.refused++
      await pause(retryAfterOf(answer) * 1000)
    } else throw new Error(`${request.split('\r\n', 1)[0]} was answered ${answer.status} ${answer.body}`)
  }
}

/** In seconds. Several clients that were sent away together do not come back together. */
const retryAfterOf = ({ head }: Answer) =>
  Number(/\r\nretry-after: *(\d+)/i.exec(head)?.[1] ?? 1) * (0.5 + Math.random() / 2)
