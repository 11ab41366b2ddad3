import type { Ports } from '../../ports/ports.ts'
import { commitJobs } from '../commit-all.ts'
import { verificationEmail } from '../emails/emails.ts'
import { type EventPorts, newEvent } from '../events/event.ts'
import { restoreTries } from '../limits/login-throttle.ts'
import { mailRequestedLink, type RequestPorts } from '../links/requested-links.ts'
import { linkPurposes } from '../one-time-tokens/link-purposes.ts'
import { newLink } from '../one-time-tokens/one-time-link.ts'
import { Refusal } from '../refusal.ts'
import { type EndSessionPorts, endSession } from '../sessions/session.ts'
import { type Actor, mayAct, refuseUnlessStaff, refuseWhoMayNot } from './actor.ts'
import { findUser } from './users.ts'

/*
 * What staff do for a person who cannot sign in, and about one of their sessions. Each verb refuses as `not_yours` (not
 * staff), `not_found`, or `token_invalid` (the session ended meanwhile), and changes nothing then.
 */

type SendPorts = RequestPorts & EventPorts & Pick<Ports, 'sessions'>

/**
 * Sends the email to choose a new password, whatever the hourly limit of the address. False if there is nobody to send
 * it to: no email address, or an account that may not sign in.
 */
export async function sendReset(ports: SendPorts, me: Actor, id: string): Promise<boolean> {
  const { outbox } = ports
  const account = await findUser(ports, me, id)
  if (account.email === '' || !linkPurposes.reset.mayHave(account)) return false
  const may = mayAct(ports, me)
  const jobs = await outbox.prepare({
    kind: 'ask',
    ask: { purpose: 'reset', address: account.email, urgent: true },
  })
  const noted = newEvent(ports, 'reset_sent', id, { me, ...(may && { condition: may }) })
  await commitJobs(ports, [noted, ...outbox.insert(jobs, may)], jobs)
  await refuseWhoMayNot(ports, me)
  outbox.dispatch(jobs, (ask, job) => mailRequestedLink(ports, ask, job))
  return true
}

/** Sends the email to confirm an address. False if there is no address to confirm. */
export async function sendVerification(ports: SendPorts, me: Actor, id: string): Promise<boolean> {
  const account = await findUser(ports, me, id)
  const email = account.pendingEmail ?? account.email
  if (email === '' || !linkPurposes.email.mayHave(account)) return false
  const may = mayAct(ports, me)
  const { statements, jobs } = await newLink(
    ports,
    'email',
    { ...account, email, emailVerifiedAt: null },
    { write: verificationEmail, urgent: true, ...(may && { condition: may }) },
  )
  const noted = newEvent(ports, 'verification_sent', id, { me, ...(may && { condition: may }) })
  await commitJobs(ports, [noted, ...statements], jobs)
  await refuseWhoMayNot(ports, me)
  ports.outbox.dispatch(jobs)
  return true
}

/** Until when sign-in waits after wrong passwords, in milliseconds; null without a wait. */
export type Waits = { knownClients: number | null; otherClients: number | null }

/** The waits of an account. Clients that signed in before are counted separately. */
export async function waitsOf(
  { throttle, clock }: Pick<Ports, 'throttle' | 'clock'>,
  id: string,
): Promise<Waits> {
  const waits = await throttle.waits(id, clock.now())
  const until = (known: boolean) =>
    waits
      .filter(({ isKnownClient }) => Boolean(isKnownClient) === known)
      .reduce<number | null>((latest, { at }) => Math.max(latest ?? 0, at), null)
  return { knownClients: until(true), otherClients: until(false) }
}

/** Lets the owner sign in without a wait: wrong passwords at the account are forgotten, from every client. */
export async function forgetTries(
  ports: EventPorts & Pick<Ports, 'accounts' | 'commit' | 'sessions' | 'throttle'>,
  me: Actor,
  id: string,
): Promise<void> {
  await findUser(ports, me, id)
  const may = mayAct(ports, me)
  const noted = newEvent(ports, 'tries_forgotten', id, { me, ...(may && { condition: may }) })
  await ports.commit(noted, restoreTries(ports, id, may))
  await refuseWhoMayNot(ports, me)
}

/** Ends one session of an account at once. Refuses as `not_found`, also for another account's session. */
export async function endSessionOf(
  ports: EndSessionPorts,
  me: Actor,
  id: string,
  sessionId: string,
): Promise<void> {
  refuseUnlessStaff(me)
  const session = await ports.sessions.findOwn(id, sessionId, ports.clock.now())
  if (!session) throw new Refusal('not_found')
  if (!(await endSession(ports, session, 'session_ended', { by: me }))) await refuseWhoMayNot(ports, me)
}
