import type { Counted, Whose } from '../ports/attempts.ts'
import type { Condition, Statement } from '../ports/database.ts'
import type { Ports } from '../ports/ports.ts'
import type { Account, Session } from '../ports/schema.ts'
import { commitAll } from './commit-all.ts'
import { Refusal } from './refusal.ts'

/** After so many wrong passwords in a row an account takes more only from where it signed in before (NIST 800-63B). */
const MOST = 100
const NO_END = Number.MAX_SAFE_INTEGER
/** How much more one client may in development, where everybody is one. */
const RELAXED = 1000

/** A try at a password that was let in. `event` is its id in the list of events, if the account is somebody's. */
export type Attempt = { clientHash: string; counted: Counted[]; event: number | undefined }

/**
 * Lets a try at somebody's password in, before it costs a hash, and reads the account in the same round trip. The tries
 * at an account count together, at whatever door and however it is named; so do those of a client. `typed` is what
 * counts when nobody has that name. Refuses as `too_many`, whether there is such an account or not.
 */
export async function admitLogin(ports: Ports, whose: Whose, typed: string) {
  const { accounts, attempts, events, keys, settings, clock, visitor, commit } = ports
  const now = clock.now()
  const clientHash = await hashClient(ports)
  const limits = { free: settings.LOGIN_TRIES, most: MOST }
  const counted = [
    attempts.ofAccount(whose, clientHash, await keys.tag('attempt', typed), limits),
    perClient(ports, 'c', clientHash, settings.LOGIN_TRIES_PER_CLIENT),
  ]
  const [noted, admitted, found] = await commit(
    events.insertTry(whose, counted, { ...visitor, at: now }),
    attempts.admit(counted, now),
    accounts.named(whose),
  )
  if (admitted.length === 0) throw await tooMany(ports, counted)
  return { found, attempt: { clientHash, counted, event: noted[0]?.id } satisfies Attempt }
}

/** The same for who is signed in and shows the password again. The batch that follows has to forget it. */
export async function admitConfirmation(ports: Ports, { id }: Account): Promise<Counted[]> {
  const { attempts, settings } = ports
  const limits = { free: settings.LOGIN_TRIES, most: MOST }
  return admit(ports, attempts.ofAccount({ id }, await hashClient(ports), '', limits))
}

/** Lets a client register, before it costs a hash. Refuses as `too_many`. */
export async function admitRegistration(ports: Ports): Promise<void> {
  await admit(ports, perClient(ports, 'r', await hashClient(ports), ports.settings.REGISTRATIONS_PER_CLIENT))
}

async function admit(ports: Ports, ...counted: Counted[]): Promise<Counted[]> {
  const admitted = await ports.attempts.admit(counted, ports.clock.now())
  if (admitted.length === 0) throw await tooMany(ports, counted)
  return counted
}

/**
 * What belongs into the batch of a right sign-in: its account's tries are forgotten, it was no try of the client's, and
 * the event is no failure.
 */
export function forgive(
  { attempts, events, clock }: Ports,
  { id: sessionId, accountId: id }: Pick<Session, 'id' | 'accountId'>,
  { clientHash, counted, event }: Attempt,
  isIn: Condition,
): Statement[] {
  return [
    attempts.forget(id, isIn),
    ...counted.slice(1).map((each) => attempts.takeBack(each)),
    attempts.knowPlace(id, clientHash, clock.now(), isIn),
    ...(event === undefined ? [] : [events.turnToSignIn(event, sessionId, isIn)]),
  ]
}

type Looking = Pick<Attempt, 'counted'> & Partial<Attempt>

/** Looks at a password that was let in. A try that comes when there is no room to hash is none. */
export async function look<Found>(ports: Ports, attempt: Looking, match: () => Promise<Found>) {
  try {
    return await match()
  } catch (error) {
    if (isBusy(error)) ports.later(takeBack(ports, attempt))
    throw error
  }
}

async function takeBack(ports: Ports, { counted, event }: Looking): Promise<void> {
  const { attempts, events } = ports
  await commitAll(ports, [
    ...counted.map((each) => attempts.takeBack(each)),
    ...(event === undefined ? [] : [events.delete(event)]),
  ])
}

export const isBusy = (error: unknown) => error instanceof Refusal && error.reason === 'busy'

async function tooMany({ attempts, clock }: Ports, counted: Counted[]): Promise<Refusal> {
  const [row] = await attempts.opensAt(counted)
  return Refusal.after(Math.ceil(((row?.at ?? 0) - clock.now()) / 1000))
}

function perClient({ attempts, settings }: Ports, what: string, clientHash: string, free: number): Counted {
  const factor = settings.ENVIRONMENT === 'development' ? RELAXED : 1
  return attempts.named(`${what}:${clientHash}`, { free: free * factor, most: NO_END })
}

/** What D1 knows a client by. */
export const hashClient = ({ keys, visitor }: Ports) => keys.tag('client', visitor.client)
