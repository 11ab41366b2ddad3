import type { Condition } from '../ports/database.ts'
import { SEAL_IV_BYTES } from '../ports/keys.ts'
import type { Ports } from '../ports/ports.ts'
import { NO_LETTER, newTicket, type Person, type WriteLink } from './links.ts'

/**
 * Tells the owner what happens to the account, at the address that is theirs until then, if there is one. The statements
 * do something only in a batch in which the condition holds; the errands are to be dispatched once it has committed.
 */
export async function newNotice(ports: Ports, person: Person, condition: Condition, write: WriteLink) {
  if (person.email === '') return NO_LETTER

  const { settings, keys, random, tickets, outbox } = ports
  const { ticket, mailed } = await newTicket(ports, 'alarm', person)
  const sealed = await keys.seal(person.email, random.bytes(SEAL_IV_BYTES))
  const errands = await outbox.pack({ kind: 'letter', letter: write(settings, person, mailed) })
  const statements = [
    tickets.insert({ ...ticket, sealed }, condition),
    ...outbox.insert(errands, tickets.isThere(ticket)),
  ]
  return { statements, errands }
}
