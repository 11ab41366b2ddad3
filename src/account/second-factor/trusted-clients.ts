import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import type { ClientProof, TrustedClient } from '../../ports/second-factors.ts'
import type { Me } from '../me.ts'
import { Refusal } from '../refusal.ts'
import { isOpaqueToken, makeOpaqueToken, opaqueTokenHash, TRUSTED_CLIENT } from '../tokens/opaque-token.ts'
import type { Beside } from './check-code.ts'

const DAY = 86_400_000
/** How many characters of its hash name a client of an account. */
const ID_LENGTH = 32

/** What the client that signs in has besides a code. A made-up token costs no read. */
export async function clientProof(
  ports: Pick<Ports, 'keys' | 'clientInfo' | 'settings'>,
  { trustedClient }: Beside,
): Promise<ClientProof> {
  const trustedHash =
    trustedClient !== undefined && isOpaqueToken(trustedClient)
      ? await opaqueTokenHash(ports, trustedClient, TRUSTED_CLIENT)
      : undefined
  return {
    ...(trustedHash !== undefined && { trustedHash }),
    ...(ports.settings.EMAIL_APPROVAL && { clientHash: await hashProgram(ports) }),
  }
}

/** The keyed hash of a client's address and program. No address has a null in it. */
export const hashProgram = ({ keys, clientInfo }: Pick<Ports, 'keys' | 'clientInfo'>) =>
  keys.tag('client', `${clientInfo.client}\0${clientInfo.userAgent}`)

/** A token for a client that is trusted from now on, and its row. */
export async function newTrustedClient(
  ports: Pick<Ports, 'keys' | 'random' | 'clock' | 'clientInfo' | 'settings'>,
  accountId: string,
): Promise<{ token: string; client: TrustedClient }> {
  const { clock, clientInfo, settings } = ports
  const { token, hash } = await makeOpaqueToken(ports, TRUSTED_CLIENT)
  const now = clock.now()
  const client = {
    tokenHash: hash,
    accountId,
    userAgent: clientInfo.userAgent,
    location: clientInfo.location,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: now + settings.TRUSTED_CLIENT_DAYS * DAY,
  }
  return { token, client }
}

type Owner = { account: Pick<Account, 'id'> }

/** The clients that the owner trusts, newest first, each with an id. */
export async function listTrustedClients(
  { secondFactors, clock }: Pick<Ports, 'secondFactors' | 'clock'>,
  { account }: Owner,
) {
  const clients = await secondFactors.listTrusted(account.id, clock.now())
  return clients.map(({ tokenHash, ...client }) => ({ ...client, id: tokenHash.slice(0, ID_LENGTH) }))
}

/** Ends trust in one client of one's own. Refuses as `not_found`. */
export async function endTrustedClient(
  { secondFactors, sessions, change }: Pick<Ports, 'secondFactors' | 'sessions' | 'change'>,
  { account, session }: Me,
  id: string,
): Promise<void> {
  const ended = await change({
    set: secondFactors.distrust(account.id, id, sessions.lives(session.id)),
    proof: secondFactors.isDistrusted(account.id, id),
  })
  if (ended.length === 0) throw new Refusal('not_found')
}

/** Ends trust in all of them. */
export async function endTrustedClients(
  { secondFactors, sessions, change }: Pick<Ports, 'secondFactors' | 'sessions' | 'change'>,
  { account, session }: Me,
): Promise<void> {
  await change({
    set: secondFactors.distrust(account.id, '', sessions.lives(session.id)),
    proof: secondFactors.isDistrusted(account.id, ''),
  })
}
