import type { Config } from '../../ports/config.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account, ApiSessionKind } from '../../ports/schema.ts'
import type { Candidate } from '../../ports/second-factors.ts'
import type { Named } from '../../ports/throttle.ts'
import { newEvent } from '../events/event.ts'
import { admitLogin, countedCheck, isBusy } from '../limits/login-throttle.ts'
import { byRank, emailKey, usernameKey, usernameKeys } from '../names/name-keys.ts'
import { type BringPorts, isAsked, matchOrAsk, newcomerOf } from '../passwords/match-or-ask.ts'
import { hashPassword, isCurrentHash } from '../passwords/password-hash.ts'
import { Refusal } from '../refusal.ts'
import { type Beside, divide, type SentCode, sentCode } from '../second-factor/check-code.ts'
import type { CodePorts } from '../second-factor/factor-ports.ts'
import { isOffered, mayActAsStaff, requiredFactor } from '../second-factor/policy.ts'
import { secondStep } from '../second-factor/second-step.ts'
import { clientProof } from '../second-factor/trusted-clients.ts'
import {
  type OpeningPorts,
  openAs,
  openForConsole,
  openForPage,
  openForToken,
  openForTokenPair,
} from './open-session.ts'

export type LoginPorts = CodePorts & OpeningPorts & BringPorts & Pick<Ports, 'later' | 'trace'>
type RehashPorts = Pick<
  Ports,
  'commit' | 'accounts' | 'config' | 'keys' | 'settings' | 'clock' | 'trace' | 'clientInfo' | 'random'
>

/**
 * What a user signs in with. A username and an email address together have to be the same account's; the same text for
 * both is an `identifier`.
 */
export type Identity = {
  username?: string | undefined
  email?: string | undefined
  identifier?: string | undefined
}

/**
 * What is presented at a sign-in: the password, or it with what a client sends beside it. `as`: where the answer to a
 * missing code has what the sign-in goes on with. `trust`: a right code makes the client a trusted one.
 */
export type Presented =
  | string
  | ({ password: string; as?: ApiSessionKind | undefined; trust?: boolean; mayEnrol?: boolean } & Beside)

/** Opens a session and returns its token: two round trips and a hash. */
export async function logInForToken(ports: LoginPorts, who: Identity, presented: Presented) {
  const { account, step } = await verifyCredentials(ports, who, presented)
  return { ...(await openForToken(ports, account, step)), trustedClient: step.trustedClient }
}

/** Opens a session and returns its JWTs: two round trips and a hash. */
export async function logInForTokenPair(
  ports: LoginPorts,
  who: Identity,
  presented: Presented,
  kind: 'jwt' | 'express',
) {
  const { account, step } = await verifyCredentials(ports, who, presented)
  return { ...(await openForTokenPair(ports, account, kind, step)), trustedClient: step.trustedClient }
}

/** Opens a session of a kind: two round trips and a hash. */
export async function logInAs(ports: LoginPorts, who: Identity, presented: Presented, kind: ApiSessionKind) {
  const { account, step } = await verifyCredentials(ports, who, presented)
  return { ...(await openAs(ports, account, kind, step)), trustedClient: step.trustedClient }
}

/** Opens a session of the pages, also for who has to set a second factor up: two round trips and a hash. */
export async function logInForPage(
  ports: LoginPorts,
  who: Identity,
  presented: { password: string } & Beside,
) {
  const { account, step } = await verifyCredentials(ports, who, { ...presented, mayEnrol: true })
  return openForPage(ports, account, step)
}

/**
 * Opens a session of the console. Who is not staff is refused as `wrong_credentials` like a wrong password, so that the
 * console tells nobody whose password they have. Refuses as `factor_needed` where staff need a second factor that they
 * have not set up.
 */
export async function logInToConsole(
  ports: LoginPorts,
  who: Identity,
  presented: { password: string } & Beside,
) {
  const { account, step } = await verifyCredentials(ports, who, presented, ({ isStaff }) => isStaff)
  if (!mayActAsStaff(ports, step)) throw new Refusal('factor_needed')
  return openForConsole(ports, account, step)
}

/**
 * Every sign-in at every API comes through here: the same work and the same refusal, whatever was wrong. A failure is
 * recorded after the response, so that it takes no longer than for an unknown username. How the session is opened is
 * decided after the right password alone.
 */
export async function verifyCredentials(
  ports: LoginPorts,
  said: Identity,
  presented: Presented,
  mayEnter: (account: Account) => boolean = () => true,
) {
  const { password: typed, as, trust = false, mayEnrol = false, ...beside } = asSecrets(presented)
  const who = meantBy(said)
  const whose = whoseOf(who, ports.config)
  const proof = isOffered(ports) ? await clientProof(ports, beside) : {}
  const { found, decoy, attempt } = await admitLogin(ports, whose, typedOf(whose, who), proof)
  const [best] = byRank(
    found.map(({ account }) => account),
    whose,
  )
  const candidate = best && isMeant(best, who) ? found.find(({ account }) => account === best) : undefined
  const { password, code } = await passwordAndCode(ports, candidate, typed, beside)
  const first = { code, proof, clientHash: attempt.clientHash, attempt, as, trust, mayEnrol }
  const bring = best ? undefined : newcomerOf(ports, who, password)
  if (bring) {
    const newcomer = await countedCheck(ports, attempt.keys, bring)
    if (!newcomer || !mayEnter(newcomer)) throw new Refusal('wrong_credentials')
    const step = await secondStep(ports, { ...first, candidate: asNewcomer(newcomer) })
    return { account: newcomer, step }
  }
  const account = candidate?.account
  const matching = await countedCheck(ports, attempt.keys, () => matchOrAsk(ports, account, password, decoy))
  if (!candidate || !account || matching === undefined || !account.isActive || !mayEnter(account)) {
    if (best) ports.afterAnswer(() => ports.commit(newEvent(ports, 'sign_in_failed', best.id)))
    throw new Refusal('wrong_credentials')
  }
  const asked = isAsked(ports, account)
  if (!asked && !isCurrentHash(ports, account.passwordHash)) ports.later(rehash(ports, account, matching))
  const step = await secondStep(ports, { ...first, candidate }).catch((error: unknown) => {
    // The password was right, so nobody has to be asked about it again when the code comes.
    if (asked && error instanceof Refusal) ports.later(rehash(ports, account, matching))
    throw error
  })
  if (!asked) return { account, step }
  const { id, passwordHash } = account
  const newHash = await countedCheck(ports, attempt.keys, () =>
    hashPassword(ports, id, matching, passwordHash),
  )
  return { account, step: { ...step, before: [ports.accounts.rehash(id, passwordHash, newHash)] } }
}

/** Somebody whom the old login has just let in. */
const asNewcomer = (account: Account): Candidate => ({
  account,
  factor: null,
  isTrusted: false,
  isApproved: false,
})

const asSecrets = (presented: Presented) =>
  typeof presented === 'string' ? { password: presented } : presented

/** One candidate for the password, so that there is one hash, whatever was sent. */
async function passwordAndCode(
  ports: LoginPorts,
  candidate: Candidate | undefined,
  typed: string,
  beside: Beside,
): Promise<{ password: string; code?: SentCode | undefined }> {
  const code = sentCode(beside)
  if (code || !isOffered(ports) || !ports.settings.CODE_IN_PASSWORD) return { password: typed, code }
  return divide(ports, requiredFactor(ports, candidate?.factor), typed)
}

/**
 * Replaces an outdated hash, unless the password was changed meanwhile. Ends no session. If the hash queue is full it
 * does nothing, and the next sign-in tries again.
 */
async function rehash(ports: RehashPorts, { id, passwordHash }: Account, password: string): Promise<void> {
  try {
    const newHash = await hashPassword(ports, id, password, passwordHash)
    await ports.commit(ports.accounts.rehash(id, passwordHash, newHash))
  } catch (error) {
    if (!isBusy(error)) throw error
  }
}

/** A form with one field for both may send the text as username and as email. */
function meantBy(who: Identity): Identity {
  const { username, email } = who
  const isOneText = username !== undefined && username.trim() === email?.trim()
  return isOneText ? { identifier: username } : who
}

/**
 * With a name and an address the name finds the account, and the address has to be its own. Where accounts have no
 * usernames, every name is an address.
 */
export function whoseOf({ username, email, identifier }: Identity, { usernames }: Config): Named {
  if (!usernames) return { emailKey: emailKey(username ?? email ?? identifier ?? '') }
  if (username !== undefined) return { usernameKeys: usernameKeys(username) }
  if (email !== undefined) return { emailKey: emailKey(email) }
  return { usernameKeys: usernameKeys(identifier ?? ''), emailKey: emailKey(identifier ?? '') }
}

/**
 * What tries with a name of nobody count under. As for an account, a name that is looked for as an address counts with
 * every spelling of that address, and apart from the same text as a username: otherwise a few tries with the one and then
 * the other would tell whose address it is.
 */
const typedOf = ({ emailKey: address }: Named, { username, email, identifier }: Identity) =>
  address == null ? usernameKey(username ?? email ?? identifier ?? '') : `address ${address}`

/** Whether an account that was found has the address that was given beside its name. */
export const isMeant = (found: Account, { username, email }: Identity) =>
  username === undefined || email === undefined || found.emailKey === emailKey(email)
