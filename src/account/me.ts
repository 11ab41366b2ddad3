import type { Account, Session } from '../ports/schema.ts'

/** Who asks, and with which session. */
export type Me = { account: Account; session: Session }
