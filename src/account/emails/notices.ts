import type { Condition } from '../../ports/database.ts'
import { SEAL_IV_BYTES } from '../../ports/keys.ts'
import type { OneTimeToken } from '../../ports/one-time-tokens.ts'
import {
  type EmailTemplate,
  type LinkPorts,
  NO_EMAIL,
  newOneTimeToken,
  type Person,
} from '../one-time-tokens/one-time-link.ts'

/** How many emails of an hour notices leave for emails that are asked for. */
const SPARE = 1

/** What changed, and the email that reports it. */
export type Notice = {
  about: 'password' | 'username' | 'address' | 'session' | 'factor'
  write: EmailTemplate
}

/**
 * Tells the owner about a change, at the email address before it, if there is one. The statements have an effect only
 * in a batch in which the condition holds. Dispatch the jobs after it has committed.
 */
export async function newNotice(
  ports: LinkPorts,
  person: Person,
  condition: Condition,
  { about, write }: Notice,
) {
  if (person.email === '') return NO_EMAIL

  const { keys, random, oneTimeTokens, outbox, budget, clock } = ports
  const { oneTimeToken, mailed } = await newOneTimeToken(ports, 'recovery', person)
  const sealed = await keys.seal(person.email, random.bytes(SEAL_IV_BYTES))
  const jobs = await outbox.prepare({
    kind: 'email',
    message: write(ports, person, mailed),
    limited: true,
  })
  const counted = { id: random.uuid(), addressHash: budgetOf(oneTimeToken, about), at: clock.now() }
  const statements = [
    budget.spend(counted, oneTimeTokens.mayAddRecovery(person.id, condition), { spare: SPARE }),
    oneTimeTokens.insert({ ...oneTimeToken, sealed }, budget.isSpent(counted)),
    ...outbox.insert(jobs, oneTimeTokens.isThere(oneTimeToken)),
  ]
  return { statements, jobs }
}

/**
 * The hourly limit that a notice counts against. It is not that of emails that are asked for, so an attacker cannot
 * stop notices by asking for emails. At a verified email address each kind of notice has its own limit, so many of one
 * kind do not stop another.
 */
const budgetOf = ({ addressHash, isProved }: OneTimeToken, about: Notice['about']) =>
  `${isProved ? about : 'notice'}:${addressHash}`
