import type { Ports } from '../ports/ports.ts'
import type { Account } from '../ports/schema.ts'
import { activationLetter } from './letters.ts'
import { followLink, mailLink, newLink } from './links.ts'
import { Refusal } from './refusal.ts'
import { emailKey } from './words.ts'

/** The link that activates an account, and its letter. */
export const newActivation = (
  ports: Ports,
  account: Pick<Account, 'id' | 'credentialVersion' | 'username' | 'email'>,
) =>
  newLink(ports, 'activation', account, ports.settings.ACTIVATION_LINK_SECONDS, (uid, token) =>
    activationLetter(ports.settings, account, uid, token),
  )

/** Opens an account from the link that was mailed. Refuses as `unknown_uid`, `dead_link` or, again, `used_link`. */
export async function activate(ports: Ports, { uid, token }: { uid: string; token: string }): Promise<void> {
  const { account, hash } = await followLink(ports, 'activation', token, uid)
  const [activated] = await ports.commit(ports.accounts.activate(account.id, hash, ports.clock.now()))
  if (activated.length === 0) throw new Refusal('used_link')
}

/** Mails the link again to an account that waits for it, and says nothing about whether there is one. */
export async function resendActivation(ports: Ports, address: string): Promise<void> {
  if (!ports.settings.SEND_ACTIVATION_EMAIL) throw new Refusal('activation_off')
  const found = await ports.accounts.findByEmail(emailKey(address) ?? '')
  const account = found?.awaitsActivation ? found : undefined
  await mailLink(ports, 'activation', account, ports.settings.ACTIVATION_LINK_SECONDS, activationLetter)
}
