import type { Condition, Statement } from '../../ports/database.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account, ApiSessionKind } from '../../ports/schema.ts'
import type { Candidate, ClientProof, Factor } from '../../ports/second-factors.ts'
import type { Counted } from '../../ports/throttle.ts'
import { commitAll } from '../commit-all.ts'
import { recoveryCodeUsedEmail } from '../emails/emails.ts'
import { newNotice } from '../emails/notices.ts'
import { type EventPorts, newEvent } from '../events/event.ts'
import {
  type Attempt,
  codesOf,
  countCode,
  refuseWhileWaiting,
  resetOwnTries,
  resetThrottle,
  takeBackTries,
} from '../limits/login-throttle.ts'
import type { LinkPorts } from '../one-time-tokens/one-time-link.ts'
import { Refusal } from '../refusal.ts'
import type { Opening } from '../sign-in/open-session.ts'
import { requestApproval } from './approval.ts'
import { checkCode, type RightCode, type SentCode } from './check-code.ts'
import type { CodePorts } from './factor-ports.ts'
import type { Method } from './level.ts'
import { deadlineOf, isOffered, mayApprove, methodsOf, requiredFactor } from './policy.ts'
import { newSignInToken, type Unfinished } from './sign-in-token.ts'
import { newTrustedClient } from './trusted-clients.ts'

/** A sign-in whose first step succeeded. `attempt` is undefined if no password was tried in this request. */
export type FirstStep = {
  candidate: Candidate
  code: SentCode | undefined
  proof: ClientProof
  clientHash: string
  attempt?: Attempt | undefined
  /** The kind of session, where the answer to a missing code has what the sign-in goes on with. */
  as?: ApiSessionKind | undefined
  /** What the first step was: the password, unless it is told. */
  by?: Unfinished['first'] | undefined
  /** A right code makes the client a trusted one. */
  trust?: boolean
  /** The sign-in page lets people in who have to set a second factor up. */
  mayEnrol?: boolean
}

/**
 * How a session is opened, and the token of a client that is trusted from then on. `mustEnrol`: the policy lets nobody in
 * without a second factor, but to set one up.
 */
export type Step = Opening & { trustedClient?: string; mustEnrol?: boolean }

/**
 * How a session is opened after the first step. Refuses as `code_needed`, `code_wrong`, `enrol_needed` or `too_many`. What
 * was read is compared again in the batch that opens the session, which uses the code up.
 */
export async function secondStep(ports: CodePorts, first: FirstStep): Promise<Step> {
  const factor = requiredFactor(ports, first.candidate.factor)
  if (!factor) return withoutFactor(ports, first)
  if (first.code) return withCode(ports, first, factor, first.code)
  const instead = withoutCode(ports, first, factor)
  if (instead) return instead
  throw await codeNeeded(ports, first, factor)
}

const methodsWith = ({ by = 'pwd' }: FirstStep, method: Method) => `${by} ${method}`

/** Nobody is asked for a code before the right password, and who has no factor costs no more than before. */
function withoutFactor(ports: CodePorts, { candidate, attempt, mayEnrol, by = 'pwd' }: FirstStep): Step {
  const { settings, clock } = ports
  const { account } = candidate
  const deadline = isOffered(ports) ? deadlineOf(ports, account) : null
  const mustEnrol = deadline !== null && deadline <= clock.now()
  if (mustEnrol && !mayEnrol) {
    takeBackLater(ports, attempt, [])
    throw Refusal.asking('enrol_needed', { methods: [], site: settings.PUBLIC_URL })
  }
  return {
    methods: by,
    mustEnrol,
    after: async (isIn) => ({
      statements: attempt ? resetThrottle(ports, account.id, attempt, isIn) : [],
      jobs: [],
    }),
  }
}

/** A trusted client, or a sign-in that was approved by email. */
function withoutCode(ports: CodePorts, first: FirstStep, factor: Factor): Opening | undefined {
  const { secondFactors, clock } = ports
  const { candidate, proof } = first
  const { account } = candidate
  const { trustedHash, clientHash } = proof
  const opening = (method: Method, condition: Condition, use: (isIn: Condition) => Statement): Opening => ({
    methods: methodsWith(first, method),
    conditions: [condition],
    after: async (isIn) => ({ statements: [use(isIn), ...ownTries(ports, first, isIn)], jobs: [] }),
  })
  if (candidate.isTrusted && trustedHash !== undefined)
    return opening('trusted', secondFactors.isLiveTrusted(account.id, trustedHash, clock.now()), (isIn) =>
      secondFactors.noteTrusted(trustedHash, clock.now(), isIn),
    )
  if (candidate.isApproved && clientHash !== undefined && mayApprove(ports, account, factor))
    return opening('approval', secondFactors.isLiveApproval(account.id, clientHash, clock.now()), (isIn) =>
      secondFactors.endApprovals(account.id, isIn, clientHash),
    )
  return undefined
}

const ownTries = (ports: CodePorts, { candidate, attempt, clientHash }: FirstStep, isIn: Condition) =>
  resetOwnTries(ports, candidate.account.id, attempt ?? { clientHash, keys: [] }, isIn)

async function codeNeeded(
  ports: CodePorts,
  { candidate, attempt, as, by = 'pwd' }: FirstStep,
  factor: Factor,
) {
  const { account } = candidate
  const { settings } = ports
  const byEmail = as === undefined && mayApprove(ports, account, factor)
  if (byEmail) requestApproval(ports, account)
  takeBackLater(ports, attempt, [newEvent(ports, 'code_needed', account.id)])
  return Refusal.asking('code_needed', {
    methods: offeredAfter(by, methodsOf(ports, account, factor)),
    site: settings.PUBLIC_URL,
    inPassword: settings.CODE_IN_PASSWORD,
    byEmail,
    signIn: as && (await newSignInToken(ports, account, as, by)),
  })
}

/** After a link from the mailbox an approval from the mailbox would be the same factor twice. */
export const offeredAfter = (by: Unfinished['first'], methods: string[]): string[] =>
  by === 'email' ? methods.filter((method) => method !== 'email') : methods

/** A right password guessed nothing, so its try does not count. */
function takeBackLater(
  ports: Pick<Ports, 'afterAnswer' | 'throttle' | 'commit'>,
  attempt: Attempt | undefined,
  events: Statement[],
): void {
  ports.afterAnswer(() => commitAll(ports, [...events, ...takeBackTries(ports, attempt ?? { keys: [] })]))
}

async function withCode(ports: CodePorts, first: FirstStep, factor: Factor, code: SentCode): Promise<Step> {
  const { throttle, clock, settings, secondFactors } = ports
  const { account } = first.candidate
  const counted = codesOf(ports, account.id, { ...first.proof, clientHash: first.clientHash })
  const right = await checkCode(ports, factor, code)
  if (typeof right === 'string')
    throw await wrongCode(ports, counted, account, { ...code, isUsed: right === 'used' })
  const isTotp = 'step' in right
  const trusts = first.trust && isTotp && settings.TRUSTED_CLIENT_DAYS > 0
  const trusted = trusts ? await newTrustedClient(ports, account.id) : undefined
  return {
    methods: methodsWith(first, isTotp ? 'otp' : 'recovery'),
    conditions: [isUnused(ports, account.id, right), throttle.mayTry(counted, clock.now())],
    after: async (isIn, sessionId) => {
      const use = await useUp(ports, account, right, isIn)
      const trust = trusted
        ? [
            ...secondFactors.trust(trusted.client, isIn),
            newEvent(ports, 'client_trusted', account.id, { sessionId, condition: isIn }),
          ]
        : []
      return { statements: [...use.statements, ...ownTries(ports, first, isIn), ...trust], jobs: use.jobs }
    },
    refuse: () => lateCode(ports, counted, account, code),
    ...(trusted && { trustedClient: trusted.token }),
  }
}

/** True while a code that was right when it was read still is. */
export const isUnused = (
  { secondFactors }: Pick<Ports, 'secondFactors'>,
  accountId: string,
  right: RightCode,
): Condition =>
  'step' in right
    ? secondFactors.isNewStep(accountId, right.totp, right.step)
    : secondFactors.hasRecovery(accountId, right.tag)

/** Uses a code up if the condition is true. The owner is told of a recovery code: statements, and jobs to dispatch. */
export async function useUp(ports: CodePorts, account: Account, right: RightCode, isIn: Condition) {
  const { secondFactors } = ports
  const { id } = account
  if ('step' in right)
    return { statements: [secondFactors.useStep(id, right.step, right.resealed, isIn)], jobs: [] }
  const { statements, jobs } = await tellOfRecovery(ports, account, right, isIn)
  return { statements: [secondFactors.useRecovery(id, right.tag, isIn), ...statements], jobs }
}

/** Records that a recovery code is used, if the condition is true, and tells the owner: statements, and jobs to dispatch. */
export async function tellOfRecovery(
  ports: LinkPorts & EventPorts,
  account: Account,
  { left }: { left: number },
  condition: Condition,
) {
  const notice = await newNotice(ports, account, condition, {
    about: 'factor',
    write: recoveryCodeUsedEmail(left),
  })
  return {
    statements: [newEvent(ports, 'recovery_code_used', account.id, { condition }), ...notice.statements],
    jobs: notice.jobs,
  }
}

/** The refusal of a right code: there were too many tries, which is `too_many`, or another request used it first. */
export async function lateCode(
  ports: CodePorts,
  counted: Counted,
  account: Account,
  { from }: Pick<SentCode, 'from'>,
): Promise<Refusal> {
  await refuseWhileWaiting(ports, counted)
  return wrongCode(ports, counted, account, { from, isUsed: true })
}

/** Counts a wrong code, and returns the refusal. Refuses as `too_many`. */
export async function wrongCode(
  ports: CodePorts,
  counted: Counted,
  { id }: Account,
  { from, isUsed }: Pick<SentCode, 'from'> & { isUsed: boolean },
): Promise<Refusal> {
  await countCode(ports, counted)
  ports.afterAnswer(() => ports.commit(newEvent(ports, 'code_failed', id)))
  return Refusal.asking('code_wrong', { methods: [], site: ports.settings.PUBLIC_URL, from, isUsed })
}
