import { fromBase64Url, toBase64Url, utf8 } from '../../ports/bytes.ts'
import type { Config } from '../../ports/config.ts'
import type { Condition } from '../../ports/database.ts'
import type { EmailMessage } from '../../ports/mail.ts'
import type { OneTimeToken } from '../../ports/one-time-tokens.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account, AccountId, Purpose } from '../../ports/schema.ts'
import { ID_FORMS, isIdOf, publicId, readId } from '../ids.ts'
import { emailKey } from '../names/name-keys.ts'
import { Refusal } from '../refusal.ts'
import { codeMessage, newCode } from './code.ts'
import { lifetimeOf } from './link-purposes.ts'

const TOKEN_BYTES = 32

/** What goes into an email: the parts of its link, and the short code to be typed on another device. */
export type Mailed = { uid: string; token: string; code: string }

/**
 * What a client sends to prove that it received an email: the link (without a `uid` at some APIs), or the code and the
 * email address that it was sent to.
 */
export type Proof = { uid?: string | undefined; token: string } | { email: string; code: string }

/** What an email is written with. */
export type EmailPorts = Pick<Ports, 'settings' | 'config'>

/** What a one-time link is made, stored and sent with. */
export type LinkPorts = EmailPorts &
  Pick<Ports, 'random' | 'clock' | 'keys' | 'budget' | 'oneTimeTokens' | 'outbox'>

/** What a link or a code is verified with. */
export type ProofPorts = Pick<Ports, 'oneTimeTokens' | 'keys' | 'clock' | 'config'>

/** Whom an email is written to. */
export type Reader = Pick<Account, 'id' | 'username' | 'email' | 'emailVerifiedAt' | 'language'>

/** Writes an email with a link and a code. */
export type EmailTemplate = (ports: EmailPorts, reader: Reader, mailed: Mailed) => EmailMessage

/** The account that an email is for. */
export type Person = Reader & Pick<Account, 'number' | 'objectId' | 'linkVersion'>

/** The account ID in a link, as djoser writes it: the text of the ID in base64url without padding (decision 2). */
export const toUid = (id: AccountId) => toBase64Url(utf8(String(id)))

/** Refuses as `unknown_uid` if it is not an ID in base64url, of the kind that djoser has here. */
function fromUid({ apis }: Config, uid: string): AccountId {
  try {
    const id = new TextDecoder().decode(fromBase64Url(uid))
    if (toUid(id) === uid && ID_FORMS[apis.djoser.ids].test(id)) return readId(id)
  } catch {
    // Not base64: refused below.
  }
  throw new Refusal('unknown_uid')
}

/** The parts of a batch that sends no email. */
export const NO_EMAIL = { statements: [], jobs: [] }

/** A one-time token for a person, and what goes into the email. */
export async function newOneTimeToken(
  { random, clock, keys, settings, config }: EmailPorts & Pick<Ports, 'random' | 'clock' | 'keys'>,
  purpose: Purpose,
  person: Person,
) {
  const token = toBase64Url(random.bytes(TOKEN_BYTES))
  const code = newCode(random)
  const oneTimeToken: OneTimeToken = {
    tokenHash: await keys.tag('link', token),
    purpose,
    accountId: person.id,
    linkVersion: person.linkVersion,
    expiresAt: clock.now() + lifetimeOf(settings, purpose) * 1000,
    addressHash: await keys.tag('address', mailboxOf(person.email)),
    codeHash: await keys.tag('code', codeMessage(purpose, person.email, code)),
    wrongCodes: 0,
    sealed: null,
    isProved: person.emailVerifiedAt !== null,
  }
  return { oneTimeToken, mailed: { uid: toUid(publicId(config.apis.djoser.ids, person)), token, code } }
}

/** `write`: the email. `urgent`: sent even if the hourly limit is reached. `isFirst`: there is no older link of this purpose. */
type LinkOptions = { write: EmailTemplate; urgent?: boolean; isFirst?: boolean; condition?: Condition }

/**
 * A one-time link and its email: statements for the batch, and jobs to dispatch after it has committed. Everyone who
 * knows the email address can ask for one. Nothing is stored or sent if the account is gone, if the hourly limit of the
 * email address is reached, or if the condition does not hold.
 */
export async function newLink(
  ports: LinkPorts,
  purpose: Purpose,
  person: Person,
  { write, urgent = false, isFirst = false, condition }: LinkOptions,
) {
  const { random, clock, budget, oneTimeTokens, outbox } = ports
  const { oneTimeToken, mailed } = await newOneTimeToken(ports, purpose, person)
  const message = write(ports, person, mailed)
  const jobs = await outbox.prepare({ kind: 'email', message, limited: true })
  const asked = { id: random.uuid(), addressHash: oneTimeToken.addressHash ?? '', at: clock.now() }
  const statements = [
    ...(urgent ? [] : [budget.spend(asked, condition)]),
    oneTimeTokens.insert(oneTimeToken, urgent ? condition : budget.isSpent(asked)),
    ...(isFirst ? [] : [oneTimeTokens.deleteSurplus(oneTimeToken)]),
    ...outbox.insert(jobs, oneTimeTokens.isThere(oneTimeToken)),
  ]
  return { statements, jobs }
}

/**
 * The account of a valid one-time token, and the hash that the token is stored under. The token stays usable, but a
 * wrong code is counted. Refuses as `unknown_uid` or `dead_link`, and a code as `invalid`.
 */
export async function verifyLink(ports: ProofPorts, purpose: Purpose, proof: Proof) {
  return 'code' in proof
    ? verifyCode(ports, purpose, proof)
    : verifyToken(ports, purpose, proof.token, proof.uid)
}

async function verifyToken(ports: ProofPorts, purpose: Purpose, token: string, uid: string | undefined) {
  const { oneTimeTokens, keys, clock, config } = ports
  const hashes = await keys.tags('link', token)
  const now = clock.now()
  const id = uid === undefined ? undefined : fromUid(config, uid)
  const found =
    typeof id === 'string'
      ? await oneTimeTokens.findOf(id, hashes, purpose, now)
      : await oneTimeTokens.find(hashes, purpose, now)

  // Anybody can guess a number, so a refusal does not depend on whether an account has it, but on the token alone.
  const isOther = typeof id === 'number' ? found && !isIdOf(found.account, id) : id !== undefined && !found
  if (isOther) throw new Refusal('unknown_uid')
  if (!found?.oneTimeToken) throw new Refusal('dead_link')
  return { account: found.account, oneTimeToken: found.oneTimeToken, hash: found.oneTimeToken.tokenHash }
}

/** A wrong code, an expired one and an unknown email address are refused alike. */
async function verifyCode(
  ports: Pick<Ports, 'oneTimeTokens' | 'keys' | 'clock'>,
  purpose: Purpose,
  { email, code }: { email: string; code: string },
) {
  const { oneTimeTokens, clock, keys } = ports
  const now = clock.now()
  const [addressHashes, codeHashes] = await Promise.all([
    keys.tags('address', mailboxOf(email)),
    keys.tags('code', codeMessage(purpose, email, code)),
  ])
  const hash = await oneTimeTokens.findByCode(addressHashes, purpose, codeHashes, now)
  const found = hash === undefined ? undefined : await oneTimeTokens.find([hash], purpose, now)
  if (!found) throw Refusal.of('code', 'wrong')
  return { account: found.account, oneTimeToken: found.oneTimeToken, hash: found.oneTimeToken.tokenHash }
}

/** Whether a one-time token was sent to this email address. */
export async function wentTo(
  { keys }: Pick<Ports, 'keys'>,
  { addressHash }: OneTimeToken,
  address: string,
): Promise<boolean> {
  const hashes = await keys.tags('address', mailboxOf(address))
  return addressHash !== null && hashes.includes(addressHash)
}

/** The same for every spelling of an email address. */
const mailboxOf = (address: string) => emailKey(address) ?? ''
