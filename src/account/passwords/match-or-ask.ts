import type { OldCredentials } from '../../ports/old-login.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import type { EventPorts } from '../events/event.ts'
import type { Identity } from '../sign-in/login.ts'
import { matchPassword, UNUSABLE } from './password-hash.ts'

/** What an old back end is asked with. */
export type AskPorts = Pick<Ports, 'config' | 'oldLogin' | 'clock' | 'clientInfo' | 'later'>

/** What somebody who was not imported is brought with. */
export type BringPorts = AskPorts &
  EventPorts &
  Pick<Ports, 'accounts' | 'accountIds' | 'random' | 'keys' | 'settings' | 'trace' | 'change' | 'fieldStore'>

/** What the configuration brings along when it names an old login (sign-in/old-login/old-login.ts). */
export type OldLoginSupport = {
  /** Whether the old back end lets somebody in with this password. Throws Unavailable if it does not say. */
  isRight: (ports: AskPorts, mark: string, password: string) => Promise<boolean>
  /** What is asked about somebody whom no account has; undefined if the old login does not take such a name. */
  credentialsOf: (ports: Pick<Ports, 'config'>, who: Identity, password: string) => OldCredentials | undefined
  /** The new account of somebody whom the old back end lets in. Undefined if it does not. */
  bring: (ports: BringPorts, who: Identity, asked: OldCredentials) => Promise<Account | undefined>
}

type Known = Pick<Account, 'id' | 'passwordHash' | 'isActive'>

/** The prefix of what is stored in place of a hash that only this source can verify. */
export const markOf = (source: string) => `${UNUSABLE}old-login,${source},`

/** The old login, unless there is none or its time is over. */
const askedNow = ({ config: { oldLogin }, clock }: Pick<Ports, 'config' | 'clock'>) =>
  oldLogin && clock.now() < oldLogin.until ? oldLogin : undefined

/** Whether the old back end has to be asked about this account's password. */
export function isAsked(
  ports: Pick<Ports, 'config' | 'clock'>,
  { passwordHash, isActive }: Pick<Account, 'passwordHash' | 'isActive'>,
): boolean {
  const oldLogin = askedNow(ports)
  return oldLogin !== undefined && isActive && passwordHash.startsWith(markOf(oldLogin.source))
}

/** The same as `matchPassword`, but asks the old back end where only it knows. Throws Unavailable if it does not say. */
export async function matchOrAsk(
  ports: Parameters<typeof matchPassword>[0] & AskPorts,
  account: Known | undefined,
  password: string,
  decoy?: string,
): Promise<string | undefined> {
  if (!account || !isAsked(ports, account)) return matchPassword(ports, account, password, decoy)
  const support = ports.config.oldLogin?.support as OldLoginSupport
  return (await support.isRight(ports, account.passwordHash, password)) ? password : undefined
}

/**
 * What brings somebody here whom no account has, and who may be at the old back end. Undefined if it is not asked about
 * people who were not imported, or about such a name.
 */
export function newcomerOf(
  ports: BringPorts,
  who: Identity,
  password: string,
): (() => Promise<Account | undefined>) | undefined {
  const oldLogin = askedNow(ports)
  if (!oldLogin?.newcomers) return undefined
  const support = oldLogin.support as OldLoginSupport
  const asked = support.credentialsOf(ports, who, password)
  return asked && (() => support.bring(ports, who, asked))
}
