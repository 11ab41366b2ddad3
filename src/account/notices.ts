import type { Condition } from '../ports/database.ts'
import { SEAL_IV_BYTES } from '../ports/keys.ts'
import type { Ports } from '../ports/ports.ts'
import type { Ticket } from '../ports/tickets.ts'
import { NO_LETTER, newTicket, type Person, type WriteLink } from './links.ts'

/** How many letters of an hour are left for what somebody asks for. */
const SPARE = 1

/** What happened, and the letter that tells of it. */
export type Notice = { about: 'password' | 'username' | 'address' | 'session'; write: WriteLink }

/**
 * Tells the owner what happens to the account, at the address that is theirs until then, if there is one. The statements
 * do something only in a batch in which the condition holds; the errands are to be dispatched once it has committed.
 */
export async function newNotice(
  ports: Ports,
  person: Person,
  condition: Condition,
  { about, write }: Notice,
) {
  if (person.email === '') return NO_LETTER

  const { settings, keys, random, tickets, outbox, budget, clock } = ports
  const { ticket, mailed } = await newTicket(ports, 'alarm', person)
  const sealed = await keys.seal(person.email, random.bytes(SEAL_IV_BYTES))
  const errands = await outbox.pack({
    kind: 'letter',
    letter: write(settings, person, mailed),
    limited: true,
  })
  const counted = { id: random.uuid(), addressHash: budgetOf(ticket, about), at: clock.now() }
  const statements = [
    budget.spend(counted, tickets.hasRoomForAlarm(person.id, condition), SPARE),
    tickets.insert({ ...ticket, sealed }, budget.isSpent(counted)),
    ...outbox.insert(errands, tickets.isThere(ticket)),
  ]
  return { statements, errands }
}

/**
 * What a notice counts under in its hour, apart from what anybody may ask for, so that nobody can keep a notice back by
 * asking. At an address that was proved each kind counts by itself: many of one hide none of another.
 */
const budgetOf = ({ addressHash, isProved }: Ticket, about: Notice['about']) =>
  `${isProved ? about : 'notice'}:${addressHash}`
