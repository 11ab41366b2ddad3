import { fromBase64Url, toBase64Url, utf8 } from '../ports/bytes.ts'
import type { Condition } from '../ports/database.ts'
import type { Letter } from '../ports/mail.ts'
import type { Ports } from '../ports/ports.ts'
import type { Account, Purpose } from '../ports/schema.ts'
import type { Settings } from '../ports/settings.ts'
import type { Ticket } from '../ports/tickets.ts'
import { codeMessage, newCode } from './code.ts'
import { Refusal } from './refusal.ts'
import { emailKey } from './words.ts'

const TOKEN_BYTES = 32

/** What a letter is to be answered with: the parts of its link, or the short code to be typed elsewhere. */
export type Mailed = { uid: string; token: string; code: string }

/**
 * What somebody shows who had a letter: its link (without a `uid` at some doors), or its code and the address that it
 * went to.
 */
export type Proof = { uid?: string | undefined; token: string } | { email: string; code: string }

/** Writes a letter with a link, in the words of a door. */
export type WriteLink = (
  settings: Settings,
  person: Pick<Account, 'username' | 'email' | 'emailVerifiedAt'>,
  mailed: Mailed,
) => Letter

/** Whom a letter is for. */
export type Person = Pick<Account, 'id' | 'credentialVersion' | 'username' | 'email' | 'emailVerifiedAt'>

/** The account a link is for, as djoser writes it: base64url, unpadded, of the id's text (decision 2). */
export const toUid = (id: string) => toBase64Url(utf8(id))

/** Refuses as `unknown_uid` what is no id in base64url. */
function fromUid(uid: string): string {
  try {
    const id = new TextDecoder().decode(fromBase64Url(uid))
    if (/^[\w-]{48}$/.test(uid) && /^[0-9a-f-]{36}$/.test(id)) return id
  } catch {
    // Not base64: refused below like any other text.
  }
  throw new Refusal('unknown_uid')
}

/** A letter that there is none of. */
export const NO_LETTER = { statements: [], errands: [] }

/** A ticket for who reads mail at the person's address, and what goes into the letter. */
export async function newTicket({ random, clock, keys, settings }: Ports, purpose: Purpose, person: Person) {
  const token = toBase64Url(random.bytes(TOKEN_BYTES))
  const code = newCode(random)
  const ticket: Ticket = {
    tokenHash: await keys.tag('link', token),
    purpose,
    accountId: person.id,
    credentialVersion: person.credentialVersion,
    expiresAt: clock.now() + lifetimeOf(settings, purpose) * 1000,
    addressHash: await keys.tag('address', mailboxOf(person.email)),
    codeHash: await keys.tag('code', codeMessage(purpose, person.email, code)),
    wrongCodes: 0,
    sealed: null,
    isProved: person.emailVerifiedAt !== null,
  }
  return { ticket, mailed: { uid: toUid(person.id), token, code } }
}

/** `urgent`: whatever the hour's budget says. `isFirst`: there is no older link of this purpose yet. */
type LinkOptions = { urgent?: boolean; isFirst?: boolean; condition?: Condition }

/**
 * A one-time link and its letter, which anybody who knows the address may have caused: statements for the batch, and
 * errands to dispatch once it has committed. They store and send nothing without the account, beyond the address's
 * budget, or when the condition does not hold.
 */
export async function newLink(
  ports: Ports,
  purpose: Purpose,
  person: Person,
  write: WriteLink,
  { urgent = false, isFirst = false, condition }: LinkOptions = {},
) {
  const { settings, random, clock, budget, tickets, outbox } = ports
  const { ticket, mailed } = await newTicket(ports, purpose, person)
  const letter = write(settings, person, mailed)
  const errands = await outbox.pack({ kind: 'letter', letter, limited: true })
  const asked = { id: random.uuid(), addressHash: ticket.addressHash ?? '', at: clock.now() }
  const statements = [
    ...(urgent ? [] : [budget.spend(asked, condition)]),
    tickets.insert(ticket, urgent ? condition : budget.isSpent(asked)),
    ...(isFirst ? [] : [tickets.deleteSurplus(ticket)]),
    ...outbox.insert(errands, tickets.isThere(ticket)),
  ]
  return { statements, errands }
}

/** How long, in seconds, a link of a purpose works. */
export const lifetimeOf = (settings: Settings, purpose: Purpose): number =>
  purpose === 'alarm'
    ? settings.ALARM_LINK_SECONDS
    : purpose === 'activation' || purpose === 'email'
      ? settings.ACTIVATION_LINK_SECONDS
      : settings.RESET_LINK_SECONDS

/**
 * The account behind a live ticket, and what D1 knows the ticket by. Uses nothing up, but counts a wrong code. Refuses
 * as `unknown_uid` or `dead_link`, and a code as `invalid`.
 */
export async function followLink(ports: Ports, purpose: Purpose, proof: Proof) {
  return 'code' in proof
    ? followCode(ports, purpose, proof)
    : followToken(ports, purpose, proof.token, proof.uid)
}

async function followToken(ports: Ports, purpose: Purpose, token: string, uid: string | undefined) {
  const { tickets, keys, clock } = ports
  const hashes = await keys.tags('link', token)
  const now = clock.now()
  const found =
    uid === undefined
      ? await tickets.find(hashes, purpose, now)
      : await tickets.findOf(fromUid(uid), hashes, purpose, now)

  if (!found && uid !== undefined) throw new Refusal('unknown_uid')
  if (!found?.ticket) throw new Refusal('dead_link')
  return { account: found.account, ticket: found.ticket, hash: found.ticket.tokenHash }
}

/** A code that is wrong, dead, or of a mailbox that nobody has: all the same. */
async function followCode(ports: Ports, purpose: Purpose, { email, code }: { email: string; code: string }) {
  const { tickets, clock, keys } = ports
  const now = clock.now()
  const [addressHashes, codeHashes] = await Promise.all([
    keys.tags('address', mailboxOf(email)),
    keys.tags('code', codeMessage(purpose, email, code)),
  ])
  const hash = await tickets.findByCode(addressHashes, purpose, codeHashes, now)
  const found = hash === undefined ? undefined : await tickets.find([hash], purpose, now)
  if (!found) throw Refusal.of('code', 'wrong')
  return { account: found.account, ticket: found.ticket, hash: found.ticket.tokenHash }
}

/** Whether a ticket went to this address. */
export async function wentTo({ keys }: Ports, { addressHash }: Ticket, address: string): Promise<boolean> {
  const hashes = await keys.tags('address', mailboxOf(address))
  return addressHash !== null && hashes.includes(addressHash)
}

/** However an address is spelled, it is one mailbox. */
const mailboxOf = (address: string) => emailKey(address) ?? ''
