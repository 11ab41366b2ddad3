import { fromBase64Url, toBase64Url, utf8 } from '../../src/ports/bytes.ts'

/*
 * An authenticator in software, which answers options as a browser does. A test says what is different about one answer.
 */

type Bytes = Uint8Array<ArrayBuffer>
type Encodable = number | string | Bytes | Map<number | string, Encodable>

/** What is different about an answer. */
export type Tweaks = {
  type?: string
  challenge?: string
  origin?: unknown
  rpId?: string
  /** Further members of what the browser says. */
  client?: object
  flags?: number
  signCount?: number
  userHandle?: string | null
  /** Changes the authenticator's data before they are signed, the signature, or the whole attestation. */
  data?: (data: Bytes) => Bytes
  signature?: (signature: Bytes) => Bytes
  attestation?: (attestation: Bytes) => Bytes
}

export const FLAGS = { present: 1, verified: 4, eligible: 8, backedUp: 16, made: 64, extensions: 128 }

export type Algorithm = -7 | -8 | -257

const GENERATED: Record<Algorithm, SubtleCryptoGenerateKeyAlgorithm> = {
  [-7]: { name: 'ECDSA', namedCurve: 'P-256' },
  [-8]: { name: 'Ed25519' },
  [-257]: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
}

export function cbor(value: Encodable): Bytes {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return join(head(3, utf8(value).length), utf8(value))
  if (value instanceof Uint8Array) return join(head(2, value.length), value)
  const members = [...value].flatMap(([key, each]) => [cbor(key), cbor(each)])
  return join(head(5, value.size), ...members)
}

function head(kind: number, length: number): Bytes {
  if (length < 24) return new Uint8Array([(kind << 5) | length])
  if (length < 256) return new Uint8Array([(kind << 5) | 24, length])
  return new Uint8Array([(kind << 5) | 25, length >> 8, length & 255])
}

export const join = (...parts: Uint8Array[]): Bytes => new Uint8Array(parts.flatMap((part) => [...part]))

const sha256 = async (bytes: Bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))

async function coseOf(algorithm: Algorithm, key: CryptoKey): Promise<Bytes> {
  const jwk = (await crypto.subtle.exportKey('jwk', key)) as JsonWebKey
  const part = (text = '') => fromBase64Url(text)
  switch (algorithm) {
    case -7:
      return cbor(
        new Map<number, Encodable>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, part(jwk.x)],
          [-3, part(jwk.y)],
        ]),
      )
    case -8:
      return cbor(
        new Map<number, Encodable>([
          [1, 1],
          [3, -8],
          [-1, 6],
          [-2, part(jwk.x)],
        ]),
      )
    default:
      return cbor(
        new Map<number, Encodable>([
          [1, 3],
          [3, -257],
          [-1, part(jwk.n)],
          [-2, part(jwk.e)],
        ]),
      )
  }
}

/** The two halves of an ECDSA signature as authenticators write it. */
export function toDer(raw: Bytes): Bytes {
  const integer = (bytes: Bytes) => {
    const first = bytes.findIndex((byte) => byte !== 0)
    const digits = bytes.slice(first === -1 ? bytes.length - 1 : first)
    const signed = (digits[0] ?? 0) > 127 ? join(new Uint8Array([0]), digits) : digits
    return join(new Uint8Array([2, signed.length]), signed)
  }
  const body = join(integer(raw.slice(0, 32)), integer(raw.slice(32)))
  return join(new Uint8Array([0x30, body.length]), body)
}

/** One passkey, which it makes at once. `isSynced`: it may be copied to other devices. */
export async function newAuthenticator(algorithm: Algorithm = -7, { isSynced = true } = {}) {
  const pair = (await crypto.subtle.generateKey(GENERATED[algorithm], true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  const id = crypto.getRandomValues(new Uint8Array(16))
  const publicKey = await coseOf(algorithm, pair.publicKey)
  const usual = FLAGS.present | FLAGS.verified | (isSynced ? FLAGS.eligible | FLAGS.backedUp : 0)

  const clientData = (type: string, challenge: string, tweaks: Tweaks) =>
    utf8(
      JSON.stringify({
        type: tweaks.type ?? type,
        challenge: tweaks.challenge ?? challenge,
        origin: tweaks.origin ?? 'http://localhost:8787',
        crossOrigin: false,
        ...tweaks.client,
      }),
    )
  async function dataOf(rpId: string, flags: number, tweaks: Tweaks, ...rest: Uint8Array[]): Promise<Bytes> {
    const count = new DataView(new ArrayBuffer(4))
    count.setUint32(0, tweaks.signCount ?? 0)
    const data = join(
      await sha256(utf8(tweaks.rpId ?? rpId)),
      new Uint8Array([tweaks.flags ?? flags]),
      new Uint8Array(count.buffer),
      ...rest,
    )
    return tweaks.data ? tweaks.data(data) : data
  }
  async function sign(signed: Bytes): Promise<Bytes> {
    const how = algorithm === -7 ? { name: 'ECDSA', hash: 'SHA-256' } : GENERATED[algorithm]
    const signature = new Uint8Array(await crypto.subtle.sign(how, pair.privateKey, signed))
    return algorithm === -7 ? toDer(signature) : signature
  }
  const credential = <Response>(response: Response) => ({
    id: toBase64Url(id),
    rawId: toBase64Url(id),
    type: 'public-key' as const,
    clientExtensionResults: {},
    authenticatorAttachment: 'platform' as const,
    response,
  })

  return {
    id: toBase64Url(id),
    publicKey,
    /** The answer to the options of a registration. */
    async make(options: { challenge: string; rp: { id: string } }, tweaks: Tweaks = {}) {
      const length = new Uint8Array([0, id.length])
      const made = join(new Uint8Array(16), length, id, publicKey)
      const authData = await dataOf(options.rp.id, usual | FLAGS.made, tweaks, made)
      const object = cbor(
        new Map<string, Encodable>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', authData],
        ]),
      )
      return credential({
        clientDataJSON: toBase64Url(clientData('webauthn.create', options.challenge, tweaks)),
        attestationObject: toBase64Url(tweaks.attestation ? tweaks.attestation(object) : object),
        transports: ['internal', 'hybrid'],
      })
    },
    /** The answer to the options of a sign-in, by the owner with this handle. */
    async use(options: { challenge: string; rpId: string }, userHandle: string, tweaks: Tweaks = {}) {
      const client = clientData('webauthn.get', options.challenge, tweaks)
      const authenticatorData = await dataOf(options.rpId, usual, tweaks)
      const signature = await sign(join(authenticatorData, await sha256(client)))
      const handle = tweaks.userHandle === undefined ? userHandle : tweaks.userHandle
      return credential({
        clientDataJSON: toBase64Url(client),
        authenticatorData: toBase64Url(authenticatorData),
        signature: toBase64Url(tweaks.signature ? tweaks.signature(signature) : signature),
        ...(handle !== null && { userHandle: handle }),
      })
    },
  }
}

export type Authenticator = Awaited<ReturnType<typeof newAuthenticator>>
