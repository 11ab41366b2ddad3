import type { PreparedJob } from '../../ports/outbox.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import { newEvent } from '../events/event.ts'
import { Refusal } from '../refusal.ts'
import { tokensEnd } from '../tokens/jwt-lifetime.ts'
import { type Actor, mayAct, refuseWhoMayNot } from './actor.ts'
import { findUser } from './users.ts'

type Ending = 'disabled' | 'enabled' | 'sessions_ended'

const STANDINGS = {
  disabled: { isActive: false, awaitsActivation: false },
  enabled: { isActive: true, awaitsActivation: false },
  sessions_ended: undefined,
}

/** How often an account is looked at again that others change at the same time. */
const ATTEMPTS = 5

/*
 * What is done to other people's accounts. Each verb refuses as `not_yours` who is not staff, as `not_found`, and as
 * `token_invalid` whose session ended meanwhile; nothing is changed then.
 */

/**
 * Lets nobody in with an account any more: its sessions and JWTs end, and every link that was mailed dies. False when it
 * was disabled before. Refuses as `own_account`.
 */
export const disableAccount = (ports: Ports, actor: Actor, id: string): Promise<boolean> =>
  beginAnew(ports, actor, id, 'disabled')

/**
 * Lets the owner sign in again, or for the first time without activation. No session, JWT or link from before comes back.
 * False when the account was enabled.
 */
export const enableAccount = (ports: Ports, actor: Actor, id: string): Promise<boolean> =>
  beginAnew(ports, actor, id, 'enabled')

/** Signs somebody out everywhere. Links that were mailed go on: they may be the owner's rescue. */
export async function endAllSessions(ports: Ports, actor: Actor, id: string): Promise<void> {
  await beginAnew(ports, actor, id, 'sessions_ended')
}

/** Makes somebody staff. False when they were. */
export const promote = (ports: Ports, actor: Actor, id: string): Promise<boolean> =>
  setStaff(ports, actor, id, true)

/** Makes somebody staff no more, from the next request on. False when they were none. Refuses as `own_account`. */
export const demote = (ports: Ports, actor: Actor, id: string): Promise<boolean> =>
  setStaff(ports, actor, id, false)

async function beginAnew(ports: Ports, actor: Actor, id: string, kind: Ending): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const account = await findUser(ports, actor, id)
    if (kind === 'disabled') refuseOneself(actor, id)
    if (isDone(account, kind)) return false
    const revocation = { account: id, sessionVersion: account.sessionVersion + 1, keep: null }
    const jobs = await ports.outbox.prepare({ kind: 'revocation', revocation, until: tokensEnd(ports) })
    if (await commitEnding(ports, actor, account, kind, jobs)) {
      ports.outbox.dispatch(jobs)
      return true
    }
    // The account began another session version meanwhile, and KV has to be told of the right one; or the actor may not any more.
    await refuseWhoMayNot(ports, actor)
  }
  throw new Refusal('busy')
}

function isDone({ isActive, awaitsActivation }: Account, kind: Ending): boolean {
  if (kind === 'disabled') return !isActive && !awaitsActivation
  return kind === 'enabled' && isActive
}

/** Whether it came about. The account changes after all that depends on how it was, and its dead sessions go after it. */
async function commitEnding(
  ports: Ports,
  actor: Actor,
  account: Account,
  kind: Ending,
  jobs: PreparedJob[],
): Promise<boolean> {
  const { administration, sessions, oneTimeTokens, outbox, clock, change } = ports
  const { id } = account
  const condition = administration.isAsRead(account, mayAct(ports, actor))
  const standing = STANDINGS[kind]
  const done = await change({
    before: [
      newEvent(ports, kind, id, { me: actor, condition }),
      ...outbox.insert(jobs, condition),
      ...(standing ? [oneTimeTokens.deleteEvery(id, condition)] : []),
    ],
    set: administration.raiseSessionVersion(id, standing, clock.now(), condition),
    after: [sessions.deleteDead(id)],
    proof: outbox.isPending(jobs[0]?.row.id ?? ''),
  })
  return done.length > 0
}

async function setStaff(ports: Ports, actor: Actor, id: string, isStaff: boolean): Promise<boolean> {
  const { administration, clock, change } = ports
  const account = await findUser(ports, actor, id)
  if (!isStaff) refuseOneself(actor, id)
  if (account.isStaff === isStaff) return false
  const now = clock.now()
  const condition = administration.isStaff(id, !isStaff, mayAct(ports, actor))
  const kind = isStaff ? 'staff_granted' : 'staff_withdrawn'
  const done = await change({
    before: [newEvent(ports, kind, id, { me: actor, condition })],
    set: administration.setStaff(id, isStaff, now, condition),
    proof: administration.isStaffSince(id, isStaff, now),
  })
  // Somebody else was faster, or the actor may not any more.
  if (done.length === 0) await refuseWhoMayNot(ports, actor)
  return done.length > 0
}

/** Whoever shut themselves out could not let themselves in again. */
function refuseOneself(actor: Actor, id: string): void {
  if (actor?.account.id === id) throw new Refusal('own_account')
}
