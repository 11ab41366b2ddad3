/** How long, in seconds, whoever asked is to wait, unless something else is said. */
const LATER = 60

/**
 * Something outside does not answer, and without it nothing may be granted. The message names it; `retryAfter` is in
 * seconds.
 */
export class Unavailable extends Error {
  override name = 'Unavailable'
  readonly retryAfter: number

  constructor(what: string, retryAfter = LATER) {
    super(what)
    this.retryAfter = retryAfter
  }
}

/** What D1 says when asking again helps (Cloudflare's "Retry queries"). */
const TRANSIENT =
  /network connection lost|storage caused object to be reset|reset because its code was updated|cannot resolve d1 db/i

/** What D1 and R2 say when they have too much to do already ("Debug D1"; R2's codes 10001, 10043 and 10058). */
const OVERLOADED = /is overloaded|\((10001|10043|10058)\)/i

/** What SQLite says while another program writes to the file of a local database: nothing was done. */
const LOCKED = /SQLITE_BUSY|database (table )?is locked/i

/** Of this D1 does not say whether to ask again. */
const TIMED_OUT = /exceeded timeout/i

/** What D1 says while the code is ahead of its migrations, or behind them. */
const OUTDATED = /no such (table|column)|has no column named/i

/** Whether asking again at once may help. */
export const isTransient = (error: unknown): boolean => TRANSIENT.test(innermost(error).message)

/** Whether nothing was done because another program was writing, so that a write too may be asked again at once. */
export const isLocked = (error: unknown): boolean => LOCKED.test(innermost(error).message)

/** Whether it is worth asking again in a while, and nothing is wrong here. */
export const isOutage = (error: unknown): boolean =>
  mayHaveHappened(error) || isOverloaded(error) || isLocked(error)

/** Whether the database is not the one that the code was written for: until it is migrated, or other code is there. */
export const isOutdated = (error: unknown): boolean => OUTDATED.test(innermost(error).message)

/** Whether what was asked for may have happened all the same: only the answer is known to be lacking. */
export function mayHaveHappened(error: unknown): boolean {
  const fault = innermost(error)
  return (
    fault instanceof Unavailable ||
    ((isTransient(fault) || TIMED_OUT.test(fault.message)) && !isOverloaded(fault))
  )
}

const isOverloaded = (error: unknown) => OVERLOADED.test(innermost(error).message)

/** drizzle wraps D1's error in one whose message holds every parameter, addresses and hashes among them. */
export function innermost(error: unknown): Error {
  let fault = error instanceof Error ? error : new Error('not an error')
  while (fault.cause instanceof Error) fault = fault.cause
  return fault
}
