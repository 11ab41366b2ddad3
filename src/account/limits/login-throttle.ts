import type { Condition, Statement } from '../../ports/database.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import type { Counted, Whose } from '../../ports/throttle.ts'
import { commitAll } from '../commit-all.ts'
import { Refusal } from '../refusal.ts'

/** After so many wrong passwords in a row an account takes more only from where it signed in before (NIST 800-63B). */
const MOST = 100
const NO_END = Number.MAX_SAFE_INTEGER
/** How much more one client may in development, where everybody is one. */
const RELAXED = 1000

/** A try at a password that was let in: the keys that it was counted under. */
export type Attempt = { clientHash: string; keys: string[] }

/**
 * Lets a try at somebody's password in, before it costs a hash, and reads the account in the same round trip. The tries
 * at an account count together, at whatever API and however it is named; so do those of a client. `typed` is what
 * counts when nobody has that name. Refuses as `too_many`, whether there is such an account or not.
 */
export async function admitLogin(ports: Ports, whose: Whose, typed: string) {
  const { accounts, attempts, keys, settings, clock, commit } = ports
  const clientHash = await hashClient(ports)
  const hashes = { clientHash, unknownHash: await keys.tag('attempt', typed) }
  const limits = { free: settings.LOGIN_TRIES, most: MOST }
  const client = ofClient(ports, 'c', clientHash, settings.LOGIN_TRIES_PER_CLIENT)
  const counted = attempts.ofAccount(whose, hashes, limits, client)
  const [admitted, found] = await commit(attempts.admit(counted, clock.now()), accounts.named(whose))
  if (admitted.length === 0) throw await tooMany(ports, counted)
  return { found, attempt: { clientHash, keys: admitted.map(({ key }) => key) } satisfies Attempt }
}

/**
 * The same for who is signed in and shows the password again. The batch that follows has to forget it. What this client
 * shows of this account's is also counted by itself, right or wrong, and not forgotten: each time costs hashes.
 */
export async function admitConfirmation(ports: Ports, { id }: Account): Promise<string[]> {
  const { attempts, settings } = ports
  const clientHash = await hashClient(ports)
  const free = settings.LOGIN_TRIES
  const own = { name: attempts.keyOfConfirmations(id, clientHash), free, most: NO_END, own: true }
  return admit(ports, attempts.ofAccount({ id }, { clientHash, unknownHash: '' }, { free, most: MOST }, own))
}

/** Lets a client register, before it costs a hash. Refuses as `too_many`. */
export async function admitRegistration(ports: Ports): Promise<void> {
  const { attempts, settings } = ports
  const clientHash = await hashClient(ports)
  await admit(ports, attempts.named(ofClient(ports, 'r', clientHash, settings.REGISTRATIONS_PER_CLIENT)))
}

async function admit(ports: Ports, counted: Counted): Promise<string[]> {
  const admitted = await ports.attempts.admit(counted, ports.clock.now())
  if (admitted.length === 0) throw await tooMany(ports, counted)
  return admitted.map(({ key }) => key)
}

/**
 * What belongs into the batch of a right sign-in: its account's tries, here and elsewhere, are forgotten, and it was no
 * try of the client's.
 */
export function resetThrottle(
  { attempts, clock }: Ports,
  accountId: string,
  { clientHash, keys }: Attempt,
  isIn: Condition,
): Statement[] {
  return [
    attempts.forgetKeys([attempts.keyOfAccount(accountId), ...keys.filter((key) => !isOfClient(key))], isIn),
    ...keys.filter(isOfClient).map((key) => attempts.takeBack(key)),
    attempts.rememberClient(accountId, clientHash, clock.now(), isIn),
  ]
}

const isOfClient = (key: string) => key.startsWith('c:')

/** Looks at a password that was let in. A try that comes when there is no room to hash is none. */
export async function countedCheck<Found>(ports: Ports, keys: string[], match: () => Promise<Found>) {
  try {
    return await match()
  } catch (error) {
    if (isBusy(error))
      ports.later(
        commitAll(
          ports,
          keys.map((key) => ports.attempts.takeBack(key)),
        ),
      )
    throw error
  }
}

export const isBusy = (error: unknown) => error instanceof Refusal && error.reason === 'busy'

async function tooMany({ attempts, clock }: Ports, counted: Counted): Promise<Refusal> {
  return Refusal.after(Math.ceil(((await attempts.opensAt(counted)) - clock.now()) / 1000))
}

function ofClient({ settings }: Ports, what: string, clientHash: string, free: number) {
  const factor = settings.ENVIRONMENT === 'development' ? RELAXED : 1
  return { name: `${what}:${clientHash}`, free: free * factor, most: NO_END }
}

/** What D1 knows a client by. */
export const hashClient = ({ keys, clientInfo }: Ports) => keys.tag('client', clientInfo.client)
