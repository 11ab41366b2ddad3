import type { Core } from '../core.ts'
import type { components } from '../documents/account.ts'
import type { ReadRefusal, Result } from '../result.ts'

type Schemas = components['schemas']

export type SessionItem = Schemas['Session']
export type SessionPage = Schemas['SessionPage']
export type OwnAccount = Schemas['Account']

/** A refusal of `/account/…`: problem details (RFC 9457). `type` tells which one. */
export type AccountRefusal = Schemas['Problem'] & { kind: 'problem'; message: string }

type Answer<Data> = Promise<Result<Data, AccountRefusal>>

export const readProblem: ReadRefusal<AccountRefusal> = ({ body }) => {
  const problem = body as Partial<Schemas['Problem']> | null | undefined
  if (typeof problem?.type !== 'string' || typeof problem.title !== 'string') return undefined
  return { ...(problem as Schemas['Problem']), kind: 'problem', message: problem.title }
}

/** What `/account` has for the session of any API. */
export function accountOf({ exchangeSigned, resultOf }: Core) {
  const ask = async <Data>(method: string, path: string): Answer<Data> =>
    resultOf(await exchangeSigned({ method, path: `/account${path}` }), readProblem)

  return {
    /** The account, whichever API it signed in through. */
    account: () => ask<OwnAccount>('GET', ''),
    sessions: {
      /** Where the user is signed in, newest first. `after`: the `next` of the page before. */
      list: (after?: string) =>
        ask<SessionPage>('GET', `/sessions${after ? after.replace(/^[^?]*/, '') : ''}`),
      /** Ends one session. */
      end: (id: string) => ask<undefined>('DELETE', `/sessions/${encodeURIComponent(id)}`),
      /** Signs out everywhere else. */
      endOthers: () => ask<undefined>('DELETE', '/sessions'),
    },
    removeAvatar: () => ask<undefined>('DELETE', '/avatar'),
    removeCover: () => ask<undefined>('DELETE', '/cover'),
  }
}
