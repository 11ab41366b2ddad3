import { Undeliverable } from './undeliverable.ts'

/** An email as a provider takes it. */
export type Message = { from: string; to: string; subject: string; text: string; html: string }

type Account = { url: string; apiKey: string }

/** How long, in milliseconds, the provider may take. */
const PATIENCE = 10_000

/** A provider refused; it may think again. `code` is its HTTP status. */
class ProviderError extends Error {
  override name = 'ProviderError'
  readonly code: string

  constructor(status: number) {
    super(`status ${status}`)
    this.code = `HTTP_${status}`
  }
}

/**
 * Sends over HTTP as Resend's API wants it. The key keeps an email from arriving twice, for a day. Throws Undeliverable
 * for what the provider will never take; keys and quotas may be put right, so those are worth another try.
 */
export async function sendWithResend(
  send: typeof fetch,
  { url, apiKey }: Account,
  { to, ...message }: Message,
  key: string,
): Promise<void> {
  const answer = await send(`${url.replace(/\/+$/, '')}/emails`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${apiKey}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': key,
    },
    body: JSON.stringify({ ...message, to: [to] }),
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE),
  })
  // An answer that is not read to its end keeps the connection.
  await answer.arrayBuffer()
  if (answer.ok) return
  if (answer.status === 400 || answer.status === 422) throw new Undeliverable(`HTTP_${answer.status}`)
  throw new ProviderError(answer.status)
}
