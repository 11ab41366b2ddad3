/** `Retry-After` in seconds, unless another is given. */
const LATER = 60

/**
 * A service that the request needs does not answer. The message names it; `retryAfter` is in seconds.
 */
export class Unavailable extends Error {
  override name = 'Unavailable'
  readonly retryAfter: number

  constructor(what: string, retryAfter = LATER) {
    super(what)
    this.retryAfter = retryAfter
  }
}

/** D1's errors that are worth a retry (Cloudflare's "Retry queries"). */
const TRANSIENT =
  /network connection lost|storage caused object to be reset|reset because its code was updated|cannot resolve d1 db/i

/** Errors of D1 and R2 under too much load ("Debug D1"; R2's codes 10001, 10043 and 10058). */
const OVERLOADED = /is overloaded|\((10001|10043|10058)\)/i

/** SQLite's errors while another program writes to a local database: nothing was done. */
const LOCKED = /SQLITE_BUSY|database (table )?is locked/i

/** D1 does not say whether to retry this one. */
const TIMED_OUT = /exceeded timeout/i

/** D1's errors while the schema is older or newer than the code. */
const OUTDATED = /no such (table|column)|has no column named/i

/**
 * Errors that do not say what happened: of a local database that another program was writing to, or on the way to D1, such
 * as of a connection that it closed meanwhile.
 */
const BROKEN =
  /internal error; reference|failed to parse body as json|fetch failed|other side closed|ECONNRESET|EPIPE/i

/** Whether the answer is none that D1 gives. Something may have happened. */
export const isBroken = (error: unknown): boolean => BROKEN.test(innermost(error).message)

/** Whether an immediate retry may help. */
export const isTransient = (error: unknown): boolean => TRANSIENT.test(innermost(error).message)

/** Whether nothing was done because another program was writing, so that even a write may be retried at once. */
export const isLocked = (error: unknown): boolean => LOCKED.test(innermost(error).message)

/** Whether a later retry may help, and the fault is not ours. */
export const isOutage = (error: unknown): boolean =>
  mayHaveHappened(error) || isOverloaded(error) || isLocked(error)

/** Whether the schema is not the one that the code was written for, until a migration or a deployment. */
export const isOutdated = (error: unknown): boolean => OUTDATED.test(innermost(error).message)

/** Whether the write may have happened although no answer came. */
export function mayHaveHappened(error: unknown): boolean {
  const fault = innermost(error)
  return (
    fault instanceof Unavailable ||
    ((isTransient(fault) || TIMED_OUT.test(fault.message)) && !isOverloaded(fault))
  )
}

const isOverloaded = (error: unknown) => OVERLOADED.test(innermost(error).message)

/** drizzle wraps D1's error in one whose message contains every parameter, such as addresses and hashes. */
export function innermost(error: unknown): Error {
  let fault = error instanceof Error ? error : new Error('not an error')
  while (fault.cause instanceof Error) fault = fault.cause
  return fault
}
