import { type Exclusive, openExclusive, pause } from './lock.ts'
import { type Answer, type CommonError, errorOf, type ReadRefusal, type Result, signedOut } from './result.ts'
import { localStorageOf, memoryStorage, type SessionStorage, tabStorageOf } from './storage.ts'

export type CoreOptions = {
  /** Where the server is: `https://id.example.com`. */
  baseUrl: string
  /** `memory` (the default), `local` for localStorage, or your own. */
  storage?: 'memory' | 'local' | SessionStorage
  /**
   * Where a sign-in at the sign-in page waits for its end: this tab's sessionStorage unless you say otherwise, or memory
   * where there is none.
   */
  waiting?: SessionStorage
  /** In place of the platform's. */
  fetch?: typeof fetch
}

/** What is stored of a session. With cookies `access` is no secret: it changes when the cookies do. */
export type Session = { access: string; refresh?: string | undefined; id?: string | undefined }

export type Request = {
  method: string
  path: string
  json?: object | undefined
  form?: FormData
  /** The solution of a Turnstile challenge. */
  challenge?: string | undefined
}

/** How a session goes on. */
export type Renewal = { request: (session: Session) => Request; read: (body: unknown) => Session }

/** How long, in milliseconds, a tab waits to see what the one before it stored. */
const SEEN_WITHIN = 1_000

type Sent = Answer | CommonError
const isAnswer = (sent: Sent): sent is Answer => !('kind' in sent)

/** What all APIs share: one session, its storage, and requests as it. `cookies`: the browser keeps the tokens. */
export function openCore(
  name: string,
  { baseUrl, storage = 'memory', waiting, fetch: send = (...args) => globalThis.fetch(...args) }: CoreOptions,
  { renewal, cookies = false }: { renewal?: Renewal | undefined; cookies?: boolean } = {},
) {
  const root = baseUrl.replace(/\/+$/, '')
  const key = `gatehouse:${root}:${name}`
  // Cookies are shared by all tabs, and so is what tells that they changed.
  const canShare = typeof localStorage !== 'undefined'
  const store =
    typeof storage === 'object'
      ? storage
      : storage === 'local' || (cookies && canShare)
        ? localStorageOf(key)
        : memoryStorage()
  const exclusive: Exclusive = openExclusive(key, store.isShared === true)
  const listeners = new Set<(isSignedIn: boolean) => void>()
  let renewing: Promise<Session | CommonError> | undefined

  async function read(): Promise<Session | undefined> {
    try {
      const session: unknown = JSON.parse((await store.get()) ?? 'null')
      return session && typeof session === 'object' && 'access' in session ? (session as Session) : undefined
    } catch {
      return undefined
    }
  }

  const tell = (isSignedIn: boolean) => {
    for (const listener of listeners) listener(isSignedIn)
  }
  const write = async (session: Session) => store.set(JSON.stringify(session))
  const begin = (session: Session) =>
    exclusive(async () => {
      await write(session)
      tell(true)
    })
  /** Keeps the id of the account with its session, unless there is another one by now. */
  const note = ({ access }: Session, id: string) =>
    exclusive(async () => {
      const now = await read()
      if (now?.access === access) await write({ ...now, id })
    })
  const forget = async () => {
    await store.remove()
    tell(false)
  }

  /** One request. `session`: as whom. */
  async function exchange(
    { method, path, json, form, challenge }: Request,
    session?: Session,
  ): Promise<Sent> {
    try {
      const response = await send(root + path, {
        method,
        credentials: cookies ? 'include' : 'omit',
        headers: {
          accept: 'application/json',
          ...(json && { 'content-type': 'application/json' }),
          ...(challenge !== undefined && { 'cf-turnstile-response': challenge }),
          ...(session && !cookies && { authorization: `Bearer ${session.access}` }),
        },
        body: json ? JSON.stringify(json) : (form ?? null),
      })
      const text = await response.text()
      return {
        status: response.status,
        body: parse(text),
        retryAfter: seconds(response.headers.get('retry-after')),
      }
    } catch (cause) {
      return { kind: 'network', message: 'The server could not be reached.', cause }
    }
  }

  /** A session that follows `used`, which was refused: one request for all who wait, in all tabs. */
  async function renew(used: Session): Promise<Session | CommonError> {
    const isFirst = renewing === undefined
    renewing ??= exclusive((followed) => renewOnce(used, followed)).finally(() => {
      renewing = undefined
    })
    const renewed = await renewing
    // The others waited for what came before the session that they used.
    return !isFirst && 'access' in renewed && renewed.access === used.access ? renew(used) : renewed
  }

  async function renewOnce(used: Session, followed: boolean): Promise<Session | CommonError> {
    const end = Date.now() + (followed ? SEEN_WITHIN : 0)
    let kept = await read()
    while (kept?.access === used.access && Date.now() < end) {
      await pause(20)
      kept = await read()
    }
    const now = kept ?? (cookies ? used : undefined)
    if (!now) return signedOut()
    // Another tab, or an earlier request, has done it.
    if (now.access !== used.access) return now
    if (!renewal) return ended()
    const sent = await exchange(renewal.request(now))
    if (!isAnswer(sent)) return sent
    const next = sent.status < 300 && readSession(() => renewal.read(sent.body))
    if (next) {
      const session = { ...now, ...next }
      await write(session)
      return session
    }
    // Only a refusal ends a session.
    if (sent.status < 400 || sent.status === 429 || sent.status >= 500)
      return errorOf<CommonError>(sent, () => undefined)
    return ended()
  }

  async function ended(): Promise<CommonError> {
    await forget()
    return signedOut('The session has ended.')
  }

  /** As the person who is signed in. After a 401 it is sent once more, with a renewed session. */
  async function exchangeSigned(request: Request): Promise<Sent> {
    const session = (await read()) ?? (cookies ? { access: '' } : undefined)
    if (!session) return signedOut()
    const sent = await exchange(request, session)
    if (!isAnswer(sent) || sent.status !== 401) return sent
    const renewed = await renew(session)
    return 'kind' in renewed ? renewed : exchange(request, renewed)
  }

  /** Wraps an answer. Responses are as the API documents have them, so their types are those of the documents. */
  function resultOf<Data, Refusal>(sent: Sent, readRefusal: ReadRefusal<Refusal>): Result<Data, Refusal> {
    if (!isAnswer(sent)) return { ok: false, error: sent }
    // Without a body it is not from this server, unless it says that there is none.
    if (sent.status === 204 || (sent.status < 300 && sent.body !== undefined))
      return { ok: true, data: sent.body as Data }
    return { ok: false, error: errorOf(sent, readRefusal) }
  }

  /** Ends the session here, whatever the server says, and then there. */
  const signOut = (tellServer: (session: Session, as: typeof exchange) => Promise<Sent>) =>
    exclusive(async () => {
      const session = (await read()) ?? (cookies ? { access: '' } : undefined)
      if (!session) return signedOut()
      await forget()
      return tellServer(session, exchange)
    })

  const state = {
    /** Whether there is a session here. It may have ended at the server, which the next call tells. */
    isSignedIn: async () => (await read()) !== undefined,
    /** Calls back when somebody signs in or out, in another tab as well with `local`. Returns how to stop it. */
    onChange(listener: (isSignedIn: boolean) => void): () => void {
      const hear = (event: StorageEvent) => {
        if (event.key !== key || (event.oldValue === null) === (event.newValue === null)) return
        listener(event.newValue !== null)
      }
      listeners.add(listener)
      globalThis.addEventListener?.('storage', hear)
      return () => {
        listeners.delete(listener)
        globalThis.removeEventListener?.('storage', hear)
      }
    },
  }

  return {
    state,
    root,
    waiting: waiting ?? tabStorageOf(`${key}:sign-in`),
    read,
    begin,
    note,
    exchange,
    exchangeSigned,
    resultOf,
    signOut,
  }
}

export type Core = ReturnType<typeof openCore>

/** A session as an answer has it; undefined if it has none. */
export function readSession(read: () => Session): Session | undefined {
  try {
    const session = read()
    return typeof session.access === 'string' ? session : undefined
  } catch {
    return undefined
  }
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

const seconds = (header: string | null) => (header && /^\d+$/.test(header) ? Number(header) : undefined)
