import { EventEmitter, once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'

/** What is wrong by part, as `/readyz` says it. Empty: the server is ready. */
export type Problems = string[]

const RELOADED = /Local server updated and ready/

const problemsIn = (body: { checks?: Record<string, string | null> }): Problems =>
  Object.entries(body.checks ?? {}).flatMap(([part, problem]) => (problem ? [`${part}: ${problem}`] : []))

/** Asks a server what it lacks; undefined when it does not answer. */
export const askReadiness = async (origin: string, until: AbortSignal): Promise<Problems | undefined> => {
  try {
    const signal = AbortSignal.any([until, AbortSignal.timeout(10_000)])
    const response = await fetch(`${origin}/readyz`, { signal })
    return problemsIn((await response.json()) as object)
  } catch {
    return undefined
  }
}

type Watch = {
  ask: () => Promise<Problems | undefined>
  /** Called with what the server lacks, at first and whenever that is something else. */
  tell: (problems: Problems) => Promise<void> | void
  over: AbortSignal
  /** How long to wait, in milliseconds, while the server is not ready. */
  retryMs?: number
}

/** Watches whether the server is ready: after each reload, and until a fault is mended. `onLine` takes wrangler's lines. */
export const watchReadiness = () => {
  const reloads = new EventEmitter()
  const onLine = (line: string) => {
    if (RELOADED.test(stripVTControlCharacters(line))) reloads.emit('reload')
  }
  const run = async ({ ask, tell, over, retryMs = 2_000 }: Watch): Promise<void> => {
    let known: string | undefined
    while (!over.aborted) {
      const turn = new AbortController()
      const signal = AbortSignal.any([over, turn.signal])
      // Listens before it asks, so that no reload is missed.
      const reload = once(reloads, 'reload', { signal }).catch(() => {})
      const problems = await ask()
      if (over.aborted) return
      const text = problems?.join('\n')
      if (problems && text !== known) {
        known = text
        await tell(problems)
      }
      await Promise.race([
        reload,
        ...(text === '' ? [] : [pause(retryMs, undefined, { signal }).catch(() => {})]),
      ])
      turn.abort()
    }
  }
  return { onLine, run }
}
