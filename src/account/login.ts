import type { Ports } from '../ports/ports.ts'
import type { Account, Session } from '../ports/schema.ts'
import { lifetimesOf, type Pair, signPair } from './pair.ts'
import { hashPassword, isCurrentHash, matchPassword } from './password-hash.ts'
import { Refusal } from './refusal.ts'
import { newSession, newTokenSession } from './session.ts'
import { emailKey, usernameKey } from './words.ts'

/** How somebody says who they are. Both a name and an address have to be the same account's. */
export type Identity = {
  username?: string | undefined
  email?: string | undefined
  identifier?: string | undefined
}

/** Opens a session of its own and answers with its token: one read, one hash, one write. */
export async function logInForToken(ports: Ports, who: Identity, password: string) {
  const account = await verifyCredentials(ports, who, password)
  const { token, session } = await newTokenSession(ports, account)
  await open(ports, session)
  return { token, account }
}

/** Opens a session of its own and answers with its JWTs: one read, one hash, one write. */
export async function logInForPair(ports: Ports, who: Identity, password: string, kind: 'jwt' | 'express') {
  const account = await verifyCredentials(ports, who, password)
  const { refresh } = lifetimesOf(ports, kind)
  const slides = kind === 'express' || ports.settings.ROTATE_REFRESH_TOKENS
  const lifetime = slides ? Math.max(refresh, ports.settings.TOKEN_SECONDS) : refresh
  const session = newSession(ports, account, kind, lifetime, refresh)
  const pair: Pair = await signPair(ports, session)
  await open(ports, session)
  return { pair, account }
}

/** Every sign-in at every door comes through here: the same work and the same refusal, whatever was wrong. */
async function verifyCredentials(ports: Ports, who: Identity, password: string): Promise<Account> {
  const account = await findAccount(ports, who)
  const matching = await matchPassword(ports, account, password)
  if (!account || matching === undefined || !account.isActive) throw new Refusal('wrong_credentials')
  if (!isCurrentHash(ports, account.passwordHash)) ports.later(rehash(ports, account, matching))
  return account
}

/**
 * Writes an older hash anew, unless the password was changed meanwhile. Ends no session. Gives way to whoever waits to
 * sign in: the next sign-in tries again.
 */
async function rehash(ports: Ports, { id, passwordHash }: Account, password: string): Promise<void> {
  try {
    await ports.commit(ports.accounts.rehash(id, passwordHash, await hashPassword(ports, id, password)))
  } catch (error) {
    if (!(error instanceof Refusal && error.reason === 'busy')) throw error
  }
}

async function findAccount(
  { accounts }: Ports,
  { username, email, identifier }: Identity,
): Promise<Account | undefined> {
  if (username !== undefined && email !== undefined) {
    const found = await accounts.findByUsername(usernameKey(username))
    return found?.emailKey === emailKey(email) ? found : undefined
  }
  if (username !== undefined) return accounts.findByUsername(usernameKey(username))
  if (email !== undefined) return accounts.findByEmail(emailKey(email) ?? '')
  const either = identifier ?? ''
  const address = emailKey(either) ?? ''
  const found = await accounts.findByEither(usernameKey(either), address)
  // A name may look like somebody else's address; the address is whose it is.
  return found.find((account) => account.emailKey === address) ?? found[0]
}

/** The account may have ended, or begun a new epoch, since its password was read. */
async function open({ commit, sessions }: Ports, session: Session): Promise<void> {
  const [opened] = await commit(sessions.insert(session))
  if (opened.length === 0) throw new Refusal('wrong_credentials')
}
