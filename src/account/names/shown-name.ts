import type { Account } from '../../ports/schema.ts'

/*
 * An account without a username, as in a project whose people sign in by email address (`usernames: false`), has its id
 * in place of one. So no two collide, and nobody can choose it.
 */

type Named = Pick<Account, 'id' | 'username'>

const hasUsername = ({ id, username }: Named) => username !== id

/** The username of an account, or '' if it has none. */
export const usernameOf = (account: Named): string => (hasUsername(account) ? account.username : '')

/** What an account is called: its username, or else its email address, as Django's `get_username()` has it. */
export const shownName = (account: Named & Pick<Account, 'email'>): string =>
  usernameOf(account) || account.email
