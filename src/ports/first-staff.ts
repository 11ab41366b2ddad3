import { gte, not, type SQL, sql } from 'drizzle-orm'
import { sameBytes, toHex, utf8 } from './bytes.ts'
import type { Database } from './database.ts'
import { existsIn } from './exists-in.ts'
import { accounts } from './schema.ts'

/** Set by `npm start` alone, for as long as it runs. */
export type MaybeFirstStaff = { FIRST_STAFF_DIGEST?: string }

type Dependencies = { db: Database; env: MaybeFirstStaff & { ENVIRONMENT?: string } }

/** Written as the index `accounts_staff` has it, so that D1 finds the first of its rows. */
const isAnybodyStaff = (db: Database) =>
  existsIn(db, accounts, sql`${accounts.isStaff} = 1`, gte(accounts.usernameKey, ''))

/**
 * The link of `npm start` that makes the first staff account. A deployment has none, whatever its variables are.
 */
export const openFirstStaff = ({ db, env: { FIRST_STAFF_DIGEST, ENVIRONMENT } }: Dependencies) => ({
  /** Whether it is the secret of the link: the variable has its SHA-256 in hexadecimal digits. */
  async admits(secret: string): Promise<boolean> {
    if (ENVIRONMENT !== 'development' || !FIRST_STAFF_DIGEST) return false
    const digest = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(secret))))
    return sameBytes(utf8(digest), utf8(FIRST_STAFF_DIGEST))
  },

  /** True while any account is staff. */
  hasStaff: (): SQL => isAnybodyStaff(db),

  /** True while no account is staff. */
  hasNoStaff: (): SQL => not(isAnybodyStaff(db)),
})
