import type { Account } from '../../ports/schema.ts'
import type { Named } from '../../ports/throttle.ts'

/**
 * Orders accounts that were found by a username or an email address: first the one with that address verified, then the
 * one with that username, last the one with that address unverified, so that an unverified address never takes
 * precedence over a username.
 */
export function byRank(found: Account[], { usernameKeys = [], emailKey }: Named): Account[] {
  const rank = (account: Account) => {
    if (emailKey != null && account.emailKey === emailKey && account.emailVerifiedAt !== null) return -1
    const at = usernameKeys.indexOf(account.usernameKey)
    return at < 0 ? usernameKeys.length : at
  }
  return found.toSorted((one, other) => rank(one) - rank(other))
}
