import type { Condition } from '../../ports/database.ts'
import { SEAL_IV_BYTES } from '../../ports/keys.ts'
import type { OneTimeToken } from '../../ports/one-time-tokens.ts'
import type { Ports } from '../../ports/ports.ts'
import { type EmailTemplate, NO_EMAIL, newOneTimeToken, type Person } from './one-time-link.ts'

/** How many letters of an hour are left for what somebody asks for. */
const SPARE = 1

/** What happened, and the email that tells of it. */
export type Notice = { about: 'password' | 'username' | 'address' | 'session'; write: EmailTemplate }

/**
 * Tells the owner what happens to the account, at the address that is theirs until then, if there is one. The statements
 * do something only in a batch in which the condition holds; the jobs are to be dispatched once it has committed.
 */
export async function newNotice(
  ports: Ports,
  person: Person,
  condition: Condition,
  { about, write }: Notice,
) {
  if (person.email === '') return NO_EMAIL

  const { settings, keys, random, oneTimeTokens, outbox, budget, clock } = ports
  const { oneTimeToken, mailed } = await newOneTimeToken(ports, 'recovery', person)
  const sealed = await keys.seal(person.email, random.bytes(SEAL_IV_BYTES))
  const jobs = await outbox.prepare({
    kind: 'email',
    message: write(settings, person, mailed),
    limited: true,
  })
  const counted = { id: random.uuid(), addressHash: budgetOf(oneTimeToken, about), at: clock.now() }
  const statements = [
    budget.spend(counted, oneTimeTokens.mayAddRecovery(person.id, condition), SPARE),
    oneTimeTokens.insert({ ...oneTimeToken, sealed }, budget.isSpent(counted)),
    ...outbox.insert(jobs, oneTimeTokens.isThere(oneTimeToken)),
  ]
  return { statements, jobs }
}

/**
 * What a notice counts under in its hour, apart from what anybody may ask for, so that nobody can keep a notice back by
 * asking. At an address that was proved each kind counts by itself: many of one hide none of another.
 */
const budgetOf = ({ addressHash, isProved }: OneTimeToken, about: Notice['about']) =>
  `${isProved ? about : 'notice'}:${addressHash}`
