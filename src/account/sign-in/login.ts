import type { Config } from '../../ports/config.ts'
import type { Statement } from '../../ports/database.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account, Session } from '../../ports/schema.ts'
import type { Named } from '../../ports/throttle.ts'
import { type EventPorts, newEvent } from '../events/event.ts'
import { type Attempt, admitLogin, countedCheck, isBusy, resetThrottle } from '../limits/login-throttle.ts'
import { byRank } from '../names/by-rank.ts'
import { type BringPorts, isAsked, matchOrAsk, newcomerOf } from '../passwords/ask-old-login.ts'
import { hashPassword, isCurrentHash } from '../passwords/password-hash.ts'
import { Refusal } from '../refusal.ts'
import { newSession, newTokenSession } from '../sessions/session.ts'
import {
  lifetimesOf,
  sessionSeconds,
  signTokenPair,
  type TokenPair,
  userOfSession,
} from '../sessions/token-pair.ts'
import { emailKey, usernameKey, usernameKeys } from '../words.ts'

type RehashPorts = Pick<
  Ports,
  'commit' | 'accounts' | 'config' | 'keys' | 'settings' | 'clock' | 'trace' | 'clientInfo' | 'random'
>
type VerifyPorts = RehashPorts & BringPorts & Pick<Ports, 'afterAnswer' | 'throttle'>
type OpenPorts = EventPorts &
  Pick<Ports, 'change' | 'sessions' | 'accounts' | 'config' | 'trace' | 'throttle'>
type LoginPorts = VerifyPorts & OpenPorts

/**
 * What a user signs in with. A username and an email address together have to be the same account's; the same text for
 * both is an `identifier`.
 */
export type Identity = {
  username?: string | undefined
  email?: string | undefined
  identifier?: string | undefined
}

/** A right password: how it was counted, and what is stored of it before the session. */
type Verified = { attempt: Attempt; before: Statement[] }

/** Opens a session and returns its token: two round trips and a hash. */
export async function logInForToken(ports: LoginPorts, who: Identity, password: string) {
  const { account, ...verified } = await verifyCredentials(ports, who, password)
  const { token, session } = await newTokenSession(ports, account)
  await openSession(ports, session, verified)
  return { token, account }
}

/** Opens a session and returns its JWTs: two round trips and a hash. */
export async function logInForTokenPair(
  ports: LoginPorts,
  who: Identity,
  password: string,
  kind: 'jwt' | 'express',
) {
  const { account, ...verified } = await verifyCredentials(ports, who, password)
  const session = newSession(ports, account, kind, {
    lifetime: sessionSeconds(ports, kind),
    idle: lifetimesOf(ports, kind).refresh,
  })
  const tokenPair: TokenPair = await signTokenPair(ports, session, userOfSession(ports, session, account))
  await openSession(ports, session, verified)
  return { tokenPair, account }
}

/**
 * Every sign-in at every API comes through here: the same work and the same refusal, whatever was wrong. A failure is
 * recorded after the response, so that it takes no longer than for an unknown username.
 */
async function verifyCredentials(
  ports: VerifyPorts,
  said: Identity,
  password: string,
): Promise<Verified & { account: Account }> {
  const who = meantBy(said)
  const whose = whoseOf(who, ports.config)
  const { found, decoy, attempt } = await admitLogin(ports, whose, typedOf(who))
  const [best] = byRank(found, whose)
  const account = best && isMeant(best, who) ? best : undefined
  const bring = best ? undefined : newcomerOf(ports, who, password)
  if (bring) {
    const newcomer = await countedCheck(ports, attempt.keys, bring)
    if (!newcomer) throw new Refusal('wrong_credentials')
    return { account: newcomer, attempt, before: [] }
  }
  const matching = await countedCheck(ports, attempt.keys, () => matchOrAsk(ports, account, password, decoy))
  if (!account || matching === undefined || !account.isActive) {
    if (best) ports.afterAnswer(() => ports.commit(newEvent(ports, 'sign_in_failed', best.id)))
    throw new Refusal('wrong_credentials')
  }
  if (isAsked(ports, account)) {
    const { id, passwordHash } = account
    const newHash = await countedCheck(ports, attempt.keys, () =>
      hashPassword(ports, id, matching, passwordHash),
    )
    return { account, attempt, before: [ports.accounts.rehash(id, passwordHash, newHash)] }
  }
  if (!isCurrentHash(ports, account.passwordHash)) ports.later(rehash(ports, account, matching))
  return { account, attempt, before: [] }
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

const typedOf = ({ username, email, identifier }: Identity) =>
  usernameKey(username ?? email ?? identifier ?? '')

/** Whether an account that was found has the address that was given beside its name. */
export const isMeant = (found: Account, { username, email }: Identity) =>
  username === undefined || email === undefined || found.emailKey === emailKey(email)

/** djoser always notes a sign-in for a token, and simplejwt one for JWTs only where it is set. */
const notesLogin = ({ apis, fields }: Config, { kind }: Session): boolean =>
  apis.djoser.settings.UPDATE_LAST_LOGIN ||
  (kind === 'token' && Object.values(fields).some(({ attribute }) => attribute === 'last_login'))

/** The account may have been deleted, or got a new session version, since its password was read. */
async function openSession(ports: OpenPorts, session: Session, { attempt, before }: Verified): Promise<void> {
  const { change, sessions, accounts, config } = ports
  const { id, accountId, createdAt } = session
  const isIn = sessions.isThere(id)
  const opened = await change({
    before,
    set: sessions.insert(session),
    after: [
      newEvent(ports, 'sign_in', accountId, { sessionId: id, condition: isIn }),
      ...resetThrottle(ports, accountId, attempt, isIn),
      ...(notesLogin(config, session) ? [accounts.noteLogin(accountId, createdAt, isIn)] : []),
    ],
    proof: isIn,
  })
  if (opened.length === 0) throw new Refusal('wrong_credentials')
  ports.trace.account = accountId
}
