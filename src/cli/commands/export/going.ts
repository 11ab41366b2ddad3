import type { Account } from '../../../ports/schema.ts'
import type { OldRow } from '../import/old-row.ts'

/** A person on their way out. */
export type Going = {
  /** The id in the system that they go back to. Undefined where it is the name. */
  id: string | number | undefined
  account: Account
  /** The username to go with: the one of the old system, unless it was changed here or is somebody else's now. */
  username: string
  /** What was kept of them. Undefined for who is new, and where nothing was kept. */
  kept: OldRow | undefined
  isNew: boolean
  password: GoingPassword
}

/** `old`: as the other system stored it. `django`: made here, as Django verifies it. `none`: a reset by email is needed. */
export type GoingPassword = { kind: 'old' | 'django'; text: string } | { kind: 'none' }

/** What no password matches, in Django as in Gatehouse. */
export const NO_PASSWORD = '!'
