import type { Ports } from '../../ports/ports.ts'
import { byRank } from '../names/by-rank.ts'
import { matchPassword } from '../passwords/password-hash.ts'
import { whoseOf } from './login.ts'

type Checking = Pick<Ports, 'accounts' | 'keys' | 'settings' | 'config' | 'clock' | 'trace' | 'clientInfo'>

/**
 * Says whether a sign-in with a username or an email address would succeed now. For an operator: it opens no session,
 * counts as no try, and tells what an API never does.
 */
export async function checkSignIn(
  ports: Checking,
  identifier: string,
  password: string,
): Promise<'yes' | 'no_account' | 'disabled' | 'wrong'> {
  const whose = whoseOf({ identifier }, ports.config)
  const [account] = byRank(await ports.accounts.named(whose), whose)
  if (!account) return 'no_account'
  if ((await matchPassword(ports, account, password)) === undefined) return 'wrong'
  return account.isActive ? 'yes' : 'disabled'
}
