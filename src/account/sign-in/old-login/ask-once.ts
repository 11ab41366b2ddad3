import type { OldCredentials, OldSignIn } from '../../../ports/old-login.ts'
import type { Ports } from '../../../ports/ports.ts'
import { openSemaphore } from '../../limits/semaphore.ts'

/** How many requests an isolate has at the old back end at once, however many people sign in. */
const inOldLoginQueue = openSemaphore({ capacity: 8, waiting: 32, patience: 3, longest: 20_000 })

/** What no login takes, and some answer as if the request were at fault. */
const isHopeless = ({ name, password }: OldCredentials) =>
  [name, password].some((text) => text.trim() === '' || text.includes('\0') || !text.isWellFormed())

/**
 * Asks the old login once. Undefined if the name or the password is wrong. Refuses as `busy` if too many wait; throws
 * Unavailable if it does not say.
 */
export async function askOnce(
  { oldLogin, clock, clientInfo }: Pick<Ports, 'oldLogin' | 'clock' | 'clientInfo'>,
  asked: OldCredentials,
): Promise<OldSignIn | undefined> {
  if (!oldLogin || isHopeless(asked)) return undefined
  return inOldLoginQueue(clock, { weight: 1, client: clientInfo.client }, () => oldLogin.signIn(asked))
}
