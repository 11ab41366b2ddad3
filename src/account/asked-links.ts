import type { Ask } from '../ports/outbox.ts'
import type { Ports } from '../ports/ports.ts'
import type { Account } from '../ports/schema.ts'
import { commitAll, commitErrands } from './commit-all.ts'
import {
  activationLetter,
  passwordResetKeyLetter,
  passwordResetLetter,
  usernameResetLetter,
} from './letters/letters.ts'
import { NO_LETTER, newLink, type WriteLink } from './links.ts'
import { emailKey } from './words.ts'

/**
 * Notes that somebody wants a link mailed to an address. One write, whoever's the address is: whether there is such an
 * account is found out after the answer, or by the cron.
 */
export async function askForLink(ports: Ports, ask: Ask): Promise<void> {
  const { outbox } = ports
  const errands = await outbox.pack({ kind: 'ask', ask })
  await commitErrands(ports, outbox.insert(errands), errands)
  outbox.dispatch(errands, (wish, id) => mailAsked(ports, wish, id))
}

/** Does what is due in the outbox, and tells how much it was. */
export const runErrands = (ports: Ports): Promise<number> =>
  ports.outbox.runDue((ask, id) => mailAsked(ports, ask, id))

/** Mails what was asked for, to whoever it is meant for, once. `id` is that of the errand. */
export async function mailAsked(ports: Ports, ask: Ask, id: string): Promise<void> {
  const { accounts, outbox } = ports
  const found = await accounts.findByEmail(emailKey(ask.address) ?? '')
  const account = found && mayHave(found, ask) ? found : undefined
  const options = { condition: outbox.isPending(id), urgent: ask.urgent === true }
  const { statements, errands } = account
    ? await newLink(ports, ask.purpose, account, letterFor(ask), options)
    : NO_LETTER
  await commitAll(ports, [...statements, outbox.strikeOut(id)])
  outbox.dispatch(errands)
}

const mayHave = (account: Account, { purpose }: Ask) =>
  purpose === 'activation' ? account.awaitsActivation : account.isActive

function letterFor({ purpose, byKey }: Ask): WriteLink {
  if (purpose === 'activation') return activationLetter
  if (purpose === 'username') return usernameResetLetter
  return byKey ? passwordResetKeyLetter : passwordResetLetter
}
