/** What somebody at this address answered, or why nobody did. */
export type Asked =
  | { kind: 'answer'; status: number; body: unknown }
  | { kind: 'redirect'; to: string }
  | { kind: 'silence'; why: string }

const PATIENCE_MS = 10_000

const CAUSES: [RegExp, string][] = [
  [/^(ENOTFOUND|EAI_)/, 'there is no such host, or no network here'],
  [/^ECONNREFUSED$/, 'nothing listens there'],
  [/^(ECONNRESET|UND_ERR_SOCKET|EPIPE)$/, 'the connection broke off'],
  [/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN)$/, 'there is no way there'],
  [/^(CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT)/, 'its certificate is not to be trusted'],
  [/^(ERR_SSL|ERR_TLS|EPROTO)/, 'it does not speak TLS as it should'],
  [/^(ETIMEDOUT|UND_ERR_\w*TIMEOUT)$/, `it did not answer within ${PATIENCE_MS / 1_000} seconds`],
]

/** fetch hides why behind “fetch failed”; of several addresses that were tried, the first one tells. */
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

/** Asks once. Never throws. */
export const askDeployment = async (url: string, patienceMs = PATIENCE_MS): Promise<Asked> => {
  try {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'application/json', 'user-agent': 'gatehouse-doctor' },
      signal: AbortSignal.timeout(patienceMs),
    })
    const text = await answer.text()
    const to = answer.headers.get('location')
    if (answer.status >= 300 && answer.status < 400 && to) return { kind: 'redirect', to }
    return { kind: 'answer', status: answer.status, body: parse(text) }
  } catch (error) {
    const code = codeOf(error)
    const [, why = `it could not be asked${code && ` (${code})`}`] =
      CAUSES.find(([pattern]) => pattern.test(code)) ?? []
    return { kind: 'silence', why }
  }
}
