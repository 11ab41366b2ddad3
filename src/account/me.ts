import type { Account, Session } from '../ports/schema.ts'

/** The signed-in account, and its session. */
export type Me = { account: Account; session: Session }
