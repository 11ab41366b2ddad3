import type { Condition } from '../../ports/database.ts'
import { SEAL_IV_BYTES } from '../../ports/keys.ts'
import type { AskedSignIn } from '../../ports/outbox.ts'
import type { Ports } from '../../ports/ports.ts'
import { signInEmail } from '../emails/emails.ts'
import { readCode } from '../one-time-tokens/code.ts'
import { type LinkPorts, newOneTimeToken, type Person } from '../one-time-tokens/one-time-link.ts'

/*
 * The link and the code that sign somebody in. The code works only together with what the client got that asked, and its
 * wrong tries count for that alone: who asks for another one cannot use up the tries.
 */

/** What the link keeps of the sign-in that asked for it. */
export type KeptSignIn = Omit<AskedSignIn, 'nonce'>

/** What the sealed text in the row of a link is bound to. */
const ownerOf = (accountId: string) => `sign-in link/v1\0${accountId}`

/** The hashes of the sign-in that asked for a link. */
export const signInHashes = ({ keys }: Pick<Ports, 'keys'>, nonce: string) => keys.tags('sign-in', nonce)

/** The hashes of its code. */
export const signInCodeHashes = ({ keys }: Pick<Ports, 'keys'>, nonce: string, code: string) =>
  keys.tags('code', messageOf(nonce, code))

const messageOf = (nonce: string, code: string) => `login ${nonce} ${readCode(code)}`

/** A link that signs in, in the place of an older one, with its email: as `newLink`. */
export async function newSignInLink(
  ports: LinkPorts,
  person: Person,
  { nonce, ...kept }: AskedSignIn,
  condition: Condition,
) {
  const { random, clock, keys, budget, oneTimeTokens, outbox } = ports
  const { oneTimeToken, mailed } = await newOneTimeToken(ports, 'login', person)
  const message = signInEmail(kept.client)(ports, person, mailed)
  const jobs = await outbox.prepare({ kind: 'email', message, limited: true })
  const asked = { id: random.uuid(), addressHash: oneTimeToken.addressHash ?? '', at: clock.now() }
  const row = {
    ...oneTimeToken,
    addressHash: await keys.tag('sign-in', nonce),
    codeHash: await keys.tag('code', messageOf(nonce, mailed.code)),
    sealed: await keys.seal(JSON.stringify(kept), random.bytes(SEAL_IV_BYTES), 'seal', ownerOf(person.id)),
  }
  const statements = [
    budget.spend(asked, condition),
    oneTimeTokens.insert(row, budget.isSpent(asked)),
    oneTimeTokens.deleteSurplus(row),
    ...outbox.insert(jobs, oneTimeTokens.isThere(row)),
  ]
  return { statements, jobs }
}

/** What a link keeps; undefined if the master key is gone. */
export async function readSignIn(
  { keys }: Pick<Ports, 'keys'>,
  { accountId, sealed }: { accountId: string; sealed: string | null },
): Promise<KeptSignIn | undefined> {
  const text = sealed === null ? undefined : await keys.unseal(sealed, 'seal', ownerOf(accountId))
  return text === undefined ? undefined : (JSON.parse(text) as KeptSignIn)
}
