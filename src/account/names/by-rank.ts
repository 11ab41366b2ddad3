import type { Account } from '../../ports/schema.ts'
import type { Named } from '../../ports/throttle.ts'

/**
 * Of people who were found by a name or an address: first who has proved the address, then whose name it is,
 * and last who only claims the address, which gives nobody an advantage over a name.
 */
export function byRank(found: Account[], { usernameKeys = [], emailKey }: Named): Account[] {
  const rank = (account: Account) => {
    if (emailKey != null && account.emailKey === emailKey && account.emailVerifiedAt !== null) return -1
    const at = usernameKeys.indexOf(account.usernameKey)
    return at < 0 ? usernameKeys.length : at
  }
  return found.toSorted((one, other) => rank(one) - rank(other))
}
