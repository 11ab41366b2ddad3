const WATCH_MS = 250

/** Aborted by Ctrl-C, by `kill`, when the terminal is closed, or when npm is gone. */
export const whenToldToStop = (): AbortController => {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopping.abort())

  // When npm itself is killed nobody sends a signal here, but this process gets another parent.
  const parent = process.ppid
  const watch = () => process.ppid !== parent && stopping.abort()
  if (process.env.npm_lifecycle_event) setInterval(watch, WATCH_MS).unref()
  return stopping
}
