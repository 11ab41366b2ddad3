import type { Account, Session } from '../ports/schema.ts'

/**
 * The signed-in account, and its session. `lacksFactor`: it is staff, and may do what staff may only in a session with a
 * second factor; until then `account` is none.
 */
export type Me = { account: Account; session: Session; lacksFactor?: boolean }
