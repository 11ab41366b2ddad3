import { toBase64Url } from '../../ports/bytes.ts'
import { commitNamed } from '../../ports/database.ts'
import type { OneTimeToken } from '../../ports/one-time-tokens.ts'
import type { AskedSignIn } from '../../ports/outbox.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account, ApiSessionKind } from '../../ports/schema.ts'
import { type Candidate, candidateOf } from '../../ports/second-factors.ts'
import { endLaterRecoveries, type HistoryPorts } from '../emails/address-proofs.ts'
import { newEvent } from '../events/event.ts'
import { publicId } from '../ids.ts'
import { hashClient } from '../limits/login-throttle.ts'
import { type RequestPorts, requestLink } from '../links/requested-links.ts'
import { type KeptSignIn, readSignIn, signInCodeHashes, signInHashes } from '../links/sign-in-link.ts'
import { toUid, verifyLink } from '../one-time-tokens/one-time-link.ts'
import { Refusal } from '../refusal.ts'
import type { Beside } from '../second-factor/check-code.ts'
import { requiredFactor } from '../second-factor/policy.ts'
import { type Step, secondStep } from '../second-factor/second-step.ts'
import { newEmailSignInToken, readEmailSignInToken } from '../second-factor/sign-in-token.ts'
import { clientProof } from '../second-factor/trusted-clients.ts'
import { whoSignsIn } from '../second-factor/who-signs-in.ts'
import type { HandOver } from './hand-over.ts'
import { type Ended, endAtPage, type HostedPorts } from './hosted-sign-in.ts'
import { openAs } from './open-session.ts'

/*
 * Sign-in by email: a link or a code takes the place of the password. It is a first step alone: a second factor is asked
 * for as after a password.
 */

const NONCE_BYTES = 16

type EmailPorts = HostedPorts & HistoryPorts

/** The link, or the code with what the client got that asked for it. */
export type SignInProof = { uid: string; token: string } | { signIn: string; code: string }

/**
 * Asks for an email to sign in with, and returns what the client goes on with: the same for every address, after one
 * write. `page`: what the sign-in page was asked.
 */
export async function askToSignIn(
  ports: RequestPorts,
  address: string,
  { as, page }: Pick<AskedSignIn, 'as' | 'page'>,
): Promise<string> {
  const { random, settings } = ports
  const nonce = toBase64Url(random.bytes(NONCE_BYTES))
  const signIn: AskedSignIn = { nonce, as, client: whoSignsIn(ports), ...(page && { page }) }
  await requestLink(ports, { purpose: 'login', address, signIn })
  return newEmailSignInToken(ports, { nonce, as, seconds: settings.EMAIL_LOGIN_LINK_SECONDS })
}

/** Whom a link signs in, and who asked for it. Changes nothing. Refuses as `verifyLink` does. */
export async function viewSignIn(
  ports: EmailPorts,
  link: { uid: string; token: string },
): Promise<{ account: Account } & KeptSignIn> {
  const { account, oneTimeToken } = await verifyLink(ports, 'login', link)
  const kept = await readSignIn(ports, oneTimeToken)
  if (!kept || !account.isActive) throw new Refusal('dead_link')
  return { account, ...kept }
}

/**
 * Opens the session that was asked for by email: two round trips and no hash. Refuses as `dead_link` or `sign_in_ended`,
 * a wrong code as `invalid`, and as the second step of every sign-in.
 */
export async function logInByEmail(ports: EmailPorts, proof: SignInProof, beside: Beside) {
  const { account, step, as } = await passEmailStep(ports, proof, beside)
  return { ...(await openAs(ports, account, as, step)), trustedClient: step.trustedClient }
}

/** The same at the sign-in page: `wanted` is what a front end asks for. */
export async function logInByEmailAtPage(
  ports: EmailPorts,
  proof: SignInProof,
  beside: Beside,
  wanted: HandOver | undefined,
): Promise<Ended> {
  const { account, step } = await passEmailStep(ports, proof, { ...beside, mayEnrol: true })
  return endAtPage(ports, account, step, wanted)
}

async function passEmailStep(
  ports: EmailPorts,
  proof: SignInProof,
  { trustedClient, mayEnrol = false }: Pick<Beside, 'trustedClient'> & { mayEnrol?: boolean },
): Promise<{ account: Account; step: Step; as: ApiSessionKind }> {
  // Without the hash of the program: an approval by email would be the mailbox once more.
  const { trustedHash } = await clientProof(ports, { trustedClient })
  const ownProof = { trustedHash }
  const { candidate, link } = await find(ports, proof, ownProof)
  const { account } = candidate
  const kept = await readSignIn(ports, link)
  if (!kept) throw new Refusal('dead_link')
  const { as } = kept
  // After the last refusal that has nothing to do with the link, it is used up whatever follows.
  if (requiredFactor(ports, candidate.factor) && !candidate.isTrusted) await useUp(ports, account, link)
  const first = { candidate, code: undefined, proof: ownProof, clientHash: await hashClient(ports) }
  const step = await secondStep(ports, { ...first, as, mayEnrol, by: 'email' })
  const isLive = ports.oneTimeTokens.isLive(account.id, link.tokenHash, 'login', ports.clock.now())
  return {
    account: { ...account, emailVerifiedAt: account.emailVerifiedAt ?? ports.clock.now() },
    as,
    step: {
      ...step,
      conditions: [...(step.conditions ?? []), isLive],
      after: async (isIn, sessionId) => {
        const { statements, jobs } = await step.after(isIn, sessionId)
        const proved = await addressProved(ports, account, isIn)
        return {
          statements: [...statements, ...proved, ports.oneTimeTokens.deleteOne(link.tokenHash, isIn)],
          jobs,
        }
      },
      refuse: async () => new Refusal('dead_link'),
    },
  }
}

/** The account and the link of a proof, in one round trip. A wrong code is counted in it. */
async function find(
  ports: EmailPorts,
  proof: SignInProof,
  beside: { trustedHash: string | undefined },
): Promise<{ candidate: Candidate; link: OneTimeToken }> {
  const { oneTimeTokens, secondFactors, keys, clock, commit, config } = ports
  const now = clock.now()
  if ('token' in proof) {
    const by = { tokenHashes: await keys.tags('link', proof.token) }
    const { links, rows } = await commitNamed(commit, {
      links: oneTimeTokens.signIns(by, now),
      rows: secondFactors.ofSignIn(by, beside, now),
    })
    const found = matching(rows.map(candidateOf), links)
    const isOwn = found && toUid(publicId(config.apis.djoser.ids, found.candidate.account)) === proof.uid
    if (!isOwn) throw new Refusal('dead_link')
    return found
  }
  const signIn = await readEmailSignInToken(ports, proof.signIn)
  if (!signIn) throw new Refusal('sign_in_ended')
  const by = { signInHashes: await signInHashes(ports, signIn.nonce) }
  const codeHashes = await signInCodeHashes(ports, signIn.nonce, proof.code)
  const { tried, links, rows } = await commitNamed(commit, {
    tried: oneTimeTokens.trySignInCode(by.signInHashes, codeHashes, now),
    links: oneTimeTokens.signIns(by, now),
    rows: secondFactors.ofSignIn(by, beside, now),
  })
  const right = tried.find(({ codeHash }) => codeHash !== null && codeHashes.includes(codeHash))
  const found = matching(
    rows.map(candidateOf),
    links.filter(({ tokenHash }) => tokenHash === right?.tokenHash),
  )
  if (!found) throw Refusal.of('code', 'wrong')
  return found
}

/** A new password or address ends a link, and a disabled account has none. */
function matching([candidate]: Candidate[], [link]: OneTimeToken[]) {
  if (!candidate?.account.isActive || link?.linkVersion !== candidate.account.linkVersion) return undefined
  return { candidate, link }
}

/** Uses a link up that leads to a second step. Refuses as `dead_link` if another request was first. */
async function useUp(ports: EmailPorts, account: Account, { tokenHash }: OneTimeToken): Promise<void> {
  const { oneTimeTokens, clock, change } = ports
  const isLive = oneTimeTokens.isLive(account.id, tokenHash, 'login', clock.now())
  const used = await change({
    before: await addressProved(ports, account, isLive),
    set: oneTimeTokens.deleteOne(tokenHash, isLive),
    // If the answer is lost, nobody can tell whose use it was.
    proof: async () => undefined,
  })
  if (used.length === 0) throw new Refusal('dead_link')
}

/** Anyone who reads an email at the address has proved it, if the condition is true. */
async function addressProved(
  ports: EmailPorts,
  { id, email, emailVerifiedAt }: Account,
  condition: Parameters<Ports['accounts']['noteVerified']>[2],
) {
  if (emailVerifiedAt !== null) return endLaterRecoveries(ports, id, email, condition)
  return [
    newEvent(ports, 'address_verified', id, { condition }),
    ports.accounts.noteVerified(id, ports.clock.now(), condition),
    ...(await endLaterRecoveries(ports, id, email, condition)),
  ]
}
