import { env } from 'cloudflare:workers'
import { openApp } from '../../src/http/app.ts'
import { type ClientInfo, readClientInfo } from '../../src/ports/client-info.ts'
import type { Config } from '../../src/ports/config.ts'
import type { EmailMessage, Mail } from '../../src/ports/mail.ts'
import { type Circumstances, openPorts } from '../../src/ports/ports.ts'
import type { ReplayTarget } from '../conformance/replay-target.ts'
import { SECRETS } from './secrets.ts'
import { app as standard } from './standard.ts'

const ORIGIN = 'http://localhost:8787'
/** When a house opens, in milliseconds. */
export const MORNING = Date.UTC(2026, 10, 20, 8)

/** Hashes of as many links as a deployment has. */
export const AS_SHIPPED = { PASSWORD_HASH_LINKS: '6', ACCEPT_WEAK_HASH: 'false' }

/** Variables and secrets as development has them; `own` are a test's. */
export const settingsFor = (own: Partial<Env> = {}): Env => ({
  ...env,
  ...SECRETS,
  ENVIRONMENT: 'development',
  PUBLIC_URL: ORIGIN,
  SITE_NAME: 'Gatehouse',
  MAIL_FROM: '',
  LENIENT_PASSWORD_DOORS: 'express',
  // Most tests are not about how long a hash takes (AS_SHIPPED).
  PASSWORD_HASH_LINKS: '1',
  ACCEPT_WEAK_HASH: 'true',
  // Most tests want to see their own emails only.
  SEND_VERIFICATION_EMAIL: 'false',
  // And all of them ask as one client.
  LOGIN_TRIES_PER_CLIENT: '100000',
  REGISTRATIONS_PER_CLIENT: '100000',
  REQUEST_LOG: 'false',
  // No two answers would be alike.
  SERVER_TIMING: 'never',
  ...own,
})

/**
 * The whole API on the real D1, KV and R2 of this test file, with a clock that the test sets and an open email box.
 * `house.request` is a request; `house.settled()` waits for what runs after the answers.
 * `world` takes the place of more of the world.
 */
export function openGatehouse(own: Partial<Env> = {}, world: Circumstances = {}) {
  const settings = settingsFor(own)
  const app = world.config ? openApp(world.config) : standard
  const emails: EmailMessage[] = []
  const pending = new Set<Promise<unknown>>()
  const failures: unknown[] = []
  let time = MORNING

  const mail: Mail = { send: async (message) => void emails.unshift(message), keepsSent: false }
  // As long as in development, wherever it is.
  const pause = () => scheduler.wait(1)
  const later = (work: Promise<unknown>) => {
    const done = work.catch((error) => failures.push(error)).finally(() => pending.delete(done))
    pending.add(done)
  }
  const openForRequest = (clientInfo?: ClientInfo) =>
    openPorts(settings, later, { clock, mail, pause, ...world, ...(clientInfo && { clientInfo }) })
  const send = async (request: Request): Promise<Response> =>
    app.fetch(request, openForRequest(readClientInfo(request)))
  const clock = { now: () => time }

  async function settled(): Promise<void> {
    while (pending.size > 0) await Promise.all(pending)
    if (failures.length > 0) throw failures.shift()
  }

  return {
    origin: ORIGIN,
    clock,
    mail,
    /** Ports as a request has them, for tests of the verbs. */
    ports: openForRequest(),
    send,
    /** Sends to a path of this house: `json` becomes the body, `token` the Authorization header. */
    async request(path: string, { json, token, ...init }: RequestOptions = {}): Promise<Response> {
      const headers = new Headers(init.headers)
      if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
      if (json !== undefined) headers.set('content-type', 'application/json')
      const body = json === undefined ? init.body : JSON.stringify(json)
      return send(new Request(ORIGIN + path, { ...init, headers, ...(body != null && { body }) }))
    },
    settled,
    /** Emails that were sent, newest first. */
    async emails(): Promise<EmailMessage[]> {
      await settled()
      return emails
    },
    /** Moves the clock on. */
    wait(seconds: number): void {
      time += seconds * 1000
    },
  }
}

export type AppEnv = ReturnType<typeof openGatehouse>

type RequestOptions = RequestInit & { json?: unknown; token?: string }

/** A house as the recorded conversations want it. */
export async function openReplayTarget(config?: Config): Promise<ReplayTarget> {
  const gatehouse = openGatehouse(
    { SEND_VERIFICATION_EMAIL: config ? 'false' : 'true' },
    config ? { config } : {},
  )
  return {
    origin: gatehouse.origin,
    send: gatehouse.send,
    emails: async () => (await gatehouse.emails()).map((message) => ({ from: '', ...message })),
    wait: gatehouse.wait,
    now: gatehouse.clock.now,
  }
}
