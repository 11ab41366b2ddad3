import type { Account, Session } from '../ports/schema.ts'
import type { Counted } from '../ports/throttle.ts'

/**
 * The signed-in account, and its session. `lacksFactor`: it is staff, and may do what staff may only in a session with a
 * second factor; until then `account` is none. `tried`: the try at the password that was counted in the same round trip.
 */
export type Me = { account: Account; session: Session; lacksFactor?: boolean; tried?: Tried }

/** What a try was counted under, no keys if it was one too many, and whether the password was looked at. */
type Tried = { keys: string[]; counted: Counted; isUsed: boolean }
