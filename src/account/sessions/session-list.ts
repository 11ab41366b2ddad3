import type { Ports } from '../../ports/ports.ts'
import type { Session } from '../../ports/schema.ts'
import type { Cursor } from '../../ports/sessions.ts'
import { newEvent } from '../events/event.ts'
import type { Me } from '../me.ts'
import { Refusal } from '../refusal.ts'
import { tokensEnd } from '../tokens/revocation-lifetime.ts'
import { type EndSessionPorts, endSession } from './session.ts'

/** One page of a user's sessions, newest first, and where the next page begins, if there is one. */
export type SessionPage = { sessions: Session[]; next: Cursor | undefined }

/** How many sessions a page has. */
const LENGTH = 100

/** Live sessions of an account, of every kind, whichever API made them. */
export async function listSessions(
  ports: Pick<Ports, 'sessions' | 'clock'>,
  { account }: Pick<Me, 'account'>,
  after: Cursor | undefined,
): Promise<SessionPage> {
  const { sessions, clock } = ports
  const found = await sessions.list(account.id, clock.now(), { after, limit: LENGTH + 1 })
  return { sessions: found.slice(0, LENGTH), next: found.length > LENGTH ? found[LENGTH - 1] : undefined }
}

/** Ends one of one's own sessions at once. Refuses as `not_found`, also for another account's session. */
export async function endOwnSession(ports: EndSessionPorts, { account }: Me, id: string): Promise<void> {
  const session = await ports.sessions.findOwn(account.id, id, ports.clock.now())
  if (!session) throw new Refusal('not_found')
  await endSession(ports, session, 'session_ended')
}

/**
 * Ends all other sessions of the user. Emailed links still work, because the owner may need them to recover the
 * account.
 */
export async function endOtherSessions(
  ports: Pick<
    Ports,
    'accounts' | 'sessions' | 'outbox' | 'clock' | 'change' | 'settings' | 'events' | 'clientInfo'
  >,
  me: Me,
): Promise<void> {
  const { account, session } = me
  const { accounts, sessions, outbox, clock, change } = ports
  const sessionVersion = session.sessionVersion + 1
  const revocation = { account: account.id, sessionVersion, keep: session.id }
  const jobs = await outbox.prepare({ kind: 'revocation', revocation, until: tokensEnd(ports) })
  const isMine = sessions.lives(session.id, session.sessionVersion)
  const isTakenAlong = sessions.lives(session.id, sessionVersion)
  const begun = await change({
    before: [
      newEvent(ports, 'sessions_ended', account.id, { me, condition: isMine }),
      sessions.deleteOthers(account.id, session.id, isMine),
      sessions.takeAlong(session.id, sessionVersion, isMine),
    ],
    set: accounts.raiseSessionVersion(account.id, sessionVersion, session.id),
    after: outbox.insert(jobs, isTakenAlong),
    proof: isTakenAlong,
  })
  if (begun.length > 0) return outbox.dispatch(jobs)
  // This session has raised the session version itself meanwhile, which ended the others; or it has ended.
  const now = await sessions.findById(session.id, clock.now())
  if (!now?.account.isActive) throw new Refusal('token_invalid')
}
