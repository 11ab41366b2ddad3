import { usernameFieldOf } from '../../ports/config.ts'
import type { Condition } from '../../ports/database.ts'
import type { Ask } from '../../ports/outbox.ts'
import type { Ports } from '../../ports/ports.ts'
import { commitAll, commitJobs } from '../commit-all.ts'
import { addressResetEmail, linkEmail, passwordResetKeyEmail } from '../emails/emails.ts'
import { preferredLanguage } from '../emails/language.ts'
import { emailKey } from '../names/name-keys.ts'
import { linkPurposes } from '../one-time-tokens/link-purposes.ts'
import { type LinkPorts, NO_EMAIL, newLink, type Person } from '../one-time-tokens/one-time-link.ts'
import { newSignInLink } from './sign-in-link.ts'

/** What a link that was asked for is sent with. */
export type MailPorts = LinkPorts & Pick<Ports, 'accounts' | 'commit'>

/** The same, and what a request for one is recorded with. */
export type RequestPorts = MailPorts & Pick<Ports, 'clientInfo' | 'rowExists'>

/**
 * Records that a link was asked for at an email address. It is one write for every address: the account is looked up
 * after the response, or by the cron, so the time that a response takes does not say whether there is one.
 */
export async function requestLink(ports: RequestPorts, ask: Ask): Promise<void> {
  const { outbox } = ports
  const language = preferredLanguage(ports)
  const jobs = await outbox.prepare({ kind: 'ask', ask: { ...ask, ...(language && { language }) } })
  await commitJobs(ports, outbox.insert(jobs), jobs)
  outbox.dispatch(jobs, (input, id) => mailRequestedLink(ports, input, id))
}

/** Where djoser's USERNAME_FIELD is the email address, that is reset in place of a username. */
const emailFor = ({ config }: Pick<Ports, 'config'>, purpose: Exclude<Ask['purpose'], 'login'>) =>
  purpose === 'username' && usernameFieldOf(config) === 'email' ? addressResetEmail : linkEmail(purpose)

/** Does the jobs of the outbox that are due, and returns how many they were. */
export const runJobs = (ports: MailPorts): Promise<number> =>
  ports.outbox.runDue((ask, id) => mailRequestedLink(ports, ask, id))

/** Sends the link that was asked for, if there is an account that may have it. It is sent once: `id` is the job's. */
export async function mailRequestedLink(ports: MailPorts, ask: Ask, id: string): Promise<void> {
  const { accounts, outbox } = ports
  const found = await accounts.findByEmail(emailKey(ask.address) ?? '')
  const { purpose, language = null } = ask
  const reader = found && { ...found, language: found.language ?? language }
  const { statements, jobs } =
    reader && linkPurposes[purpose].mayHave(reader)
      ? await linkFor(ports, reader, ask, outbox.isPending(id))
      : NO_EMAIL
  await commitAll(ports, [...statements, outbox.remove(id)])
  outbox.dispatch(jobs)
}

function linkFor(ports: MailPorts, reader: Person, ask: Ask, condition: Condition) {
  const { purpose, byKey, urgent = false, signIn } = ask
  if (purpose === 'login') return signIn ? newSignInLink(ports, reader, signIn, condition) : NO_EMAIL
  const write = byKey ? passwordResetKeyEmail : emailFor(ports, purpose)
  return newLink(ports, purpose, reader, { write, condition, urgent })
}
