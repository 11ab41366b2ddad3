import type { Ports } from '../../ports/ports.ts'
import type { Account, Session } from '../../ports/schema.ts'
import type { Factor, Owned } from '../../ports/second-factors.ts'
import { codesOf, forgetOwnCodes, hashClient } from '../limits/login-throttle.ts'
import type { Me } from '../me.ts'
import { confirmPassword } from '../passwords/change-password.ts'
import { Refusal } from '../refusal.ts'
import { checkCode, sentCode } from './check-code.ts'
import type { FactorPorts } from './factor-ports.ts'
import { levelOf, provesOwner, withMethod } from './level.ts'
import { isDemanded, methodsOf, requiredFactor, staffOr } from './policy.ts'
import { isUnused, lateCode, useUp, wrongCode } from './second-step.ts'

/*
 * A recent proof that the owner is there, for changes of the second factor. Who has a factor proves it with the factor:
 * a thief with a session and the password must not take it away. A trusted client or an approval proves nothing.
 */

/** Whether the owner proved themselves in this session not long ago. */
function isProved(
  { settings, clock }: Pick<Ports, 'settings' | 'clock'>,
  session: Session,
  hasFactor: boolean,
): boolean {
  const isRecent = (at: number | null) => at !== null && clock.now() - at < settings.SUDO_SECONDS * 1000
  if (hasFactor) return levelOf(session) === 2 && (isRecent(session.createdAt) || isRecent(session.provedAt))
  return (provesOwner(session) && isRecent(session.createdAt)) || isRecent(session.provedAt)
}

/** Refuses as `proof_needed`, with what would prove it. */
export function refuseUnproved(ports: Pick<Ports, 'settings' | 'clock'>, me: Me, owned: Owned): void {
  const byFactor = factorProof(ports, me, owned)
  if (isProved(ports, me.session, byFactor !== undefined)) return
  throw proofNeeded(ports, byFactor ?? (owned.passkeys > 0 ? ['password', 'passkey'] : ['password']))
}

/**
 * What proves the owner where the password is no proof; undefined where it is one. Where the policy demands a factor, a
 * passkey is one although no sign-in needs it yet: otherwise a thief of the password would add a factor beside it, and
 * have what the policy keeps from passwords.
 */
function factorProof(
  ports: Pick<Ports, 'settings'>,
  me: Me,
  { factor: found, passkeys }: Owned,
): string[] | undefined {
  const factor = requiredFactor(ports, found)
  if (factor) return codesOfOwner(ports, me.account, factor)
  return passkeys > 0 && isDemanded(ports, staffOr(me)) ? ['passkey'] : undefined
}

/** The same where the password is no proof, though no sign-in needs a factor yet. */
export function refuseWithoutPasskey(ports: Pick<Ports, 'settings' | 'clock'>, { session }: Me): void {
  if (!isProved(ports, session, true)) throw proofNeeded(ports, ['passkey'])
}

/** What proves the owner of a factor. An email would not. */
const codesOfOwner = (ports: Pick<Ports, 'settings'>, account: Account, factor: Factor) =>
  methodsOf(ports, account, factor).filter((method) => method !== 'email')

const proofNeeded = ({ settings }: Pick<Ports, 'settings'>, methods: string[]) =>
  Refusal.asking('proof_needed', { methods, site: settings.PUBLIC_URL })

/** Refuses an actor who did not prove themselves with a factor, whatever the policy: `factor_needed` or `proof_needed`. */
export function refuseWithoutFactor(ports: Pick<Ports, 'settings' | 'clock'>, { session }: Me): void {
  if (levelOf(session) < 2) throw new Refusal('factor_needed')
  if (!isProved(ports, session, true)) throw proofNeeded(ports, ['totp', 'recovery', 'passkey'])
}

/**
 * Proves that the owner is there: by a code, which lifts the session to level 2, or by the password where there is no
 * second factor. Refuses as `code_wrong`, `no_factor`, `invalid`, `proof_needed` or `too_many`.
 */
export async function prove(
  ports: FactorPorts,
  me: Me,
  { otp, password }: { otp?: unknown; password?: string | undefined },
): Promise<void> {
  const owned = await ports.secondFactors.find(me.account.id)
  const code = sentCode({ otp })
  if (code) return proveByCode(ports, me, owned.factor, code.text)
  if (password === undefined) throw Refusal.of('password', 'missing')
  const byFactor = factorProof(ports, me, owned)
  if (byFactor) throw proofNeeded(ports, byFactor)
  return proveByPassword(ports, me, password)
}

async function proveByPassword(ports: FactorPorts, me: Me, password: string): Promise<void> {
  const { session } = me
  await confirmPassword(ports, me, password).catch((error) => {
    throw error instanceof Refusal && error.reason === 'invalid' ? Refusal.of('password', 'wrong') : error
  })
  const proved = { methods: session.methods, provedAt: ports.clock.now() }
  const done = await ports.change({
    set: ports.sessions.prove(session.id, proved, ports.sessions.lives(session.id)),
    proof: ports.sessions.isProved(session.id, proved),
  })
  if (done.length === 0) throw new Refusal('token_invalid')
}

async function proveByCode(
  ports: FactorPorts,
  me: Me,
  found: Factor | undefined,
  text: string,
): Promise<void> {
  const { sessions, throttle, clock, change, outbox } = ports
  const { account, session } = me
  const factor = requiredFactor(ports, found)
  if (!factor) throw new Refusal('no_factor')
  const counted = codesOf(ports, account.id, { clientHash: await hashClient(ports) })
  const right = await checkCode(ports, factor, { text })
  if (typeof right === 'string')
    throw await wrongCode(ports, counted, account, { from: 'field', isUsed: right === 'used' })

  const method = 'step' in right ? 'otp' : 'recovery'
  const proved = { methods: withMethod(session, method), provedAt: clock.now() }
  const isNow = sessions.isProved(session.id, proved)
  const { statements, jobs } = await useUp(ports, account, right, isNow)
  const done = await change({
    set: sessions.prove(
      session.id,
      proved,
      isUnused(ports, account.id, right),
      throttle.mayTry(counted, clock.now()),
      sessions.lives(session.id),
    ),
    after: [...statements, ...(await forgetOwnCodes(ports, account.id, isNow))],
    proof: isNow,
  })
  if (done.length === 0) throw await lateCode(ports, counted, account, { from: 'field' })
  outbox.dispatch(jobs)
}
