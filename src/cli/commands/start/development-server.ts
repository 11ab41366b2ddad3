import { setTimeout as pause } from 'node:timers/promises'
import { type OnLine, streamWrangler } from '../../wrangler/run-wrangler.ts'
import { localUrl } from './local-url.ts'

const READY_WITHIN_MS = 60_000
const RETRY_MS = { noResponse: 150, unhealthy: 2_000 }

const flags = (port: number, staffDigest: string | undefined) => [
  '--local',
  '--ip=127.0.0.1',
  `--port=${port}`,
  `--var=PUBLIC_URL:${localUrl(port)}`,
  ...(staffDigest === undefined ? [] : [`--var=FIRST_STAFF_DIGEST:${staffDigest}`]),
  // Any free port for the debugger, so that a second API can run beside this one.
  '--inspector-port=0',
  '--show-interactive-dev-session=false',
]

const statusOf = async (url: string, until: AbortSignal): Promise<number | undefined> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([until, AbortSignal.timeout(5_000)]) })
    // workerd logs an error when a response is not read to its end.
    await response.arrayBuffer()
    return response.status
  } catch {
    return undefined
  }
}

const waitUntilHealthy = async (url: string, until: AbortSignal) => {
  while (!until.aborted) {
    const status = await statusOf(url, until)
    if (status === 200) return true
    const ms = status ? RETRY_MS.unhealthy : RETRY_MS.noResponse
    await pause(ms, undefined, { signal: until }).catch(() => {})
  }
  return false
}

/** `staffDigest` is that of the link that makes the first staff account, if there is one. */
type Server = { port: number; staffDigest: string | undefined }

/** `outcome` is how the start went, `ended` the exit code of wrangler, and `over` aborts when it has ended or has to. */
export const startServer = ({ port, staffDigest }: Server, stop: AbortSignal, onLine: OnLine) => {
  const exited = new AbortController()
  const ended = streamWrangler(['dev', ...flags(port, staffDigest)], stop, onLine).finally(() =>
    exited.abort(),
  )
  const over = AbortSignal.any([stop, exited.signal])
  const until = AbortSignal.any([over, AbortSignal.timeout(READY_WITHIN_MS)])
  const outcome = waitUntilHealthy(`http://127.0.0.1:${port}/healthz`, until).then((isReady) => {
    if (isReady) return 'ready'
    return over.aborted ? 'ended' : 'timeout'
  })
  return { outcome, ended, over }
}
