import { type Condition, commitNamed, type Statement } from '../../ports/database.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Limit } from '../../ports/refused.ts'
import { type ClientProof, candidateOf } from '../../ports/second-factors.ts'
import type { NamedSession } from '../../ports/sessions.ts'
import type { Counted, Found, Whose } from '../../ports/throttle.ts'
import { Unavailable } from '../../ports/unavailable.ts'
import { commitAll } from '../commit-all.ts'
import { givesIds } from '../ids.ts'
import type { Me } from '../me.ts'
import { Refusal } from '../refusal.ts'

/** After so many wrong passwords in a row an account accepts more only from known clients (NIST 800-63B). */
const MOST = 100
const NO_END = Number.MAX_SAFE_INTEGER
/** The factor for limits per client in development, where all requests come from one client. */
const RELAXED = 1000

/** What a client is remembered with. */
export type ClientPorts = Pick<Ports, 'throttle' | 'clock' | 'keys' | 'clientInfo'>

/** What a registration is counted with. */
export type AdmitPorts = ClientPorts & Pick<Ports, 'settings' | 'commit' | 'config' | 'accountIds'>

/** A try at a password that was allowed, and the keys that it was counted under. */
export type Attempt = { clientHash: string; keys: string[] }

/**
 * Counts a try at a password before any hashing, and reads the account in the same round trip. The tries at an account
 * count together, at every API and by username or email address; so do those of a client. If there is no such account,
 * the tries count under `typed`. Refuses as `too_many`, whether there is such an account or not. With imported passwords,
 * `decoy` is a stored hash that is always the same for what was typed (decision 56). `proof` is what the client has
 * besides, which is looked up for each account.
 */
export async function admitLogin(
  ports: Pick<
    Ports,
    | 'accounts'
    | 'secondFactors'
    | 'throttle'
    | 'config'
    | 'keys'
    | 'settings'
    | 'clock'
    | 'commit'
    | 'clientInfo'
  >,
  whose: Whose,
  typed: string,
  proof: ClientProof = {},
) {
  const { accounts, secondFactors, throttle, config, keys, settings, clock, commit } = ports
  const clientHash = await hashClient(ports)
  const now = clock.now()
  const hashes = {
    clientHash,
    unknownHash: await keys.tag('attempt', typed),
    trustedHash: proof.trustedHash,
    now,
  }
  const limits = { free: settings.LOGIN_TRIES, most: MOST }
  const client = ofClient(ports, 'c', clientHash, settings.LOGIN_TRIES_PER_CLIENT)
  const counted = throttle.ofAccount(whose, hashes, limits, client)
  const {
    admitted,
    rows,
    decoys = [],
  } = await commitNamed(commit, {
    admitted: throttle.admit(counted, now),
    rows: secondFactors.named(whose, proof, now),
    ...(config.importedPasswords.length > 0 && { decoys: accounts.hashFrom(hashes.unknownHash) }),
  })
  if (admitted.length === 0) throw await tooMany(ports, counted, 'passwords')
  const decoy = decoys[0]?.passwordHash
  return {
    found: rows.map(candidateOf),
    decoy,
    attempt: { clientHash, keys: admitted.map(({ key }) => key) } satisfies Attempt,
  }
}

/** What a password is counted with that a signed-in user confirms. */
type ConfirmationPorts = Pick<Ports, 'throttle' | 'settings' | 'keys' | 'clientInfo' | 'clock'>

/**
 * The tries of a signed-in user who confirms the password. Those from this client are also counted under a key of their
 * own, right or wrong, and are not reset by a change, because each one costs hashes.
 */
async function confirmationsOf(ports: ConfirmationPorts, whose: Whose | Found): Promise<Counted> {
  const { throttle, settings } = ports
  const clientHash = await hashClient(ports)
  const free = settings.LOGIN_TRIES
  const own = { name: throttle.keyOfConfirmations(clientHash), free, most: NO_END, own: true }
  return throttle.ofAccount(whose, { clientHash, unknownHash: '' }, { free, most: MOST }, own)
}

/**
 * Counts such a try, as `tried`, in the round trip that reads the session. Returns undefined if there is no such session,
 * and counts nothing if the account is not active.
 */
export async function readAndAdmit(
  ports: ConfirmationPorts & Pick<Ports, 'sessions' | 'commit'>,
  named: NamedSession,
): Promise<Me | undefined> {
  const { sessions, throttle, commit, clock } = ports
  const now = clock.now()
  const counted = await confirmationsOf(ports, { found: sessions.ownerOf(named, now) })
  const { found, admitted } = await commitNamed(commit, {
    found: sessions.named(named, now),
    admitted: throttle.admit(counted, now),
  })
  const [me] = found
  return me && { ...me, tried: { keys: admitted.map(({ key }) => key), counted, isUsed: false } }
}

/**
 * The keys of the try that was counted when the session was read, or counts one now. Refuses as `too_many`.
 */
export async function confirmationOf(ports: ConfirmationPorts, { account, tried }: Me): Promise<string[]> {
  if (!tried || tried.isUsed)
    return admit(ports, await confirmationsOf(ports, { id: account.id }), 'passwords')
  tried.isUsed = true
  if (tried.keys.length === 0) throw await tooMany(ports, tried.counted, 'passwords')
  return tried.keys
}

/** A try that was counted for a password that was never checked is taken back. */
export function takeBackUnused(ports: Pick<Ports, 'throttle' | 'commit' | 'later'>, { tried }: Me): void {
  if (tried && !tried.isUsed) ports.later(commitAll(ports, takeBackTries(ports, tried)))
}

/**
 * Counts a registration by a client, before any hashing. Refuses as `too_many`. Returns the number of the account, if an
 * API knows accounts by numbers: its first email has it already. A registration that fails later leaves a gap.
 */
export async function admitRegistration(ports: AdmitPorts): Promise<number | null> {
  const { throttle, accountIds, config, commit, clock } = ports
  const counted = await registrationsOf(ports)
  if (!givesIds(config, 'integer')) {
    await admit(ports, counted, 'registrations')
    return null
  }
  const { admitted, numbers } = await commitNamed(commit, {
    admitted: throttle.admit(counted, clock.now()),
    numbers: accountIds.countUp(1),
  })
  if (admitted.length === 0) throw await tooMany(ports, counted, 'registrations')
  return numbers[0]?.last ?? null
}

/**
 * Counts a change by a client that tells whether another account has a name, together with registrations, which tell the
 * same. Refuses as `too_many`.
 */
export async function admitNaming(ports: ClientPorts & Pick<Ports, 'settings'>): Promise<void> {
  await admit(ports, await registrationsOf(ports), 'registrations')
}

const registrationsOf = async (ports: ClientPorts & Pick<Ports, 'settings'>): Promise<Counted> =>
  ports.throttle.named(ofClient(ports, 'r', await hashClient(ports), ports.settings.REGISTRATIONS_PER_CLIENT))

/**
 * Counts a try by a client with a passkey, by a statement of the batch that reads it; `attemptOf` takes its rows, and
 * refuses as `too_many`. It counts for nobody else, because nobody guesses a signature.
 */
export async function tryByClient(
  ports: Pick<Ports, 'throttle' | 'settings' | 'keys' | 'clientInfo' | 'clock'>,
) {
  const { throttle, settings, clock } = ports
  const clientHash = await hashClient(ports)
  const counted = throttle.named(ofClient(ports, 'c', clientHash, settings.LOGIN_TRIES_PER_CLIENT))
  return {
    admit: throttle.admit(counted, clock.now()),
    attemptOf: async (admitted: { key: string }[]): Promise<Attempt> => {
      if (admitted.length === 0) throw await tooMany(ports, counted, 'passkeys')
      return { clientHash, keys: admitted.map(({ key }) => key) }
    },
  }
}

async function admit(
  ports: Pick<Ports, 'throttle' | 'clock'>,
  counted: Counted,
  limit: Limit,
): Promise<string[]> {
  const admitted = await ports.throttle.admit(counted, ports.clock.now())
  if (admitted.length === 0) throw await tooMany(ports, counted, limit)
  return admitted.map(({ key }) => key)
}

/** Wrong codes that are free, after a right password, and how many in a row are accepted from unknown places. */
const CODES = { free: 5, most: 20 }

/** The codes that are tried at an account, at all APIs together; those from a known place count apart. */
export const codesOf = (
  { throttle, clock }: Pick<Ports, 'throttle' | 'clock'>,
  accountId: string,
  client: { clientHash: string; trustedHash?: string | undefined },
): Counted => throttle.codesOf(accountId, { ...client, now: clock.now() }, CODES)

/** A right password guessed nothing: its try is taken back. */
export const takeBackTries = (
  { throttle }: Pick<Ports, 'throttle'>,
  { keys }: Pick<Attempt, 'keys'>,
): Statement[] => keys.map((key) => throttle.takeBack(key))

/** For the batch of a proof by a code: those tried from this client, if it is a known one, are forgotten. */
export async function forgetOwnCodes(
  ports: ClientPorts,
  accountId: string,
  condition: Condition,
): Promise<Statement[]> {
  const { throttle } = ports
  return [throttle.forgetKeys([throttle.keyOfKnownCodes(accountId, await hashClient(ports))], condition)]
}

/**
 * Refuses as `too_many` where a right code came while others had to wait, after as many round trips as `countCode` takes for
 * a wrong one: otherwise the time of the refusal would say which code is right.
 */
export async function refuseWhileWaiting(
  ports: Pick<Ports, 'throttle' | 'clock'>,
  counted: Counted,
): Promise<void> {
  const wait = (await ports.throttle.opensAt(counted)) - ports.clock.now()
  if (wait > 0) throw Refusal.after(Math.ceil(wait / 1000), 'codes')
}

/** Counts a wrong code. Refuses as `too_many`. */
export async function countCode(ports: Pick<Ports, 'throttle' | 'clock'>, counted: Counted): Promise<void> {
  await admit(ports, counted, 'codes')
}

/**
 * The same for an account that needs a code: only the tries of its own place are forgotten. Otherwise a thief who knows
 * the password could begin anew each time the owner signs in.
 */
export const resetOwnTries = (
  { throttle, clock }: Pick<Ports, 'throttle' | 'clock'>,
  accountId: string,
  { clientHash, keys }: Attempt,
  isIn: Condition,
): Statement[] => [
  throttle.forgetKeys(
    [...keys.filter((key) => key.startsWith('p:')), throttle.keyOfKnownCodes(accountId, clientHash)],
    isIn,
  ),
  ...keys.filter((key) => !key.startsWith('p:')).map((key) => throttle.takeBack(key)),
  throttle.rememberClient(accountId, clientHash, clock.now(), isIn),
]

/**
 * Statements for the batch of a sign-in: they reset the account's tries, subtract this one from the client's, and
 * record the client as known.
 */
export function resetThrottle(
  { throttle, clock }: Pick<Ports, 'throttle' | 'clock'>,
  accountId: string,
  { clientHash, keys }: Attempt,
  isIn: Condition,
): Statement[] {
  return [
    throttle.forgetKeys([throttle.keyOfAccount(accountId), ...keys.filter((key) => !isOfClient(key))], isIn),
    ...keys.filter(isOfClient).map((key) => throttle.takeBack(key)),
    throttle.rememberClient(accountId, clientHash, clock.now(), isIn),
  ]
}

/**
 * For the batch of a new password or username: tries at the account begin anew, but not those of a signed-in user who
 * confirms the password.
 */
export const restoreTries = (
  { throttle }: Pick<Ports, 'throttle'>,
  accountId: string,
  condition: Condition | undefined,
): Statement => throttle.forget(accountId, condition)

/** For the batch of a deletion: no try at the account is remembered. */
export const deleteTries = (
  { throttle }: Pick<Ports, 'throttle'>,
  accountId: string,
  condition: Condition | undefined,
): Statement => throttle.forgetAll(accountId, condition)

/** For the batch of a registration: the client is a known one of the account. */
export async function rememberClient(
  ports: ClientPorts,
  accountId: string,
  condition: Condition,
): Promise<Statement[]> {
  const { throttle, clock } = ports
  return [throttle.rememberClient(accountId, await hashClient(ports), clock.now(), condition)]
}

/** After a recovery no client is known, because an attacker may have used them. `isOwnerHere`: only this one is. */
export async function forgetKnownClients(
  ports: ClientPorts,
  accountId: string,
  condition: Condition,
  { isOwnerHere }: { isOwnerHere: boolean },
): Promise<Statement[]> {
  return [
    ports.throttle.forgetClients(accountId, condition),
    ...(isOwnerHere ? await rememberClient(ports, accountId, condition) : []),
  ]
}

const isOfClient = (key: string) => key.startsWith('c:')

/**
 * Checks a password whose try was allowed. A try that is refused as `busy`, or that the old back end did not answer, is
 * not counted.
 */
export async function countedCheck<Found>(
  ports: Pick<Ports, 'later' | 'throttle' | 'commit'>,
  keys: string[],
  match: () => Promise<Found>,
) {
  try {
    return await match()
  } catch (error) {
    if (isBusy(error) || error instanceof Unavailable)
      ports.later(
        commitAll(
          ports,
          keys.map((key) => ports.throttle.takeBack(key)),
        ),
      )
    throw error
  }
}

export const isBusy = (error: unknown) => error instanceof Refusal && error.reason === 'busy'

async function tooMany(
  { throttle, clock }: Pick<Ports, 'throttle' | 'clock'>,
  counted: Counted,
  limit: Limit,
): Promise<Refusal> {
  return Refusal.after(Math.ceil(((await throttle.opensAt(counted)) - clock.now()) / 1000), limit)
}

function ofClient({ settings }: Pick<Ports, 'settings'>, what: string, clientHash: string, free: number) {
  const factor = settings.ENVIRONMENT === 'development' ? RELAXED : 1
  return { name: `${what}:${clientHash}`, free: free * factor, most: NO_END }
}

/** The keyed hash of a client's address, as stored in D1. */
export const hashClient = ({ keys, clientInfo }: Pick<Ports, 'keys' | 'clientInfo'>) =>
  keys.tag('client', clientInfo.client)
