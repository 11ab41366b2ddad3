import type { QueuedJob, QueuePlace, QueueState } from '../../ports/email-queue.ts'
import type { Ports } from '../../ports/ports.ts'
import { type MailPorts, mailRequestedLink } from '../links/requested-links.ts'
import type { Me } from '../me.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, refuseUnlessStaff, refuseWhoMayNot } from './actor.ts'
import { ownEvent } from './own-event.ts'

/**
 * An email that has not been sent. `subject`: of an email; undefined for the request for one, which has a `purpose`. `to`
 * is the address but for its first letter and its domain: it may be one that the account has no more, and which the
 * console does not show. Both are undefined if it was sealed with a key that is gone.
 */
export type QueuedEmail = {
  id: string
  subject: string | undefined
  purpose: string | undefined
  to: string | undefined
  createdAt: number
  attempts: number
  dueAt: number
  givenUpAt: number | null
  fault: string | null
}

export type QueuePage = { emails: QueuedEmail[]; next: QueuePlace | undefined }

/** How many emails a page has. */
const LENGTH = 50

/** The emails that wait, or that were given up. Refuses as `not_yours`. */
export async function listEmails(
  { emailQueue }: Pick<Ports, 'emailQueue'>,
  actor: Actor,
  state: QueueState,
  after: QueuePlace | undefined,
): Promise<QueuePage> {
  refuseUnlessStaff(actor)
  const found = await emailQueue.list(state, { after, limit: LENGTH + 1 })
  const emails = found.slice(0, LENGTH).map(shown)
  const last = found.length > LENGTH ? emails.at(-1) : undefined
  const next = last && { id: last.id, at: (state === 'waiting' ? last.dueAt : last.givenUpAt) ?? 0 }
  return { emails, next }
}

const shown = ({ row, job }: QueuedJob): QueuedEmail => ({
  id: row.id,
  subject: job?.kind === 'email' ? job.message.subject : undefined,
  purpose: job?.kind === 'ask' ? job.ask.purpose : undefined,
  to: job && shortened(addressOf(job)),
  createdAt: row.createdAt,
  attempts: row.attempts,
  dueAt: row.dueAt,
  givenUpAt: row.deadAt,
  fault: row.fault,
})

function addressOf(job: NonNullable<QueuedJob['job']>): string {
  if (job.kind === 'email') return job.message.to
  return job.kind === 'ask' ? job.ask.address : ''
}

/** `a…@example.com` */
function shortened(address: string): string {
  const at = address.lastIndexOf('@')
  return `${[...address.slice(0, at)][0] ?? ''}…${address.slice(at)}`
}

type ChangePorts = Pick<Ports, 'change' | 'clock' | 'emailQueue' | 'events' | 'outbox' | 'sessions'>

/**
 * Sends an email now, with as many attempts as a new one. False if it is being sent at the moment. Refuses as
 * `not_yours`, `not_found` or `token_invalid`.
 */
export async function retryEmail(ports: ChangePorts & MailPorts, me: Me, id: string): Promise<boolean> {
  const { change, clock, emailQueue, outbox, sessions } = ports
  const { row, job } = await findEmail(ports, me, id)
  const now = clock.now()
  const condition = emailQueue.isFree(id, sessions.livesAsStaff(me.session.id))
  const done = await change({
    before: ownEvent(ports, 'email_retried', me, { id, condition }),
    set: emailQueue.renew(id, now, condition),
    proof: emailQueue.isRenewed(id, now),
  })
  if (done.length === 0) {
    await refuseWhoMayNot(ports, me)
    return false
  }
  // What cannot be opened is given up again by the cron.
  if (job)
    outbox.dispatch([{ row: { ...row, attempts: 0 }, job }], (ask, of) => mailRequestedLink(ports, ask, of))
  return true
}

/**
 * Deletes an email that has not been sent. False if there is none: it was sent or dropped meanwhile. Refuses as `not_yours`
 * or `token_invalid`.
 */
export async function dropEmail(ports: ChangePorts, me: Me, id: string): Promise<boolean> {
  const { change, emailQueue, sessions } = ports
  refuseUnlessStaff(me)
  if (!(await emailQueue.find(id))) return false
  const condition = emailQueue.isThere(id, sessions.livesAsStaff(me.session.id))
  const done = await change({
    before: ownEvent(ports, 'email_dropped', me, { id, condition }),
    set: emailQueue.drop(id, condition),
    proof: emailQueue.isGone(id),
  })
  if (done.length === 0) await refuseWhoMayNot(ports, me)
  return done.length > 0
}

async function findEmail({ emailQueue }: ChangePorts, me: Me, id: string): Promise<QueuedJob> {
  refuseUnlessStaff(me)
  const found = await emailQueue.find(id)
  if (!found) throw new Refusal('not_found')
  return found
}
