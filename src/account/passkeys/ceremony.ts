import { decodeUtf8, fromBase64Url, sameBytes, toBase64Url, utf8 } from '../../ports/bytes.ts'
import type { Ports } from '../../ports/ports.ts'
import { type Challenge, type Purpose, readChallenge } from './challenge.ts'
import { relyingParty } from './relying-party.ts'
import { type AuthenticatorData, readAuthenticatorData } from './webauthn/authenticator-data.ts'
import { Unreadable } from './webauthn/cbor.ts'

/* What a registration and a sign-in are both checked for (WebAuthn 3, sections 7.1 and 7.2), without D1. */

type Bytes = Uint8Array<ArrayBuffer>

/** What a browser returns: `PublicKeyCredential.toJSON()` (WebAuthn 3, section 5.1.8). All but texts are base64url. */
export type Credential<Response> = { id: string; rawId: string; type: string; response: Response }

export type Checked = { challenge: Challenge; authenticator: AuthenticatorData }

/** The bytes of base64url, which has to be written as browsers write it. Throws Unreadable. */
export function bytesOf(text: string): Bytes {
  const bytes = /^[\w-]*$/.test(text) && text.length % 4 !== 1 ? fromBase64Url(text) : undefined
  if (!bytes || toBase64Url(bytes) !== text) throw new Unreadable('it is no base64url')
  return bytes
}

/** Throws Unreadable unless it is a credential of a public key, and returns its id. */
export function idOf({ id, rawId, type }: Credential<unknown>): Bytes {
  if (type !== 'public-key' || id !== rawId) throw new Unreadable('it is no public key')
  return bytesOf(id)
}

/**
 * Checks what the browser and the authenticator say, but for the signature. Throws Unreadable for all that a browser does
 * not send after our options, and for what comes too late.
 */
export async function checkCeremony(
  ports: Pick<Ports, 'keys' | 'clock' | 'settings'>,
  purpose: Purpose,
  clientData: Bytes,
  authenticatorData: Bytes,
): Promise<Checked> {
  const { id, origins } = relyingParty(ports)
  const said = readClientData(clientData)
  if (said.type !== (purpose === 'sign-in' ? 'webauthn.get' : 'webauthn.create'))
    throw new Unreadable('it is for something else')
  const challenge = await readChallenge(ports, purpose, textOf(said.challenge))
  if (!challenge) throw new Unreadable('the challenge is not ours, or too old')
  if (!origins.includes(textOf(said.origin))) throw new Unreadable('it comes from another origin')
  // A page of another site could show ours in a frame.
  if ((said.crossOrigin !== undefined && said.crossOrigin !== false) || said.topOrigin !== undefined)
    throw new Unreadable('it comes from a frame')

  const authenticator = readAuthenticatorData(authenticatorData)
  const rpIdHash = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(id)))
  if (!sameBytes(rpIdHash, authenticator.rpIdHash)) throw new Unreadable('it is for another host')
  const { isPresent, isVerified, isBackedUp, isBackupEligible } = authenticator
  if (!isPresent || !isVerified) throw new Unreadable('nobody was verified')
  if (isBackedUp && !isBackupEligible) throw new Unreadable('it is backed up, and cannot be')
  return { challenge, authenticator }
}

const textOf = (said: unknown) => (typeof said === 'string' ? said : '')

function readClientData(bytes: Bytes): Record<string, unknown> {
  try {
    return Object(JSON.parse(decodeUtf8(bytes)))
  } catch (error) {
    // No JSON, or no UTF-8.
    throw error instanceof SyntaxError || error instanceof TypeError ? new Unreadable('no JSON') : error
  }
}
