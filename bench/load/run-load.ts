import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, Closed, type Connection, openConnection } from './connection.ts'
import type { Round } from './figures.ts'
import { cpuOf } from './process-cpu.ts'

/**
 * What one client sends, again and again, and the status that it has to be answered with. Undefined: nothing is left.
 * `done` hears of every answer that was as it should be, `lost` of one that never came; whether it was for that reason,
 * `excuses` says of the next one that is wrong.
 */
export type Script = {
  next: () => string | undefined
  expect: number
  done?: () => void
  lost?: () => void
  excuses?: () => boolean
}

type Load = { origin: URL; pid: number; scripts: Script[]; seconds: number; stop: AbortSignal }

/** 429 and 503 with a time to come again: the Worker sheds load rather than let everybody wait. */
const SHEDS = new Set([429, 503])

/** A closed loop: every client asks as soon as it has its answer. Throws when an answer is not the one that it should be. */
export async function runLoad({ origin, pid, scripts, seconds, stop }: Load): Promise<Round> {
  const clients = await Promise.all(
    scripts.map(async (script) => ({ script, connection: await openConnection(origin) })),
  )
  const round: Round = { latencies: [], refused: 0, seconds: 0, cpu: 0 }
  const cpuBefore = cpuOf(pid)
  const from = performance.now()
  const until = from + seconds * 1000
  const isOver = () => performance.now() >= until || stop.aborted
  try {
    await Promise.all(clients.map((client) => keepAsking(client, origin, round, isOver)))
    round.seconds = (performance.now() - from) / 1000
    round.cpu = cpuOf(pid) - cpuBefore
    return round
  } finally {
    for (const { connection } of clients) connection.close()
  }
}

type Client = { script: Script; connection: Connection }

async function keepAsking(client: Client, origin: URL, round: Round, isOver: () => boolean) {
  const { script } = client
  while (!isOver()) {
    const request = script.next()
    if (request === undefined) return
    const from = performance.now()
    const answer = await client.connection.ask(request).catch(noAnswer)
    const took = performance.now() - from
    if (answer?.status === script.expect) {
      round.latencies.push(took)
      script.done?.()
    } else if (!answer) {
      round.refused++
      script.lost?.()
      client.connection.close()
      client.connection = await openConnection(origin)
    } else if (SHEDS.has(answer.status)) {
      round.refused++
      await pause(retryAfterOf(answer) * 1000)
    } else if (!script.excuses?.())
      throw new Error(`${request.split('\r\n', 1)[0]} was answered ${answer.status} ${answer.body}`)
  }
}

// workerd closes a connection on which it has heard nothing for 5 s, also when it was itself that did not listen.
function noAnswer(error: unknown): undefined {
  if (!(error instanceof Closed)) throw error
}

/** In seconds. Several clients that were sent away together do not come back together. */
const retryAfterOf = ({ head }: Answer) =>
  Number(/\r\nretry-after: *(\d+)/i.exec(head)?.[1] ?? 1) * (1 + Math.random() / 4)
