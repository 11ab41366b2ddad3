import type { Ask } from '../../ports/outbox.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account } from '../../ports/schema.ts'
import { commitAll, commitJobs } from '../commit-all.ts'
import {
  activationEmail,
  passwordResetEmail,
  passwordResetKeyEmail,
  usernameResetEmail,
} from '../emails/emails.ts'
import { type EmailTemplate, NO_EMAIL, newLink } from '../emails/one-time-link.ts'
import { emailKey } from '../words.ts'

/**
 * Notes that somebody wants a link mailed to an address. One write, whoever's the address is: whether there is such an
 * account is found out after the answer, or by the cron.
 */
export async function requestLink(ports: Ports, ask: Ask): Promise<void> {
  const { outbox } = ports
  const jobs = await outbox.prepare({ kind: 'ask', ask })
  await commitJobs(ports, outbox.insert(jobs), jobs)
  outbox.dispatch(jobs, (input, id) => mailRequestedLink(ports, input, id))
}

/** Does what is due in the outbox, and tells how much it was. */
export const runJobs = (ports: Ports): Promise<number> =>
  ports.outbox.runDue((ask, id) => mailRequestedLink(ports, ask, id))

/** Mails what was asked for, to whoever it is meant for, once. `id` is that of the job. */
export async function mailRequestedLink(ports: Ports, ask: Ask, id: string): Promise<void> {
  const { accounts, outbox } = ports
  const found = await accounts.findByEmail(emailKey(ask.address) ?? '')
  const account = found && mayHave(found, ask) ? found : undefined
  const options = { condition: outbox.isPending(id), urgent: ask.urgent === true }
  const { statements, jobs } = account
    ? await newLink(ports, ask.purpose, account, templateFor(ask), options)
    : NO_EMAIL
  await commitAll(ports, [...statements, outbox.remove(id)])
  outbox.dispatch(jobs)
}

const mayHave = (account: Account, { purpose }: Ask) =>
  purpose === 'activation' ? account.awaitsActivation : account.isActive

function templateFor({ purpose, byKey }: Ask): EmailTemplate {
  if (purpose === 'activation') return activationEmail
  if (purpose === 'username') return usernameResetEmail
  return byKey ? passwordResetKeyEmail : passwordResetEmail
}
