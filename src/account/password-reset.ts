import type { Letter } from '../ports/mail.ts'
import type { Ports } from '../ports/ports.ts'
import type { Account } from '../ports/schema.ts'
import type { Settings } from '../ports/settings.ts'
import { passwordChangedLetter } from './letters.ts'
import { followLink, newLink } from './links.ts'
import { hashPassword } from './password-hash.ts'
import { type PolicyDoor, refuseWeakPassword } from './password-policy.ts'
import { Refusal, refuseDifferent } from './refusal.ts'
import { accessTokensEnd } from './session.ts'
import { emailKey } from './words.ts'

/** Writes the letter with a link, as the door's clients expect it. */
export type WriteLink = (settings: Settings, account: Account, uid: string, token: string) => Letter

/**
 * Mails a link to the account of this address, if there is one that can use it. Neither the answer nor the work before
 * it tells: an unknown address gets a link to nobody, which is not stored.
 */
export async function askForLink(
  ports: Ports,
  purpose: 'reset' | 'username',
  address: string,
  write: WriteLink,
) {
  const { accounts, settings, outbox, commit } = ports
  const found = await accounts.findByEmail(emailKey(address) ?? '')
  const account = found?.isActive ? found : nobody(ports, address)

  const { statements, errands } = await newLink(
    ports,
    purpose,
    account,
    settings.RESET_LINK_SECONDS,
    (uid, token) => write(settings, account, uid, token),
  )
  await commit(...statements)
  if (account === found) await outbox.dispatch(errands)
}

/** Whether a link to reset a password would work. Refuses as `dead_link`; uses nothing up. */
export async function checkReset(ports: Ports, token: string): Promise<void> {
  const { account } = await followLink(ports, 'reset', token, undefined)
  if (!account.isActive) throw new Refusal('dead_link')
}

/**
 * Sets a new password for whoever holds the link, which works once, and ends every session. With a `uid` the password's
 * own rules come before the link, as djoser has it. A refusal does not use the link up.
 */
export async function finishReset(
  ports: Ports,
  door: PolicyDoor,
  wish: { uid?: string; token: string; newPassword: string; reNewPassword?: string | undefined },
): Promise<void> {
  const { accounts, sessions, tickets, outbox, commit, clock } = ports
  const { uid, token, newPassword } = wish
  if (uid !== undefined) {
    await refuseWeakPassword(ports, door, 'newPassword', newPassword)
    refuseDifferent('password', newPassword, wish.reNewPassword)
  }
  const { account, hash } = await followLink(ports, 'reset', token, uid)
  await refuseWeakPassword(ports, door, 'newPassword', newPassword, account)

  const passwordHash = await hashPassword(ports, account.id, newPassword)
  const revocation = { account: account.id, epoch: account.epoch + 1, keep: null }
  const errands = await outbox.pack(
    { kind: 'revocation', revocation, until: accessTokensEnd(ports) },
    ...passwordChangedLetter(ports.settings, account),
  )
  const changed = accounts.passwordIs(account.id, passwordHash)
  const [done] = await commit(
    accounts.resetPassword(account.id, hash, passwordHash, clock.now()),
    sessions.deleteOthers(account.id, '', changed),
    tickets.deleteAll(account.id, changed),
    ...outbox.insert(errands, changed),
  )
  if (done.length === 0) throw new Refusal('dead_link')
  await outbox.dispatch(errands)
}

/** Stands in for an account that is not there, so that the same statements run. */
const nobody = ({ random, clock }: Ports, email: string): Account => ({
  id: random.uuid(),
  username: '',
  usernameKey: '',
  email,
  emailKey: null,
  firstName: '',
  lastName: '',
  passwordHash: '',
  isActive: false,
  isStaff: false,
  awaitsActivation: false,
  epoch: 0,
  credentialVersion: 0,
  avatar: null,
  cover: null,
  createdAt: clock.now(),
  updatedAt: clock.now(),
})
