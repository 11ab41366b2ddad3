import { fromBase64, toBase64, utf8 } from './bytes.ts'
import { SEAL_IV_BYTES } from './keys.ts'
import type { Ports } from './ports.ts'
import type { webhookMessages, webhooks } from './schema.ts'
import { webhookTypeOf } from './webhook-types.ts'

/* What is sent: the body, and the headers of Standard Webhooks 1.0 (standardwebhooks.com). */

export type Webhook = typeof webhooks.$inferSelect
export type WebhookMessage = typeof webhookMessages.$inferSelect

/** The secret in use, and the one before it, each as `whsec_` and base64. */
export type WebhookSecrets = { current: string; former: string | null }

const SECRET_BYTES = 32
const PREFIX = 'whsec_'
/** How long, in milliseconds, the secret before a rotation still signs. */
export const FORMER_FOR = 86_400_000

/** Base64 with its padding, which `toBase64` leaves out. */
const padded = (bytes: Uint8Array) => {
  const text = toBase64(bytes)
  return text + '='.repeat(-text.length & 3)
}

export const newWebhookSecret = ({ random }: Pick<Ports, 'random'>): string =>
  PREFIX + padded(random.bytes(SECRET_BYTES))

type SealPorts = Pick<Ports, 'keys' | 'random'>

/** What sealed secrets are bound to: copied to another row they do not open. */
const ownerOf = (id: string) => `webhook/v1\0${id}`

/** What D1 has of the secrets. */
export const sealWebhookSecrets = ({ keys, random }: SealPorts, id: string, secrets: WebhookSecrets) =>
  keys.seal(JSON.stringify(secrets), random.bytes(SEAL_IV_BYTES), 'seal', ownerOf(id))

/** Undefined if the master key is gone. Throws if the text was altered, or is another webhook's. */
export async function unsealWebhookSecrets(
  { keys }: Pick<Ports, 'keys'>,
  { id, sealed }: Pick<Webhook, 'id' | 'sealed'>,
): Promise<WebhookSecrets | undefined> {
  const text = await keys.unseal(sealed, 'seal', ownerOf(id))
  return text === undefined ? undefined : (JSON.parse(text) as WebhookSecrets)
}

/** The id of a message: the same at every try, at every webhook, and when it is replayed. */
export const messageId = ({ eventId, at }: Pick<WebhookMessage, 'eventId' | 'at'>): string =>
  `evt_${eventId}_${at.toString(36)}`

/** The body of a message: ids and no personal data besides (docs/operations/webhooks.md). */
export const messageBody = ({ kind, accountId, sessionId, byStaff, at }: WebhookMessage): string =>
  JSON.stringify({
    type: webhookTypeOf(kind),
    timestamp: new Date(at).toISOString(),
    data: { account: accountId, session: sessionId, event: kind, by_staff: byStaff },
  })

/** The headers of a try at a time in milliseconds. `secrets`: every one signs. */
export async function messageHeaders(
  message: WebhookMessage,
  { body, now, secrets }: { body: string; now: number; secrets: readonly string[] },
): Promise<Record<string, string>> {
  const id = messageId(message)
  const timestamp = String(Math.floor(now / 1000))
  const signatures = secrets.map((secret) => sign(secret, `${id}.${timestamp}.${body}`))
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'Gatehouse',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': (await Promise.all(signatures)).join(' '),
  }
}

async function sign(secret: string, text: string): Promise<string> {
  const raw = fromBase64(secret.slice(PREFIX.length))
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return `v1,${padded(new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8(text))))}`
}
