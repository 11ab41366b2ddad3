import { toBase64Url } from '../../../ports/bytes.ts'
import { readWholeMap, Unreadable } from './cbor.ts'

/* The public keys of passkeys (COSE, RFC 9053 and RFC 8230), and their signatures. */

type Bytes = Uint8Array<ArrayBuffer>

/** Checks signatures of one key. */
export type Verify = (signature: Bytes, signed: Bytes) => Promise<boolean>

/** Numbers of the COSE algorithms that are taken, the best known one first. */
export const ALGORITHMS = [-7, -8, -257] as const

/** The names of a key's parts: its type, its algorithm, and those of each type. */
const [TYPE, ALGORITHM, CURVE, X, Y, N, E] = [1, 3, -1, -2, -3, -1, -2]
const [OKP, EC2, RSA] = [1, 2, 3]
const [P256, ED25519] = [1, 6]

/** How long, in bytes, the modulus of an RSA key may be: 2,048 to 4,096 bits. */
const MODULUS = { least: 256, most: 512 }
const MOST_EXPONENT = 4

type Imported = { key: CryptoKey; how: SubtleCryptoSignAlgorithm; rawOf?: (signature: Bytes) => Bytes }

/**
 * Throws Unreadable for a key that is none, or of another algorithm. So does what is returned, for a signature that is none
 * of the algorithm.
 */
export async function readPublicKey(cose: Bytes): Promise<Verify> {
  const map = readWholeMap(cose)
  const bytes = (name: number) => {
    const value = map.get(name)
    if (!(value instanceof Uint8Array)) throw new Unreadable('a part of the key is missing')
    return value
  }
  const is = (type: number, algorithm: number, curve?: number) =>
    map.get(TYPE) === type &&
    map.get(ALGORITHM) === algorithm &&
    (curve === undefined || map.get(CURVE) === curve)

  const {
    key,
    how,
    rawOf = (signature) => signature,
  } = await byPlatform<Imported>('it is no key', async () => {
    if (is(EC2, -7, P256)) return importEcdsa(bytes(X), bytes(Y))
    if (is(OKP, -8, ED25519)) return importEd25519(bytes(X))
    if (is(RSA, -257)) return importRsa(bytes(N), bytes(E))
    throw new Unreadable('the key is of another algorithm')
  })
  return (signature, signed) =>
    byPlatform('it is no signature', () => crypto.subtle.verify(how, key, rawOf(signature), signed))
}

/**
 * The platform throws for what is no key, such as a point that is not on the curve, and for a signature of Ed25519 that is
 * not of 64 bytes.
 */
async function byPlatform<Done>(otherwise: string, work: () => Promise<Done>): Promise<Done> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof DOMException ? new Unreadable(otherwise) : error
  }
}

const COORDINATE = 32

async function importEcdsa(x: Bytes, y: Bytes): Promise<Imported> {
  if (x.length !== COORDINATE || y.length !== COORDINATE)
    throw new Unreadable('a coordinate is not of 32 bytes')
  const point = new Uint8Array([4, ...x, ...y])
  const key = await crypto.subtle.importKey('raw', point, { name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'verify',
  ])
  return { key, how: { name: 'ECDSA', hash: 'SHA-256' }, rawOf: rawOfDer }
}

async function importEd25519(x: Bytes): Promise<Imported> {
  if (x.length !== COORDINATE) throw new Unreadable('the key is not of 32 bytes')
  const key = await crypto.subtle.importKey('raw', x, 'Ed25519', false, ['verify'])
  return { key, how: { name: 'Ed25519' } }
}

async function importRsa(n: Bytes, e: Bytes): Promise<Imported> {
  if (n.length < MODULUS.least || n.length > MODULUS.most || e.length > MOST_EXPONENT)
    throw new Unreadable('the key is too short or too long')
  const jwk = { kty: 'RSA', n: toBase64Url(n), e: toBase64Url(e) }
  const how = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  return { key: await crypto.subtle.importKey('jwk', jwk, how, false, ['verify']), how }
}

const [SEQUENCE, INTEGER] = [0x30, 0x02]
/** No length of a signature of P-256 has more than one byte. */
const LONGEST = 0x7f

/** The two numbers of an ECDSA signature in DER (RFC 3279, 2.2.3) as 64 bytes. Throws Unreadable unless it is all there is. */
export function rawOfDer(der: Bytes): Bytes {
  if (der[0] !== SEQUENCE || der.length > LONGEST || der[1] !== der.length - 2)
    throw new Unreadable('the signature is no DER')
  const raw = new Uint8Array(2 * COORDINATE)
  let at = 2
  for (const end of [COORDINATE, 2 * COORDINATE]) {
    const length = der[at + 1] ?? 0
    const number = der.subarray(at + 2, at + 2 + length)
    if (der[at] !== INTEGER || length === 0 || number.length !== length)
      throw new Unreadable('the signature is no DER')
    at += 2 + length
    // Neither number is negative, and a zero stands before it only where it would look so.
    const [first = 0, second = 0] = number
    if (first > LONGEST || (first === 0 && length > 1 && second <= LONGEST))
      throw new Unreadable('a number of the signature is not written as DER does')
    const digits = first === 0 ? number.subarray(1) : number
    if (digits.length > COORDINATE) throw new Unreadable('a number of the signature is too large')
    raw.set(digits, end - digits.length)
  }
  if (at !== der.length) throw new Unreadable('something is left over behind the signature')
  return raw
}
