import type { Condition } from '../../ports/database.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import type { Factor } from '../../ports/second-factors.ts'
import {
  appRemovedEmail,
  approvalOnEmail,
  factorAddedEmail,
  factorRemovedEmail,
  factorReplacedEmail,
  recoveryCodesMadeEmail,
} from '../emails/emails.ts'
import { newNotice } from '../emails/notices.ts'
import { newEvent } from '../events/event.ts'
import { codesOf, hashClient, restoreTries } from '../limits/login-throttle.ts'
import type { Me } from '../me.ts'
import { shownName } from '../names/shown-name.ts'
import { NO_EMAIL } from '../one-time-tokens/one-time-link.ts'
import { Refusal } from '../refusal.ts'
import { tokensEnd } from '../tokens/revocation-lifetime.ts'
import { checkCode, sentCode } from './check-code.ts'
import type { FactorPorts } from './factor-ports.ts'
import { withMethod } from './level.ts'
import { deadlineOf, isDemanded, requiredFactor, staffOr } from './policy.ts'
import { refuseUnproved } from './proof.ts'
import { countCodes, newRecoveryCodes } from './recovery-codes.ts'
import { isUnused, lateCode, tellOfRecovery, wrongCode } from './second-step.ts'
import { matchingStep, type Totp, toBase32 } from './totp.ts'
import { newTotp, sealTotp, unsealTotp } from './totp-secret.ts'

/** How long, in milliseconds, a secret waits for its first code. */
const TO_CONFIRM = 15 * 60_000

/** What the owner sees of their second factor. Times are milliseconds. */
export type FactorView = {
  isRequired: boolean
  requiredBy: 'you' | 'policy' | null
  hasTotp: boolean
  totpAddedAt: number | null
  passkeys: number
  codesLeft: number
  emailApproval: boolean
  deadline: number | null
}

export async function viewFactor(
  ports: Pick<Ports, 'secondFactors' | 'settings'>,
  me: Pick<Me, 'account' | 'lacksFactor'>,
): Promise<FactorView> {
  const { account } = me
  const { factor: found, passkeys } = await ports.secondFactors.find(account.id)
  const factor = requiredFactor(ports, found)
  const isPolicy = isDemanded(ports, staffOr(me))
  return {
    isRequired: factor !== undefined,
    requiredBy: isPolicy ? 'policy' : factor ? 'you' : null,
    hasTotp: factor !== undefined && factor.totp !== null,
    totpAddedAt: factor?.totpAddedAt ?? null,
    passkeys,
    codesLeft: countCodes(factor?.recovery ?? ''),
    emailApproval: factor?.emailApproval ?? false,
    deadline: factor ? null : deadlineOf(ports, account),
  }
}

/**
 * A new secret for an authenticator app, which is not in use before `confirmTotp`. It takes the place of an earlier one
 * that was not confirmed. Refuses as `proof_needed`.
 */
export async function beginTotp(ports: FactorPorts, me: Me) {
  const { secondFactors, sessions, clock, settings, change } = ports
  const { account, session } = me
  refuseUnproved(ports, me, await secondFactors.find(account.id))
  const totp = newTotp(ports)
  const sealed = await sealTotp(ports, account.id, totp)
  const now = clock.now()
  const pending = { sealed, until: now + TO_CONFIRM, now }
  const begun = await change({
    set: secondFactors.begin(account.id, pending, sessions.lives(session.id)),
    proof: secondFactors.isPending(account.id, sealed),
  })
  if (begun.length === 0) throw new Refusal('token_invalid')
  return shownTotp({ settings }, account, { totp, expiresAt: pending.until })
}

/** The secret that waits for its first code, once more. Undefined if there is none. */
export async function pendingTotp(
  ports: Pick<Ports, 'secondFactors' | 'keys' | 'clock' | 'settings'>,
  me: Me,
) {
  const { account } = me
  const { factor: found } = await ports.secondFactors.find(account.id)
  const expiresAt = found?.pendingUntil ?? 0
  if (!found?.pending || expiresAt <= ports.clock.now()) return undefined
  const totp = await unsealTotp(ports, account.id, found.pending)
  return totp && shownTotp(ports, account, { totp, expiresAt })
}

function shownTotp(
  { settings }: Pick<Ports, 'settings'>,
  account: Account,
  { totp, expiresAt }: { totp: Totp; expiresAt: number },
) {
  const secret = toBase32(totp.secret)
  return { secret, url: otpauthUrl(settings.SITE_NAME, shownName(account), secret), expiresAt }
}

/** How many bytes a name has at most: with both names, a URL fits into a QR code, which holds 2,331 of them. */
const LONGEST = { site: 300, account: 1500 }

/** What an app reads from a QR code. A colon would divide the name of the site. */
function otpauthUrl(siteName: string, username: string, secret: string): string {
  const issuer = escaped(siteName.replaceAll(':', ''), LONGEST.site)
  return `otpauth://totp/${issuer}:${escaped(username, LONGEST.account)}?secret=${secret}&issuer=${issuer}`
}

/** As much of the text as is no longer than that, escaped. */
function escaped(text: string, longest: number): string {
  let all = ''
  for (const letter of text) {
    const next = all + encodeURIComponent(letter)
    if (next.length > longest) break
    all = next
  }
  return all
}

/**
 * Puts the new secret in use, with the first code of its app, which is used up. With the first factor every other session
 * ends, and there are recovery codes; otherwise those that there are stay, and none are returned. Refuses as
 * `proof_needed`, or as `invalid` for a wrong code and a secret that has expired.
 */
export async function confirmTotp(ports: FactorPorts, me: Me, sent: unknown): Promise<string[]> {
  const { secondFactors, sessions, clock, change, outbox } = ports
  const { account, session } = me
  const { id } = account
  const owned = await secondFactors.find(id)
  refuseUnproved(ports, me, owned)
  const { factor: found } = owned
  const step = await confirmingStep(ports, found, sent)
  const pending = found?.pending
  if (!pending || step === undefined) throw Refusal.of('code', 'wrong')

  const isFirst = requiredFactor(ports, found) === undefined
  const made = isFirst ? await newRecoveryCodes(ports, id) : undefined
  const isMine = sessions.lives(session.id, session.sessionVersion)
  const isPending = secondFactors.isPending(id, pending, isMine)
  const isNow = secondFactors.isTotp(id, pending, isMine)
  const write = isFirst ? factorAddedEmail : factorReplacedEmail
  const notice = await newNotice(ports, account, isPending, { about: 'factor', write })
  const first = isFirst ? await endOthers(ports, me, isNow) : NO_EMAIL
  // After the notice: its link takes away what was added at its time or later.
  const now = clock.now()
  const done = await change({
    before: [
      newEvent(ports, 'factor_added', id, { me, condition: isPending }),
      ...changedFactor(ports, id, isPending),
      sessions.prove(session.id, { methods: withMethod(session, 'otp'), provedAt: now }, isPending),
      ...notice.statements,
    ],
    set: secondFactors.activate(
      { accountId: id, pending },
      { totp: pending, step, recovery: made?.recovery ?? null },
      now,
      isMine,
    ),
    after: first.statements,
    proof: secondFactors.isTotp(id, pending),
  })
  if (done.length === 0) throw Refusal.of('code', 'wrong')
  outbox.dispatch([...first.jobs, ...notice.jobs])
  return made?.codes ?? []
}

async function confirmingStep(
  ports: Pick<Ports, 'keys' | 'clock'>,
  found: Factor | undefined,
  sent: unknown,
): Promise<number | undefined> {
  const now = ports.clock.now()
  if (!found?.pending || (found.pendingUntil ?? 0) <= now) return undefined
  const totp = await unsealTotp(ports, found.accountId, found.pending)
  return totp && matchingStep(totp, sentCode({ otp: sent })?.text ?? '', now)
}

/** A thief's session must not outlive the first factor: statements for its batch, and jobs to dispatch. */
export async function endOthers(ports: FactorPorts, { account, session }: Me, condition: Condition) {
  const { accounts, sessions, outbox } = ports
  const { id } = account
  const sessionVersion = session.sessionVersion + 1
  const revocation = { account: id, sessionVersion, keep: session.id }
  const jobs = await outbox.prepare({ kind: 'revocation', revocation, until: tokensEnd(ports) })
  const isTakenAlong = sessions.lives(session.id, sessionVersion)
  return {
    statements: [
      sessions.takeAlong(session.id, sessionVersion, condition),
      accounts.raiseSessionVersion(id, sessionVersion, session.id),
      sessions.deleteOthers(id, session.id, isTakenAlong),
      ...outbox.insert(jobs, isTakenAlong),
    ],
    jobs,
  }
}

/** What follows from a change of the factor: nobody is trusted or approved any more, and tries begin anew. */
export const changedFactor = (
  ports: Pick<Ports, 'secondFactors' | 'throttle'>,
  id: string,
  condition: Condition,
) => [
  ports.secondFactors.distrust(id, '', condition),
  ports.secondFactors.endApprovals(id, condition),
  restoreTries(ports, id, condition),
]

/**
 * Takes the authenticator app away, and with it, if there is no passkey, the recovery codes. `code`: a proof that is sent
 * with the request. Refuses as `proof_needed`, `code_wrong`, `no_factor` or `last_factor` (the policy requires one).
 */
export async function removeTotp(ports: FactorPorts, me: Me, code?: string): Promise<void> {
  const { secondFactors, passkeys, sessions, change, outbox } = ports
  const { account, session } = me
  const { id } = account
  const { factor, right, conditions, refuse } = await ownFactor(ports, me, code)
  if (factor.totp === null) throw new Refusal('no_factor')
  const isLast = factor.passkeys === 0
  if (isLast && isDemanded(ports, staffOr(me))) throw new Refusal('last_factor')
  const isMine = secondFactors.isTotp(
    id,
    factor.totp,
    sessions.lives(session.id),
    ...conditions,
    // Another request may take the last passkey away.
    ...(isLast ? [] : [passkeys.hasOther(id, '')]),
  )
  const isGone = isLast ? secondFactors.isGone(id) : secondFactors.isTotp(id, null)
  const write = isLast ? factorRemovedEmail : appRemovedEmail
  const notice = await newNotice(ports, account, isMine, { about: 'factor', write })
  // With the last factor all recovery codes go.
  const used = !isLast && right && 'tag' in right ? right : undefined
  const told = used ? await tellOfRecovery(ports, account, used, isMine) : NO_EMAIL
  const done = await change({
    before: [
      newEvent(ports, 'factor_removed', id, { me, condition: isMine }),
      ...notice.statements,
      ...told.statements,
    ],
    set: isLast ? secondFactors.remove(id, isMine) : secondFactors.removeTotp(id, used?.tag, isMine),
    after: changedFactor(ports, id, isGone),
    proof: isGone,
  })
  if (done.length === 0) throw await refuse()
  outbox.dispatch([...notice.jobs, ...told.jobs])
}

/**
 * The factor of an account that proved itself with it, or does so with a code: the conditions of a change, and the refusal
 * if one of them was not met.
 */
async function ownFactor(ports: FactorPorts, me: Me, sent?: string) {
  const { account } = me
  const owned = await ports.secondFactors.find(account.id)
  const factor = requiredFactor(ports, owned.factor)
  if (!factor) throw new Refusal('no_factor')
  if (sent === undefined) {
    refuseUnproved(ports, me, owned)
    return { factor, conditions: [], refuse: async () => new Refusal('no_factor') }
  }
  const counted = codesOf(ports, account.id, { clientHash: await hashClient(ports) })
  const right = await checkCode(ports, factor, { text: sentCode({ otp: sent })?.text ?? '' })
  if (typeof right === 'string')
    throw await wrongCode(ports, counted, account, { from: 'field', isUsed: right === 'used' })
  const isAdmitted = ports.throttle.mayTry(counted, ports.clock.now())
  return {
    factor,
    right,
    conditions: [isUnused(ports, account.id, right), isAdmitted],
    refuse: () => lateCode(ports, counted, account, { from: 'field' }),
  }
}

/** Ten new recovery codes; the old ones stop working. Refuses as `removeTotp` does, but never as `last_factor`. */
export async function renewRecoveryCodes(ports: FactorPorts, me: Me, code?: string): Promise<string[]> {
  const { secondFactors, sessions, clock, change, outbox } = ports
  const { account, session } = me
  const { id } = account
  const { factor, right, conditions, refuse } = await ownFactor(ports, me, code)
  const { codes, recovery } = await newRecoveryCodes(ports, id)
  const isNow = secondFactors.isRecovery(id, recovery)
  const notice = await newNotice(ports, account, isNow, { about: 'factor', write: recoveryCodesMadeEmail })
  const isMine = secondFactors.isTotp(id, factor.totp, sessions.lives(session.id), ...conditions)
  const done = await change({
    set: secondFactors.setRecovery(id, { recovery, now: clock.now() }, isMine),
    after: [
      newEvent(ports, 'recovery_codes_made', id, { me, condition: isNow }),
      ...(right && 'step' in right ? [secondFactors.useStep(id, right.step, right.resealed, isNow)] : []),
      ...changedFactor(ports, id, isNow),
      ...notice.statements,
    ],
    proof: isNow,
  })
  if (done.length === 0) throw await refuse()
  outbox.dispatch(notice.jobs)
  return codes
}

/**
 * Turns approval by email on or off. Refuses as `proof_needed` or `no_factor`, and as `invalid` where the deployment does
 * not have it, or for staff.
 */
export async function setEmailApproval(ports: FactorPorts, me: Me, isOn: boolean): Promise<void> {
  const { secondFactors, sessions, settings, change, outbox } = ports
  const { account, session } = me
  const { id } = account
  const { factor } = await ownFactor(ports, me)
  if (isOn && (!settings.EMAIL_APPROVAL || staffOr(me).isStaff || account.email === ''))
    throw Refusal.of('emailApproval', 'malformed')
  if (factor.emailApproval === isOn) return
  const isOther = secondFactors.isApproval(id, !isOn, sessions.lives(session.id))
  const notice = isOn
    ? await newNotice(ports, account, isOther, { about: 'factor', write: approvalOnEmail })
    : NO_EMAIL
  const done = await change({
    before: [...(isOn ? [] : [secondFactors.endApprovals(id, isOther)]), ...notice.statements],
    set: secondFactors.setApproval(id, isOn, isOther),
    proof: secondFactors.isApproval(id, isOn),
  })
  if (done.length === 0) throw new Refusal('no_factor')
  outbox.dispatch(notice.jobs)
}
