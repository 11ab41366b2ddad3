/** The response from a URL, or why there was none. */
export type Status =
  | { kind: 'response'; status: number; body: unknown }
  | { kind: 'redirect'; to: string }
  | { kind: 'error'; why: string }

const TIMEOUT_MS = 10_000

const CAUSES: [RegExp, string][] = [
  [/^(ENOTFOUND|EAI_)/, 'there is no such host, or this machine is offline'],
  [/^ECONNREFUSED$/, 'nothing listens there'],
  [/^(ECONNRESET|UND_ERR_SOCKET|EPIPE)$/, 'the connection was closed'],
  [/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN)$/, 'the host cannot be reached'],
  [/^(CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT)/, 'its certificate is not trusted'],
  [/^(ERR_SSL|ERR_TLS|EPROTO)/, 'the TLS handshake failed'],
  [/^(ETIMEDOUT|UND_ERR_\w*TIMEOUT)$/, `it did not respond within ${TIMEOUT_MS / 1_000} seconds`],
]

/** fetch hides the cause behind “fetch failed”. Of several addresses that were tried, the first one counts. */
const codeOf = (error: unknown): string => {
  const { name, code, cause, errors } = Object(error) as Record<string, unknown>
  if (name === 'TimeoutError') return 'ETIMEDOUT'
  if (typeof code === 'string') return code
  if (Array.isArray(errors)) return codeOf(errors[0])
  return cause === undefined ? '' : codeOf(cause)
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Requests a URL once. Never throws. */
export const fetchStatus = async (url: string, timeoutMs = TIMEOUT_MS): Promise<Status> => {
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'application/json', 'user-agent': 'gatehouse-doctor' },
      signal: AbortSignal.timeout(timeoutMs),
    })
    const text = await response.text()
    const to = response.headers.get('location')
    if (response.status >= 300 && response.status < 400 && to) return { kind: 'redirect', to }
    return { kind: 'response', status: response.status, body: parse(text) }
  } catch (error) {
    const code = codeOf(error)
    const [, why = `the request failed${code && ` (${code})`}`] =
      CAUSES.find(([pattern]) => pattern.test(code)) ?? []
    return { kind: 'error', why }
  }
}
