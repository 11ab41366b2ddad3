import { type Core, type Request, readSession, type Session } from '../core.ts'
import { type CommonError, type ReadRefusal, type Result, signedOut } from '../result.ts'

/** What may come with a form that anybody can send: the solution of a Turnstile challenge. */
export type Public = { challenge?: string }

/** The calls of an API, whose refusals are read in one way. `unwrap`: what of a body is the data. */
export function callsOf<Refusal>(
  core: Core,
  readRefusal: ReadRefusal<Refusal>,
  unwrap: (body: unknown) => unknown = (body) => body,
) {
  const result = <Data>(sent: Awaited<ReturnType<Core['exchange']>>): Result<Data, Refusal> => {
    const read = core.resultOf<unknown, Refusal>(sent, readRefusal)
    return read.ok ? { ok: true, data: unwrap(read.data) as Data } : read
  }

  /** A call that anybody may make. */
  const open = async <Data>(request: Request): Promise<Result<Data, Refusal>> =>
    result(await core.exchange(request))

  /** A call as the person who is signed in. */
  const signed = async <Data>(request: Request): Promise<Result<Data, Refusal>> =>
    result(await core.exchangeSigned(request))

  return {
    open,
    signed,
    /** Signs in, and keeps the session that the answer has. */
    async begin<Data>(request: Request, session: (data: Data) => Session): Promise<Result<Data, Refusal>> {
      const answer = await open<Data>(request)
      if (!answer.ok) return answer
      const begun = readSession(() => session(answer.data))
      if (!begun) return { ok: false, error: unexpected(200) }
      await core.begin(begun)
      return answer
    },
    /** Signs out. The session is gone here whatever comes of it. */
    async end(tellServer: Parameters<Core['signOut']>[0]): Promise<Result<undefined, Refusal>> {
      const answer = result<unknown>(await core.signOut(tellServer))
      return answer.ok ? { ok: true, data: undefined } : answer
    },
    /** With the account's own id, which is asked for once a session. */
    async withId<Data>(make: (id: string) => Request): Promise<Result<Data, Refusal>> {
      const session = await core.read()
      if (!session) return { ok: false, error: signedOut() }
      if (session.id !== undefined) return signed<Data>(make(session.id))
      const sent = await core.exchangeSigned({ method: 'GET', path: '/account' })
      if ('kind' in sent) return { ok: false, error: sent }
      const { id } = Object(sent.body) as { id?: unknown }
      if (typeof id !== 'string') return { ok: false, error: unexpected(sent.status) }
      await core.note(session, id)
      return signed<Data>(make(id))
    },
  }
}

export const unexpected = (status: number): CommonError => ({
  kind: 'server',
  message: 'The server did not answer as expected.',
  status,
})

/** A form with files. */
export function formOf(fields: object): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined) form.append(name, value instanceof Blob ? value : String(value))
  return form
}
