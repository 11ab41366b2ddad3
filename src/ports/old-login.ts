import type { Clock } from './clock.ts'
import type { Database } from './database.ts'
import type { InTime } from './deadline.ts'
import { Misconfigured } from './misconfigured.ts'
import { type OldApi, type OldAuthorization, oldApis } from './old-apis.ts'
import { openOldPeople } from './old-people.ts'
import { readText } from './read-text.ts'
import { readSettings } from './settings.ts'
import { Unavailable } from './unavailable.ts'

/** What the old login takes: one name, in a field of its own, and the password. */
export type OldCredentials = { field: 'username' | 'email'; name: string; password: string }

/** A sign-in that the old back end let in: what its answer said, and what of that is the person's profile. */
export type OldSignIn = { token: string; said: Profile; profile: Profile | undefined }

type Profile = Record<string, unknown>

/** What of a back end's login differs from project to project. */
type OldLoginOptions = {
  api: OldApi
  /** The path of the profile; without it, where the API has it. */
  profileAt: string | undefined
  authorization: OldAuthorization | undefined
}

/**
 * The login of the old back end, which is asked about those whose passwords only it can verify
 * (docs/old-login.md). `gatehouse.config.ts` imports it, and without it nothing of this is in the bundle.
 */
export type OldLogin = OldLoginOptions & {
  /** By what the old login finds a person. */
  loginField: 'username' | 'email' | 'either'
  /** The name of the system, as the import has it. */
  source: string
  /** When it is asked no more, in milliseconds. */
  until: number
  /** Whether people who are not imported are let in, too. */
  newcomers: boolean
  open: typeof openOldLogin
  /** The verbs, which the account layer knows. */
  support: unknown
}

type Dependencies = {
  env: object
  db: Database
  http: typeof fetch
  inTime: InTime
  clock: Clock
  options: OldLoginOptions
}

/**
 * A fault of one request alone: a firewall may find something in a password, or the back end dislike a name. It says
 * nothing of others, and anybody could cause it.
 */
class FaultOfRequest extends Unavailable {}

/** After so many faults in a row the old back end is left alone for a while, in milliseconds. */
const [MOST_FAULTS, PAUSE] = [5, 30_000]
/** How long, in milliseconds, one request may try it after that, while the others go on waiting. */
const TRIAL = 10_000
/** How large an answer may be, in bytes. */
const MOST_BYTES = 64 * 1024
/** `Retry-After` in seconds. */
const LATER = 10

/** The faults in a row in this isolate, and until when nothing is asked. */
type Breaker = { faults: number; pausedUntil: number }

const breakers = new WeakMap<object, Breaker>()

type Answer = { status: number; text: string; body: Profile }

/** The old back end over HTTP. Throws Unavailable for every answer that is neither yes nor no, and Misconfigured. */
export function openOldLogin({ env, db, http, inTime, clock, options }: Dependencies) {
  const api = oldApis[options.api]
  const breaker = breakers.get(env) ?? { faults: 0, pausedUntil: 0 }
  breakers.set(env, breaker)

  const loginUrl = () => {
    const { OLD_LOGIN_URL } = readSettings(env)
    if (OLD_LOGIN_URL === '') throw new Misconfigured('OLD_LOGIN_URL: missing')
    return OLD_LOGIN_URL
  }
  /** A path at the old back end, seen from its login, whether that ends with a slash or not. */
  const near = (path: string) => new URL(path, loginUrl().replace(/\/*$/, '/')).href
  const authorized = (token: string) => ({
    Authorization: `${options.authorization ?? api.authorization} ${token}`,
  })

  /** Asks, unless there were too many faults in a row. `judge` throws Unavailable for an answer that is a fault. */
  async function guarded<Done>(ask: () => Promise<Done>): Promise<Done> {
    const now = clock.now()
    if (now < breaker.pausedUntil)
      throw new Unavailable('old login, paused', Math.ceil((breaker.pausedUntil - now) / 1000))
    if (breaker.faults >= MOST_FAULTS) breaker.pausedUntil = now + TRIAL
    try {
      const done = await ask()
      Object.assign(breaker, { faults: 0, pausedUntil: 0 })
      return done
    } catch (error) {
      if (error instanceof FaultOfRequest) {
        breaker.pausedUntil = 0
        throw error
      }
      breaker.faults++
      if (breaker.faults >= MOST_FAULTS) breaker.pausedUntil = clock.now() + PAUSE
      throw error instanceof Unavailable ? error : new Unavailable('old login, no answer', LATER)
    }
  }

  /** Sends one request and reads its answer, both within the deadline. No redirect is followed. */
  async function send(url: string, init: RequestInit): Promise<Answer> {
    const stop = new AbortController()
    try {
      return await inTime(
        'old login',
        http(url, { ...init, redirect: 'manual', signal: stop.signal }).then(readAnswer),
      )
    } catch (error) {
      stop.abort()
      throw error
    }
  }

  return {
    ...openOldPeople(db),

    /** Refuses nobody; throws Misconfigured if there is no address to ask. */
    check: () => void loginUrl(),

    /** Signs in at the old back end, once. Undefined if it says that the name or the password is wrong. */
    signIn: ({ field, name, password }: OldCredentials): Promise<OldSignIn | undefined> => {
      const url = loginUrl()
      return guarded(async () => {
        const answer = await send(url, jsonPost({ [field]: name, password }))
        if (api.isWrong(answer)) return undefined
        const token = answer.status === 200 ? api.tokenIn(answer.body) : undefined
        if (typeof token !== 'string' || token === '') throw faultOf(answer)
        return { token, said: answer.body, profile: api.profileIn?.(answer.body) }
      })
    },

    /** What the old back end says of the person whose token this is. */
    profile: (token: string): Promise<Profile> => {
      const url = near(options.profileAt ?? api.profile)
      return guarded(async () => {
        const answer = await send(url, { headers: { Accept: 'application/json', ...authorized(token) } })
        if (answer.status !== 200) throw faultOf(answer)
        return answer.body
      })
    },

    /**
     * Ends the session that asking opened, where that ends no other one. A fault does not matter: nobody uses the session,
     * and it ends by itself.
     */
    async end(token: string): Promise<void> {
      if (api.logout === undefined) return
      const url = near(api.logout)
      await send(url, { ...jsonPost({}), headers: { ...JSON_HEADERS, ...authorized(token) } }).catch(() => {})
    },
  }
}

const JSON_HEADERS = { 'Content-Type': 'application/json', Accept: 'application/json' }

const jsonPost = (body: object): RequestInit => ({
  method: 'POST',
  headers: JSON_HEADERS,
  body: JSON.stringify(body),
})

const TOO_MANY = 429

function faultOf({ status }: Answer): Unavailable {
  const Fault = status >= 400 && status < 500 && status !== TOO_MANY ? FaultOfRequest : Unavailable
  return new Fault(`old login, status ${status}`, LATER)
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await readText(response, MOST_BYTES)
  if (text === undefined) throw new Unavailable('old login, too much in the answer', LATER)
  return { status: response.status, text, body: objectIn(text) }
}

function objectIn(text: string): Profile {
  try {
    const read: unknown = JSON.parse(text)
    return typeof read === 'object' && read !== null ? (read as Profile) : {}
  } catch {
    return {}
  }
}
