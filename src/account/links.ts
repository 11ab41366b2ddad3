import { fromBase64Url, toBase64Url, toHex, utf8 } from '../ports/bytes.ts'
import type { Letter } from '../ports/mail.ts'
import type { Packed } from '../ports/outbox.ts'
import type { Ports } from '../ports/ports.ts'
import type { Account, Purpose } from '../ports/schema.ts'
import type { Settings } from '../ports/settings.ts'
import { Refusal } from './refusal.ts'

const TOKEN_BYTES = 32

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

/**
 * A one-time link and its letter: statements for the batch, and errands to dispatch when the first of them has stored
 * the link. Without the account they store nothing, at the same cost. `lifetime` is in seconds.
 */
export async function newLink(
  ports: Ports,
  purpose: Purpose,
  account: Pick<Account, 'id' | 'credentialVersion'>,
  lifetime: number,
  write: (uid: string, token: string) => Letter,
) {
  const { random, clock, tickets, outbox } = ports
  const token = toBase64Url(random.bytes(TOKEN_BYTES))
  const ticket = {
    tokenHash: await hashLink(ports, token, ports.keys.kids()[0]),
    purpose,
    accountId: account.id,
    credentialVersion: account.credentialVersion,
    expiresAt: clock.now() + lifetime * 1000,
  }
  const errands: Packed[] = await outbox.pack({
    kind: 'letter',
    letter: write(toUid(account.id), token),
    asked: true,
  })
  const statements = [
    tickets.insert(ticket),
    tickets.deleteOthers(ticket),
    ...outbox.insert(errands, tickets.isThere(ticket)),
  ] as const
  return { statements, errands }
}

/**
 * Mails a link to an account. Neither the answer nor the work before it tells whether there is one: without an account
 * the link is nobody's, and is neither stored nor mailed.
 */
export async function mailLink(
  ports: Ports,
  purpose: Purpose,
  account: Account | undefined,
  lifetime: number,
  write: WriteLink,
): Promise<void> {
  const to = account ?? nobody(ports)
  const { statements, errands } = await newLink(ports, purpose, to, lifetime, (uid, token) =>
    write(ports.settings, to, uid, token),
  )
  const [stored] = await ports.commit(...statements)
  if (stored.length > 0) await ports.outbox.dispatch(errands)
}

/** Writes the letter with a link, as the door's clients expect it. */
export type WriteLink = (
  settings: Settings,
  person: Pick<Account, 'username' | 'email'>,
  uid: string,
  token: string,
) => Letter

const nobody = ({ random }: Ports) => ({
  id: random.uuid(),
  credentialVersion: 0,
  username: 'nobody',
  email: '',
})

/** The account behind a live link, and what D1 knows the link by. Refuses as `unknown_uid` or `dead_link`. */
export async function followLink(ports: Ports, purpose: Purpose, token: string, uid: string | undefined) {
  const { tickets, clock } = ports
  const hashes = await Promise.all(ports.keys.kids().map((kid) => hashLink(ports, token, kid)))
  const now = clock.now()
  const found =
    uid === undefined
      ? await tickets.find(hashes, purpose, now)
      : await tickets.findOf(fromUid(uid), hashes, purpose, now)

  if (!found && uid !== undefined) throw new Refusal('unknown_uid')
  if (!found?.ticket) throw new Refusal('dead_link')
  return { account: found.account, hash: found.ticket.tokenHash }
}

const hashLink = async ({ keys }: Pick<Ports, 'keys'>, token: string, kid: string | undefined) =>
  toHex((await keys.mac('link', utf8(token), kid)) ?? new Uint8Array())
