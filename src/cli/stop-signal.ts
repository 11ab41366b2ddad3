const CHECK_PARENT_MS = 250

/** Aborts on Ctrl-C, on `kill`, when the terminal is closed, or when npm has ended. */
export const stopOnSignal = (): AbortController => {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopping.abort())

  // When npm itself is killed no signal arrives here, but this process gets another parent.
  const parent = process.ppid
  const checkParent = () => process.ppid !== parent && stopping.abort()
  if (process.env.npm_lifecycle_event) setInterval(checkParent, CHECK_PARENT_MS).unref()
  return stopping
}
