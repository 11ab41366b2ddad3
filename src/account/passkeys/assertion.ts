import { toBase64Url } from '../../ports/bytes.ts'
import { type Condition, commitNamed, type Statement } from '../../ports/database.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Account, Passkey } from '../../ports/schema.ts'
import { candidateOf, type Factor } from '../../ports/second-factors.ts'
import { commitAll } from '../commit-all.ts'
import { passkeyCopiedEmail } from '../emails/emails.ts'
import { newNotice } from '../emails/notices.ts'
import { newEvent } from '../events/event.ts'
import { type Attempt, tryByClient } from '../limits/login-throttle.ts'
import { Refusal } from '../refusal.ts'
import type { CodePorts } from '../second-factor/factor-ports.ts'
import { bytesOf, type Checked, type Credential, checkCeremony, idOf } from './ceremony.ts'
import { passkeyTags } from './passkey-tag.ts'
import { relyingParty, userHandleOf } from './relying-party.ts'
import { Unreadable } from './webauthn/cbor.ts'
import { readPublicKey } from './webauthn/public-key.ts'

/* What a browser returns when a passkey is used: for a sign-in, or to prove that its owner is there. */

type Bytes = Uint8Array<ArrayBuffer>

/** WebAuthn 3, section 5.1.8. */
export type Assertion = Credential<{
  clientDataJSON: string
  authenticatorData: string
  signature: string
  userHandle?: string | null | undefined
}>

export type AssertionPorts = CodePorts & Pick<Ports, 'passkeys' | 'usedOnce'>

/** A passkey that was used rightly, by its owner. */
export type UsedPasskey = {
  account: Account
  factor: Factor | null
  attempt: Attempt
  /** What has to be true when the batch runs that the use is for. */
  conditions: Condition[]
  /** What is noted of the use in that batch. */
  note: (isIn: Condition) => Statement[]
}

type Presented = Checked & { id: string; userHandle: string; signature: Bytes; signed: Bytes }

/**
 * Checks the use of a passkey: one round trip, or none for what no browser sends. Refuses everything as `passkey_refused`,
 * after the same work whether there is such a passkey or not, or as `too_many`. `whose`: the only account that it may be of.
 */
export async function checkAssertion(
  ports: AssertionPorts,
  assertion: Assertion,
  whose?: string,
): Promise<UsedPasskey> {
  const presented = await readAssertion(ports, assertion)
  const { passkeys, secondFactors } = ports
  const { admit, attemptOf } = await tryByClient(ports)
  const { admitted, rows, owners } = await commitNamed(ports.commit, {
    admitted: admit,
    rows: passkeys.named(presented.id),
    owners: secondFactors.ofPasskey(presented.id),
  })
  const attempt = await attemptOf(admitted)
  const [passkey = NOBODYS] = rows
  const [owner] = owners.map(candidateOf)
  const tags = await passkeyTags(ports, passkey)
  const isRight = await isSigned(passkey, presented)
  const { account, factor } = owner ?? {}
  if (
    !account?.isActive ||
    !isRight ||
    !tags.includes(passkey.tag) ||
    presented.userHandle !== userHandleOf(account) ||
    (whose !== undefined && account.id !== whose)
  )
    throw new Refusal('passkey_refused')

  const { challenge, authenticator } = presented
  const { signCount, isBackedUp } = authenticator
  const isOld = (signCount > 0 || passkey.signCount > 0) && signCount <= passkey.signCount
  if (isOld && !passkey.backupEligible) {
    ports.afterAnswer(() => tellOfCopy(ports, account, passkey))
    throw new Refusal('passkey_refused')
  }
  const { usedOnce, clock } = ports
  const use = {
    signCount,
    backedUp: isBackedUp,
    tag: tags[0] ?? '',
    lastUsedAt: clock.now(),
    // Of an earlier release, which did not note it.
    ...(passkey.rpId === null && { rpId: relyingParty(ports).id }),
  }
  return {
    account,
    factor: factor ?? null,
    attempt,
    conditions: [usedOnce.isUnused(challenge.tag), passkeys.mayCount(passkey, signCount)],
    note: (isIn) => [
      // A proof in the same millisecond looks as if it were this one.
      usedOnce.use(challenge.tag, challenge.until, isIn, usedOnce.isUnused(challenge.tag)),
      passkeys.noteUse(passkey, use, isIn),
      ...(isOld ? [newEvent(ports, 'passkey_counter', account.id, { condition: isIn })] : []),
      ...(factor?.emailBarred ? [secondFactors.unbar(account.id, isIn)] : []),
    ],
  }
}

async function readAssertion(ports: AssertionPorts, assertion: Assertion): Promise<Presented> {
  try {
    const id = toBase64Url(idOf(assertion))
    const { response } = assertion
    const [clientData, data] = [bytesOf(response.clientDataJSON), bytesOf(response.authenticatorData)]
    const checked = await checkCeremony(ports, 'sign-in', clientData, data)
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', clientData))
    return {
      ...checked,
      id,
      userHandle: response.userHandle ?? '',
      signature: bytesOf(response.signature),
      signed: new Uint8Array([...data, ...hash]),
    }
  } catch (error) {
    throw refusedOf(error)
  }
}

const refusedOf = (error: unknown) => (error instanceof Unreadable ? new Refusal('passkey_refused') : error)

/** A signature that cannot be read is none. */
async function isSigned({ publicKey }: Passkey, { signature, signed }: Presented): Promise<boolean> {
  try {
    const verify = await readPublicKey(bytesOf(publicKey))
    return await verify(signature, signed)
  } catch (error) {
    if (error instanceof Unreadable) return false
    throw error
  }
}

/** Stands for a passkey that is not there, so that it costs the same work: its key is the generator of the curve P-256. */
const NOBODYS: Passkey = {
  id: '',
  accountId: '',
  publicKey:
    'pQECAyYgASFYIGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWIlggT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU',
  tag: '',
  signCount: 0,
  backupEligible: false,
  backedUp: false,
  transports: '',
  aaguid: '',
  name: '',
  createdAt: 0,
  lastUsedAt: null,
  rpId: null,
}

/** The count of a key that cannot leave its device went back: somebody may have copied it. */
async function tellOfCopy(ports: AssertionPorts, account: Account, { id }: Passkey): Promise<void> {
  const isThere = ports.passkeys.isThere(account.id, id)
  const notice = await newNotice(ports, account, isThere, { about: 'factor', write: passkeyCopiedEmail })
  await commitAll(ports, [
    newEvent(ports, 'passkey_counter', account.id, { condition: isThere }),
    ...notice.statements,
  ])
  ports.outbox.dispatch(notice.jobs)
}
