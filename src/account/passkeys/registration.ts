import { toBase64Url } from '../../ports/bytes.ts'
import { commitNamed } from '../../ports/database.ts'
import { MOST_PASSKEYS } from '../../ports/passkeys.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account, Passkey } from '../../ports/schema.ts'
import { passkeyAddedEmail } from '../emails/emails.ts'
import { newNotice } from '../emails/notices.ts'
import { newEvent } from '../events/event.ts'
import type { Me } from '../me.ts'
import { shownName } from '../names/shown-name.ts'
import { Refusal } from '../refusal.ts'
import { changedFactor } from '../second-factor/enrolment.ts'
import type { FactorPorts } from '../second-factor/factor-ports.ts'
import { withMethod } from '../second-factor/level.ts'
import { isDemanded, requiredFactor, staffOr } from '../second-factor/policy.ts'
import { refuseUnproved } from '../second-factor/proof.ts'
import { bytesOf, type Checked, type Credential, checkCeremony, idOf } from './ceremony.ts'
import { GOOD_FOR, newChallenge } from './challenge.ts'
import { passkeyTags } from './passkey-tag.ts'
import { relyingParty, userHandleOf } from './relying-party.ts'
import { beginRequiring } from './require-passkey.ts'
import { readWholeMap, Unreadable } from './webauthn/cbor.ts'
import { ALGORITHMS, readPublicKey } from './webauthn/public-key.ts'

/** What a browser returns when it has made a passkey (WebAuthn 3, section 5.1.8). */
export type Attestation = Credential<{
  clientDataJSON: string
  attestationObject: string
  transports?: readonly string[] | undefined
}>

/** What is known of a passkey that was made. */
type Made = Checked & { passkey: Passkey }

const DEFAULT_NAME = 'Passkey'

/** The passkeys of an account, and its second factor: one round trip. */
export async function readPasskeys(
  { commit, passkeys, secondFactors }: Pick<Ports, 'commit' | 'passkeys' | 'secondFactors'>,
  accountId: string,
) {
  const { rows, owned } = await commitNamed(commit, {
    rows: passkeys.list(accountId),
    owned: secondFactors.owned(accountId),
  })
  return { rows, found: { factor: owned[0]?.factor ?? undefined, passkeys: rows.length } }
}

/** What a browser makes a passkey with. Refuses as `proof_needed` or `passkeys_full`. */
export async function registrationOptions(ports: FactorPorts, me: Me) {
  const { account } = me
  const { rows, found } = await readPasskeys(ports, account.id)
  refuseUnproved(ports, me, found)
  refuseFull(rows)
  const name = shownName(account)
  return {
    rp: { id: relyingParty(ports).id, name: ports.settings.SITE_NAME },
    user: { id: userHandleOf(account), name, displayName: name },
    challenge: await newChallenge(ports, { registration: account.id }),
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key' as const, alg })),
    timeout: GOOD_FOR,
    attestation: 'none' as const,
    authenticatorSelection: {
      residentKey: 'required' as const,
      requireResidentKey: true,
      userVerification: 'required' as const,
    },
    excludeCredentials: rows.map(({ id, transports }) => ({
      type: 'public-key' as const,
      id,
      transports: transportsOf(transports),
    })),
  }
}

/** The words of a row. */
const transportsOf = (transports: string) => transports.split(' ').filter(Boolean)

function refuseFull(rows: Passkey[]): void {
  if (rows.length >= MOST_PASSKEYS) throw new Refusal('passkeys_full')
}

/**
 * Adds a passkey, and lifts the session to level 2: its owner was verified. Where the policy requires a second factor and
 * there was none, it is required from then on, and there are recovery codes. Refuses as `proof_needed`, `passkeys_full`, or
 * `invalid`: `wrong` for what is no answer to our options, `taken` for one that is there.
 */
export async function addPasskey(
  ports: FactorPorts,
  me: Me,
  attestation: Attestation,
  name: string | undefined,
): Promise<{ passkey: Passkey; recoveryCodes?: string[] }> {
  const { passkeys, sessions, usedOnce, clock, change, outbox } = ports
  const { account, session } = me
  const { id: accountId } = account
  const { rows, found } = await readPasskeys(ports, accountId)
  refuseUnproved(ports, me, found)
  refuseFull(rows)
  const { passkey, challenge } = await readAttestation(ports, account, attestation)
  passkey.name = name || DEFAULT_NAME

  const isMine = sessions.lives(session.id, session.sessionVersion)
  const condition = passkeys.mayAdd(passkey, isMine, usedOnce.isUnused(challenge.tag))
  const notice = await newNotice(ports, account, condition, { about: 'factor', write: passkeyAddedEmail })
  // After the notice: its link takes away what was added at its time or later.
  const now = clock.now()
  passkey.createdAt = now
  const isAdded = passkeys.wasAdded(passkey)
  // Of equal requests in the same millisecond the first one alone sees it so.
  const isNow = passkeys.wasAdded(passkey, usedOnce.isUnused(challenge.tag))
  const begins = isDemanded(ports, staffOr(me)) && !requiredFactor(ports, found.factor)
  const first = begins ? await beginRequiring(ports, me, isNow) : undefined
  const done = await change({
    before: [
      newEvent(ports, 'passkey_added', accountId, { me, condition }),
      ...changedFactor(ports, accountId, condition),
      sessions.prove(session.id, { methods: withMethod(session, 'passkey'), provedAt: now }, condition),
      ...notice.statements,
    ],
    set: passkeys.insert(passkey, condition),
    after: [
      ...(first ? [first.first, ...first.after] : []),
      usedOnce.use(challenge.tag, challenge.until, isNow),
    ],
    proof: isAdded,
  })
  if (done.length === 0) throw await whyNotAdded(ports, passkey)
  outbox.dispatch([...notice.jobs, ...(first?.jobs ?? [])])
  return { passkey, ...(first && { recoveryCodes: first.codes }) }
}

/** Somebody has it, or the same answer of the browser was used, or the session has ended. */
async function whyNotAdded({ passkeys }: FactorPorts, { id }: Passkey): Promise<Refusal> {
  const [other] = await passkeys.named(id)
  return Refusal.of('credential', other ? 'taken' : 'wrong')
}

async function readAttestation(
  ports: FactorPorts,
  account: Account,
  attestation: Attestation,
): Promise<Made> {
  try {
    return await readMade(ports, account, attestation)
  } catch (error) {
    throw error instanceof Unreadable ? Refusal.of('credential', 'wrong') : error
  }
}

/** The attestation itself was not asked for, and is not looked at. */
async function readMade(ports: FactorPorts, account: Account, attestation: Attestation): Promise<Made> {
  const id = toBase64Url(idOf(attestation))
  const { clientDataJSON, attestationObject, transports = [] } = attestation.response
  const data = readWholeMap(bytesOf(attestationObject)).get('authData')
  if (!(data instanceof Uint8Array)) throw new Unreadable('there are no authenticator data')
  const purpose = { registration: account.id }
  const checked = await checkCeremony(ports, purpose, bytesOf(clientDataJSON), data)
  const { made, signCount, isBackupEligible, isBackedUp } = checked.authenticator
  if (!made || toBase64Url(made.id) !== id) throw new Unreadable('it is of another key')
  await readPublicKey(made.publicKey)

  const key = { id, accountId: account.id, publicKey: toBase64Url(made.publicKey) }
  const [tag = ''] = await passkeyTags(ports, key)
  const passkey = {
    ...key,
    tag,
    signCount,
    backupEligible: isBackupEligible,
    backedUp: isBackedUp,
    transports: knownTransports(transports).join(' '),
    aaguid: made.aaguid,
    name: DEFAULT_NAME,
    createdAt: ports.clock.now(),
    lastUsedAt: null,
    rpId: relyingParty(ports).id,
  }
  return { ...checked, passkey }
}

const TRANSPORT = /^[a-z-]{2,20}$/
/** There are six kinds (WebAuthn 3, section 5.8.4), and may be more. */
const MOST_TRANSPORTS = 10

const knownTransports = (words: readonly string[]) =>
  [...new Set(words)].filter((word) => TRANSPORT.test(word)).slice(0, MOST_TRANSPORTS)
