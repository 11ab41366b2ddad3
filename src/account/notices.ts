import type { Condition } from '../ports/database.ts'
import type { Letter } from '../ports/mail.ts'
import type { Ports } from '../ports/ports.ts'
import type { Account } from '../ports/schema.ts'
import type { Settings } from '../ports/settings.ts'
import { lifetimeOf, type Mailed, newTicket } from './links.ts'

type Person = Pick<Account, 'id' | 'credentialVersion' | 'username' | 'email'>

/** Writes a letter that tells the owner of something, with a link for whoever it was not. */
export type WriteNotice = (settings: Settings, person: Person, mailed: Mailed) => Letter

const SEAL_IV_BYTES = 12

/**
 * Tells the owner what happens to the account, at the address that is theirs until then, if there is one. The statements
 * do something only in a batch in which the condition holds; the errands are to be dispatched once it has committed.
 */
export async function newNotice(ports: Ports, person: Person, condition: Condition, write: WriteNotice) {
  if (person.email === '') return { statements: [], errands: [] }

  const { settings, keys, random, tickets, outbox } = ports
  const { ticket, mailed } = await newTicket(ports, 'alarm', person, lifetimeOf(settings, 'alarm'))
  const sealed = await keys.seal(person.email, random.bytes(SEAL_IV_BYTES))
  const errands = await outbox.pack({ kind: 'letter', letter: write(settings, person, mailed) })
  const statements = [
    tickets.insert({ ...ticket, sealed }, condition),
    ...outbox.insert(errands, tickets.isThere(ticket)),
  ]
  return { statements, errands }
}
