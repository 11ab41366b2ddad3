import { setTimeout as pause } from 'node:timers/promises'
import { type Listener, runWrangler } from './wrangler.ts'

const READY_WITHIN_MS = 60_000
const ASK_AGAIN_MS = { whenSilent: 150, whenUnhealthy: 2_000 }

/** Where the server of a port answers, and where links in emails lead to. */
export const localUrl = (port: number) => `http://localhost:${port}`

const flags = (port: number) => [
  '--local',
  '--ip=127.0.0.1',
  `--port=${port}`,
  `--var=PUBLIC_URL:${localUrl(port)}`,
  // Any free port for the debugger, so that a second API can run beside this one.
  '--inspector-port=0',
  '--show-interactive-dev-session=false',
]

const statusOf = async (url: string, until: AbortSignal): Promise<number | undefined> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([until, AbortSignal.timeout(5_000)]) })
    // An answer that is not read to its end is an error to workerd, and it would say so.
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return undefined
  }
}

const waitUntilHealthy = async (url: string, until: AbortSignal) => {
  while (!until.aborted) {
    const status = await statusOf(url, until)
    if (status === 200) return true
    const ms = status ? ASK_AGAIN_MS.whenUnhealthy : ASK_AGAIN_MS.whenSilent
    await pause(ms, undefined, { signal: until }).catch(() => {})
  }
  return false
}

/** `outcome` tells how the start went; `ended` gives the exit code of wrangler once it is gone. */
export const startServer = (port: number, stop: AbortSignal, hear: Listener) => {
  const gone = new AbortController()
  const ended = runWrangler(['dev', ...flags(port)], stop, hear).finally(() => gone.abort())
  const over = AbortSignal.any([stop, gone.signal])
  const until = AbortSignal.any([over, AbortSignal.timeout(READY_WITHIN_MS)])
  const outcome = waitUntilHealthy(`http://127.0.0.1:${port}/healthz`, until).then((isReady) => {
    if (isReady) return 'ready'
    return over.aborted ? 'ended' : 'late'
  })
  return { outcome, ended }
}
