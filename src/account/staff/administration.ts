import type { PreparedJob } from '../../ports/outbox.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import { type EventPorts, newEvent } from '../events/event.ts'
import type { Me } from '../me.ts'
import { type ConfirmPorts, confirmPassword } from '../passwords/change-password.ts'
import { Refusal } from '../refusal.ts'
import { tokensEnd } from '../tokens/revocation-lifetime.ts'
import { type Actor, mayAct, refuseOneself, refuseUnlessStaff, refuseWhoMayNot } from './actor.ts'
import { findUser } from './users.ts'

type StaffPorts = EventPorts & Pick<Ports, 'administration' | 'change' | 'accounts' | 'sessions'>
type EndingPorts = StaffPorts & Pick<Ports, 'oneTimeTokens' | 'outbox' | 'secondFactors' | 'settings'>

type Ending = 'disabled' | 'enabled' | 'sessions_ended'

const STATUSES = {
  disabled: { isActive: false, awaitsActivation: false },
  enabled: { isActive: true, awaitsActivation: false },
  sessions_ended: undefined,
}

/** How often a change is tried while the account is changed by others at the same time. */
const ATTEMPTS = 5

/*
 * What staff do to other accounts. Each verb refuses as `not_yours` (not staff), `not_found`, or `token_invalid` (the session
 * ended meanwhile), and changes nothing then.
 */

/**
 * Disables an account: its sessions, JWTs and emailed links stop working. False if it was disabled already. Refuses as
 * `own_account`. `note`: the reason, for staff to read.
 */
export const disableAccount = (
  ports: EndingPorts,
  actor: Actor,
  id: string,
  note?: string,
): Promise<boolean> => endSessions(ports, actor, id, { kind: 'disabled', note })

/**
 * Lets the owner sign in again, or for the first time without activation. Earlier sessions, JWTs and links stay
 * invalid. False if the account was enabled already.
 */
export const enableAccount = (
  ports: EndingPorts,
  actor: Actor,
  id: string,
  note?: string,
): Promise<boolean> => endSessions(ports, actor, id, { kind: 'enabled', note })

/** Ends every session of an account. Emailed links still work, because the owner may need them to recover it. */
export async function endAllSessions(ports: EndingPorts, actor: Actor, id: string): Promise<void> {
  await endSessions(ports, actor, id, { kind: 'sessions_ended' })
}

/** Makes a user staff. False if they were already. */
export const promote = (ports: StaffPorts, actor: Actor, id: string): Promise<boolean> =>
  setStaff(ports, actor, id, true)

/** The same in a browser or with a credential, which may be somebody else's by now: with one's own password. */
export async function promoteWithPassword(
  ports: StaffPorts & ConfirmPorts,
  me: Me,
  id: string,
  password: string,
): Promise<boolean> {
  refuseUnlessStaff(me)
  await confirmPassword(ports, me, password)
  return promote(ports, me, id)
}

/** Takes staff rights away, from the next request on. False if the user had none. Refuses as `own_account`. */
export const demote = (ports: StaffPorts, actor: Actor, id: string): Promise<boolean> =>
  setStaff(ports, actor, id, false)

type Ended = { kind: Ending; note?: string | undefined }

async function endSessions(
  ports: EndingPorts,
  actor: Actor,
  id: string,
  { kind, note }: Ended,
): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const account = await findUser(ports, actor, id)
    if (kind === 'disabled') refuseOneself(actor, id)
    if (isDone(account, kind)) return false
    const revocation = { account: id, sessionVersion: account.sessionVersion + 1, keep: null }
    const jobs = await ports.outbox.prepare({ kind: 'revocation', revocation, until: tokensEnd(ports) })
    if (await commitEnding(ports, actor, account, { kind, jobs, note })) {
      ports.outbox.dispatch(jobs)
      return true
    }
    // The account got another session version meanwhile, which the revocation has to name; or the actor lost the right.
    await refuseWhoMayNot(ports, actor)
  }
  throw new Refusal('busy')
}

function isDone({ isActive, awaitsActivation }: Account, kind: Ending): boolean {
  if (kind === 'disabled') return !isActive && !awaitsActivation
  return kind === 'enabled' && isActive
}

/**
 * Whether the change was made. It comes after the statements that depend on the old values, and before dead sessions
 * are deleted.
 */
async function commitEnding(
  ports: EndingPorts,
  actor: Actor,
  account: Account,
  { kind, jobs, note }: Ended & { jobs: PreparedJob[] },
): Promise<boolean> {
  const { administration, sessions, oneTimeTokens, secondFactors, outbox, clock, change } = ports
  const { id } = account
  const condition = administration.isAsRead(account, mayAct(ports, actor))
  const status = STATUSES[kind]
  const done = await change({
    before: [
      newEvent(ports, kind, id, { me: actor, condition, note: note || null }),
      ...outbox.insert(jobs, condition),
      ...(status
        ? [
            oneTimeTokens.deleteEvery(id, condition),
            secondFactors.distrust(id, '', condition),
            secondFactors.endApprovals(id, condition),
          ]
        : []),
    ],
    set: administration.raiseSessionVersion(id, status, clock.now(), condition),
    after: [sessions.deleteDead(id)],
    proof: outbox.isPending(jobs[0]?.row.id ?? ''),
  })
  return done.length > 0
}

async function setStaff(ports: StaffPorts, actor: Actor, id: string, isStaff: boolean): Promise<boolean> {
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
  // Another request was faster, or the actor lost the right.
  if (done.length === 0) await refuseWhoMayNot(ports, actor)
  return done.length > 0
}
