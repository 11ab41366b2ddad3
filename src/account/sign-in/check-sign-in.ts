import type { Ports } from '../../ports/ports.ts'
import { Unavailable } from '../../ports/unavailable.ts'
import { byRank } from '../names/name-keys.ts'
import { isAsked, matchOrAsk } from '../passwords/match-or-ask.ts'
import { UNUSABLE } from '../passwords/password-hash.ts'
import { whoseOf } from './login.ts'

type Checking = Pick<
  Ports,
  'accounts' | 'keys' | 'settings' | 'config' | 'clock' | 'trace' | 'clientInfo' | 'later' | 'oldLogin'
>

/**
 * Says whether a sign-in with a username or an email address would succeed now. For an operator: it opens no session,
 * counts as no try, and tells what an API never does.
 */
export async function checkSignIn(
  ports: Checking,
  identifier: string,
  password: string,
): Promise<'yes' | 'no_account' | 'disabled' | 'no_password' | 'wrong' | 'no_answer'> {
  const whose = whoseOf({ identifier }, ports.config)
  const [account] = byRank(await ports.accounts.named(whose), whose)
  if (!account) return 'no_account'
  if (account.passwordHash === UNUSABLE) return 'no_password'
  try {
    if ((await matchOrAsk(ports, account, password)) === undefined) return 'wrong'
  } catch (error) {
    if (isAsked(ports, account) && error instanceof Unavailable) return 'no_answer'
    throw error
  }
  return account.isActive ? 'yes' : 'disabled'
}
