import { type Core, readSession, type Session } from '../core.ts'
import type { components } from '../documents/account.ts'
import type { Result } from '../result.ts'
import { type AccountRefusal, readProblem } from './account.ts'
import { unexpected } from './calls.ts'

type SignedIn = components['schemas']['SignedIn']

/** Why nobody is signed in who comes back from the sign-in page. */
export type SignInPageRefusal =
  | AccountRefusal
  /** They chose "Cancel". */
  | { kind: 'cancelled'; message: string }
  /** The address is of a sign-in that was not begun here: in another tab or browser, or by somebody else. */
  | { kind: 'not_begun'; message: string }

type SignInPageResult = Result<SignedIn, SignInPageRefusal>

/** What waits while somebody is at the sign-in page: only who has both can take the session. */
type Begun = { state: string; verifier: string }

/** The sign-in page of the server. `as`: what a session is there; `sessionOf`: what is kept of one. */
export function signInPageOf(
  { root, waiting, begin: keep, exchange: send, resultOf }: Core,
  as: SignedIn['as'],
  sessionOf: (signedIn: SignedIn) => Session = ({ token, access, refresh, account }) => ({
    access: token ?? access ?? '',
    refresh,
    id: account.id,
  }),
) {
  let exchanging: { address: string; result: Promise<SignInPageResult | undefined> } | undefined

  async function readBegun(): Promise<Partial<Begun>> {
    try {
      return Object(JSON.parse((await waiting.get()) ?? 'null'))
    } catch {
      return {}
    }
  }

  const refuse = (kind: 'cancelled' | 'not_begun', message: string): SignInPageResult => ({
    ok: false,
    error: { kind, message },
  })

  async function exchangeOnce(address: string): Promise<SignInPageResult | undefined> {
    const { searchParams: query } = new URL(address)
    const [code, state, error] = ['code', 'state', 'error'].map((name) => query.get(name))
    if (!state || (!code && !error)) return undefined
    const begun = await readBegun()
    if (begun.state !== state) {
      tidy(address)
      return refuse('not_begun', 'This sign-in was not begun here.')
    }
    if (!code) {
      await end(address)
      return refuse('cancelled', 'The sign-in was cancelled.')
    }
    const json = { code, code_verifier: begun.verifier }
    const answer = resultOf<SignedIn, AccountRefusal>(
      await send({ method: 'POST', path: '/account/login/exchange', json }),
      readProblem,
    )
    // Where the server did not decide, the same address may be tried again.
    if (answer.ok || answer.error.kind === 'problem') await end(address)
    if (!answer.ok) return answer
    const session = readSession(() => sessionOf(answer.data))
    if (!session?.access) return { ok: false, error: unexpected(200) }
    await keep(session)
    return answer
  }

  async function end(address: string) {
    await waiting.remove()
    tidy(address)
  }

  return {
    /**
     * Begins a sign-in: the address to send the user to. `returnTo` is your page that they come back to, an entry of
     * `RETURN_URLS` in every letter.
     */
    async begin(returnTo: string): Promise<string> {
      const [state, verifier] = [random(), random()]
      await waiting.set(JSON.stringify({ state, verifier } satisfies Begun))
      const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
      const asked = { return: returnTo, state, code_challenge: base64Url(new Uint8Array(digest)), as }
      return `${root}/sign-in?${new URLSearchParams(asked)}`
    },
    /**
     * On the page that they come back to: exchanges the one-time code of its address for a session. Undefined where the
     * address has none. The address loses the code.
     */
    exchange(address: string = globalThis.location?.href): Promise<SignInPageResult | undefined> {
      // A component may ask twice.
      if (exchanging?.address !== address) {
        const result = exchangeOnce(address).finally(() => {
          exchanging = undefined
        })
        exchanging = { address, result }
      }
      return exchanging.result
    },
  }
}

const random = () => base64Url(crypto.getRandomValues(new Uint8Array(32)))

const base64Url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '')

/** Takes what came back out of the address of this page, if it is the one. */
function tidy(address: string) {
  if (globalThis.location?.href !== address) return
  const url = new URL(address)
  for (const name of ['code', 'state', 'error']) url.searchParams.delete(name)
  history.replaceState(history.state, '', url)
}
