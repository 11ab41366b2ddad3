import { env } from 'cloudflare:workers'
import { Webhook } from 'standardwebhooks'
import { addWebhook, type WebhookInput } from '../../src/account/staff/webhooks.ts'
import { defineConfig } from '../../src/ports/config.ts'
import type { Patience } from '../../src/ports/deadline.ts'
import { type AppEnv, openGatehouse } from './gatehouse.ts'

/** A message as a receiver has it, once its signature was verified. */
type Received = {
  url: string
  id: string
  type: string
  timestamp: string
  data: { account: string; session: string | null; event: string; by_staff: boolean }
}

type Verdict = (received: Received, nth: number) => Response | Promise<Response>

/**
 * A receiver in the place of `fetch`, which verifies every message with the library of Standard Webhooks. `set` has the
 * secret and the clock, and what it answers to the nth request.
 */
export function openReceiver(answer: Verdict = () => new Response(null, { status: 204 })) {
  const received: Received[] = []
  const requests: { url: string; init: RequestInit }[] = []
  const unsigned: unknown[] = []
  const set = { answer, secret: '', now: () => Date.now() }

  /** The library compares with the time of this machine. */
  const verify = (body: string, headers: Record<string, string>) => {
    const time = Date.now
    Date.now = set.now
    try {
      new Webhook(set.secret).verify(body, headers)
    } catch (error) {
      unsigned.push(error)
    } finally {
      Date.now = time
    }
  }

  const http = async (url: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const body = String(init.body)
    const headers = init.headers as Record<string, string>
    requests.push({ url: String(url), init })
    verify(body, headers)
    const message = { ...JSON.parse(body), url: String(url), id: headers['webhook-id'] } as Received
    const response = await set.answer(message, requests.length)
    if (response.ok) received.push(message)
    return response
  }
  return { http: http as typeof fetch, received, requests, unsigned, set }
}

const opened: AppEnv[] = []

/** Before each test: what the one before has left to be sent is sent to its own receiver, and there is no webhook. */
export async function withoutWebhooks(): Promise<void> {
  for (const gatehouse of opened.splice(0)) await gatehouse.settled()
  await env.DB.exec('delete from webhooks')
}

/** Opens a house with webhooks, whose messages the receiver gets. */
export function openTelling(
  receiver = openReceiver(),
  own: Partial<Env> = {},
  patience: Partial<Patience> = {},
) {
  const config = defineConfig({ webhooks: true })
  const gatehouse = openGatehouse(own, { config, http: receiver.http, patience })
  receiver.set.now = gatehouse.clock.now
  opened.push(gatehouse)
  return {
    gatehouse,
    receiver,
    /** Adds a webhook, as an operator, and has the receiver verify with its secret. */
    async add(input: Partial<WebhookInput> = {}): Promise<string> {
      const url = 'https://hooks.example.com/gatehouse'
      const { id, secret } = await addWebhook(gatehouse.ports, null, { url, ...input })
      receiver.set.secret = secret
      return id
    },
  }
}

/** Records events of an account, as a batch of its own. */
export async function noteEvents({ ports }: AppEnv, number: number): Promise<void> {
  const event = {
    kind: 'sign_in',
    accountId: 'a',
    sessionId: null,
    actorId: null,
    at: ports.clock.now(),
    userAgent: '',
    location: null,
    note: null,
  } as const
  const statements = Array.from({ length: number }, () => ports.events.insert(event))
  const [first, ...rest] = statements
  if (first) await ports.commit(first, ...rest)
}
