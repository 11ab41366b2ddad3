import { Misconfigured } from './misconfigured.ts'
import { readSettings } from './settings.ts'

/** What a challenge may protect. */
export type Challenged = 'registration' | 'login' | 'reset'

/** Not every deployment uses Turnstile. */
export type MaybeTurnstile = { TURNSTILE_SECRET?: string }

/** `unknown`: Cloudflare did not answer. */
export type Verdict = 'passed' | 'failed' | 'unknown'

/** How long, in milliseconds, Cloudflare may take. */
const PATIENCE = 5000
/** The longest token there is. */
const LONGEST = 2048

/** Cloudflare Turnstile: whether the challenge of a form was solved (siteverify). */
export const openTurnstile = (env: Env & MaybeTurnstile, send: typeof fetch = fetch) => ({
  isOn: (what: Challenged) => readSettings(env).TURNSTILE.includes(what),

  /** A token works once, within five minutes, for its own action and hostname. */
  async verify(token: string, what: Challenged, client: string, key: string): Promise<Verdict> {
    const { PUBLIC_URL, TURNSTILE_URL } = readSettings(env)
    if (!env.TURNSTILE_SECRET) throw new Misconfigured('TURNSTILE_SECRET: missing')
    if (token === '' || token.length > LONGEST) return 'failed'
    const body = { secret: env.TURNSTILE_SECRET, response: token, remoteip: client, idempotency_key: key }
    const said = await ask(send, TURNSTILE_URL, body)
    if (!said) return 'unknown'
    const isOurs = said.hostname === new URL(PUBLIC_URL).hostname && said.action === what
    return said.success === true && isOurs ? 'passed' : 'failed'
  },
})

type Said = { success?: unknown; hostname?: unknown; action?: unknown }

async function ask(send: typeof fetch, url: string, body: object): Promise<Said | undefined> {
  try {
    const answer = await send(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    })
    const said: unknown = await answer.json()
    return answer.status < 500 ? Object(said) : undefined
  } catch {
    // No answer, or one that cannot be read.
    return undefined
  }
}
