import { toHex } from '../../../ports/bytes.ts'
import { readCbor, Unreadable } from './cbor.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** What an authenticator says of itself, and of the key that it has made (WebAuthn 3, section 6.1). */
export type AuthenticatorData = {
  rpIdHash: Bytes
  isPresent: boolean
  isVerified: boolean
  isBackupEligible: boolean
  isBackedUp: boolean
  signCount: number
  /** The id of the key, the key in COSE, and the model of the authenticator as a UUID. */
  made?: { id: Bytes; publicKey: Bytes; aaguid: string }
}

const FLAGS = { present: 1, verified: 4, backupEligible: 8, backedUp: 16, made: 64, extensions: 128 }
const [FLAGS_AT, COUNT_AT, HEAD] = [32, 33, 37]
const AAGUID_BYTES = 16
/** How long an id may be, in bytes (WebAuthn 3, section 4, Credential ID). */
const ID_BYTES = { least: 16, most: 1023 }

/** Throws Unreadable, also for what is left over. */
export function readAuthenticatorData(bytes: Bytes): AuthenticatorData {
  if (bytes.length < HEAD) throw new Unreadable('the authenticator data are too short')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const flags = view.getUint8(FLAGS_AT)
  const has = (flag: number) => (flags & flag) !== 0
  const { made, end: madeEnd } = has(FLAGS.made) ? readMade(bytes, view) : { made: undefined, end: HEAD }
  const end = has(FLAGS.extensions) ? endOfExtensions(bytes, madeEnd) : madeEnd
  if (end !== bytes.length) throw new Unreadable('something is left over behind the authenticator data')
  return {
    rpIdHash: bytes.slice(0, FLAGS_AT),
    isPresent: has(FLAGS.present),
    isVerified: has(FLAGS.verified),
    isBackupEligible: has(FLAGS.backupEligible),
    isBackedUp: has(FLAGS.backedUp),
    signCount: view.getUint32(COUNT_AT),
    ...(made && { made }),
  }
}

function readMade(bytes: Bytes, view: DataView) {
  const lengthAt = HEAD + AAGUID_BYTES
  const idAt = lengthAt + 2
  if (bytes.length < idAt) throw new Unreadable('the authenticator data are too short')
  const keyAt = idAt + view.getUint16(lengthAt)
  const length = keyAt - idAt
  if (length < ID_BYTES.least || length > ID_BYTES.most || keyAt > bytes.length)
    throw new Unreadable('the id of the key is too short or too long')
  const { end } = readCbor(bytes, keyAt)
  const aaguid = toHex(bytes.subarray(HEAD, lengthAt)).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  return { made: { id: bytes.slice(idAt, keyAt), publicKey: bytes.slice(keyAt, end), aaguid }, end }
}

/** What extensions say is not used. */
function endOfExtensions(bytes: Bytes, at: number): number {
  const { value, end } = readCbor(bytes, at)
  if (!(value instanceof Map)) throw new Unreadable('the extensions are no map')
  return end
}
