import { fromBase64Url, toBase64Url, toHex, utf8 } from './bytes.ts'
import { type Clock, systemClock } from './clock.ts'
import { Misconfigured } from './misconfigured.ts'

/** What a derived key is for. Each use has its own key, so that a value of one use is never valid for another. */
export type KeyUse =
  | 'token'
  | 'token check'
  | 'link'
  | 'pepper'
  | 'picture'
  | 'seal'
  | 'key check'
  | 'address'
  | 'code'
  | 'client'
  | 'attempt'
  | 'import'
  | 'way back'
  | 'recovery'
  | 'trusted client'
  | 'sign-in'
  | 'hand-over'
  | 'page'
  | 'console'
  | 'form'
  | 'challenge'
  | 'passkey'

/** Uses whose texts can be read again. */
type SealUse = 'seal' | 'way back'

/**
 * A private ES256 signing key (RFC 7517, RFC 7518 section 6.2). `exp`, in seconds: when the last JWT that it signed has
 * ended, for a key that signs no more.
 */
export type SigningKey = {
  kid: string
  kty: 'EC'
  crv: 'P-256'
  x: string
  y: string
  d: string
  exp?: number | undefined
}

type MasterKey = { kid: string; bytes: Uint8Array<ArrayBuffer>; derived: Map<KeyUse, CryptoKey> }

/** How long, in bytes, the random part of a sealed text is (NIST SP 800-38D). */
export const SEAL_IV_BYTES = 12

/**
 * The secrets, and the keys made from them. Both secrets are JWK Sets; the first key of a set is the one in use, the
 * others are accepted, but for signing keys past their `exp`. Everything here throws Misconfigured when a secret is
 * missing or weak.
 */
export function openKeys(env: { MASTER_KEYS?: string; SIGNING_KEYS?: string }, clock: Clock = systemClock) {
  const master = () => readMasterKeys(env.MASTER_KEYS)
  const masterKey = (kid?: string) => {
    const keys = master()
    return kid === undefined ? keys[0] : keys.find((key) => key.kid === kid)
  }

  /** HMAC-SHA-256 under the key for this use; undefined when the master key of this id is gone. */
  async function mac(use: KeyUse, message: Uint8Array<ArrayBuffer>, kid?: string) {
    const key = masterKey(kid)
    return key && new Uint8Array(await crypto.subtle.sign('HMAC', await derive(key, use), message))
  }

  /** The same of a text, in hex: what is stored of a secret in D1. Empty if the master key of this id is gone. */
  const tag = async (use: KeyUse, text: string, kid?: string) =>
    toHex((await mac(use, utf8(text), kid)) ?? new Uint8Array())

  /** The tags under which it may be stored: one for each master key. */
  const tags = (use: KeyUse, text: string) => Promise.all(master().map(({ kid }) => tag(use, text, kid)))

  /**
   * AES-256-GCM. Returns `<kid>.<iv and ciphertext>`. `owner`: additional data, without which it does not open, so that it
   * is of no use in another row.
   */
  async function seal(text: string, iv: Uint8Array<ArrayBuffer>, use: SealUse = 'seal', owner?: string) {
    const [key] = master()
    const sealed = await crypto.subtle.encrypt(gcm(iv, owner), await derive(key, use), utf8(text))
    return `${key.kid}.${toBase64Url(iv)}${toBase64Url(new Uint8Array(sealed))}`
  }

  /** Undefined when the key is gone; throws when the text was altered, or has another owner. */
  async function unseal(sealed: string, use: SealUse = 'seal', owner?: string) {
    const at = sealed.indexOf('.')
    const key = masterKey(sealed.slice(0, at))
    if (!key) return undefined
    const ivLength = (SEAL_IV_BYTES / 3) * 4
    const iv = fromBase64Url(sealed.slice(at + 1, at + 1 + ivLength))
    const text = fromBase64Url(sealed.slice(at + 1 + ivLength))
    return new TextDecoder().decode(await crypto.subtle.decrypt(gcm(iv, owner), await derive(key, use), text))
  }

  function signing(): [SigningKey, ...SigningKey[]] {
    const [first, ...others] = readSigningKeys(env.SIGNING_KEYS).filter(
      ({ exp }) => exp === undefined || exp * 1000 > clock.now(),
    )
    if (!first) throw new Misconfigured('SIGNING_KEYS: every key has ended')
    return [first, ...others]
  }

  /** What may be told of the keys, in their order. Nothing of it is secret. */
  function facts(): Record<'signing' | 'master', KeyFacts[]> {
    signing()
    master()
    return {
      signing: readFacts('SIGNING_KEYS', env.SIGNING_KEYS),
      master: readFacts('MASTER_KEYS', env.MASTER_KEYS),
    }
  }

  return {
    facts,
    kids: () => master().map((key) => key.kid),
    mac,
    tag,
    tags,
    seal,
    unseal,
    signing,
  }
}

export type Keys = ReturnType<typeof openKeys>

/**
 * A key without anything secret. `current` is in use, `next` is accepted and used after the next rotation, `old` was in
 * use. Times in milliseconds, null if the key does not say: when it was made, since when it makes nothing new, and when
 * the last of what it signed ends.
 */
export type KeyFacts = {
  kid: string
  state: 'current' | 'next' | 'old'
  madeAt: number | null
  retiredAt: number | null
  endsAt: number | null
}

function readFacts(name: string, secret: string | undefined): KeyFacts[] {
  const facts = readKeySet(name, secret, ({ kid, iat, retired, exp }) => ({
    kid: String(kid),
    madeAt: inMilliseconds(iat),
    retiredAt: inMilliseconds(retired),
    endsAt: inMilliseconds(exp),
  }))
  const stateOf = (at: number, retiredAt: number | null) => {
    if (at === 0) return 'current'
    return retiredAt === null ? 'next' : 'old'
  }
  return facts.map((each, at) => ({ ...each, state: stateOf(at, each.retiredAt) }))
}

const inMilliseconds = (seconds: unknown) => (isTime(seconds) ? seconds * 1000 : null)

const gcm = (iv: Uint8Array<ArrayBuffer>, owner?: string) => ({
  name: 'AES-GCM',
  iv,
  ...(owner !== undefined && { additionalData: utf8(owner) }),
})

/** Caches the key and not a promise of it, because no request may wait for another one's work. */
async function derive({ bytes, derived }: MasterKey, use: KeyUse): Promise<CryptoKey> {
  const known = derived.get(use)
  if (known) return known

  const made = await deriveKey(bytes, use)
  derived.set(use, made)
  return made
}

async function deriveKey(bytes: Uint8Array<ArrayBuffer>, use: KeyUse): Promise<CryptoKey> {
  const input = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey'])
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info: utf8(`gatehouse/v1/${use}`) }
  return use === 'seal' || use === 'way back'
    ? crypto.subtle.deriveKey(hkdf, input, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
    : crypto.subtle.deriveKey(hkdf, input, { name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign'])
}

const readMasterKeys = keySetReader<MasterKey>('MASTER_KEYS', ({ kty, kid, k }) => {
  if (kty !== 'oct' || !isKid(kid) || !isBase64Url(k)) throw new Misconfigured('MASTER_KEYS: not "oct" keys')
  const bytes = fromBase64Url(k)
  // 32 random bytes always have 16 different ones; typed words seldom do.
  if (bytes.length < 32 || new Set(bytes).size < 16) throw new Misconfigured('MASTER_KEYS: a key is too weak')
  return { kid, bytes, derived: new Map() }
})

const readSigningKeys = keySetReader<SigningKey>('SIGNING_KEYS', ({ kty, crv, kid, x, y, d, exp }) => {
  if (exp !== undefined && !isTime(exp)) throw new Misconfigured('SIGNING_KEYS: an "exp" is no time')
  if (
    kty !== 'EC' ||
    crv !== 'P-256' ||
    !isKid(kid) ||
    !isCoordinate(x) ||
    !isCoordinate(y) ||
    !isCoordinate(d)
  ) {
    throw new Misconfigured('SIGNING_KEYS: not private "EC" keys of curve P-256')
  }
  return { kid, kty, crv, x, y, d, exp }
})

const isBase64Url = (value: unknown): value is string =>
  typeof value === 'string' && /^[\w-]+$/.test(value) && value.length % 4 !== 1

/** Seconds. A number as large as this would be milliseconds by mistake. */
const isTime = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Math.abs(Number(value)) < 1e11

/** 32 bytes (RFC 7518 section 6.2.1.2). */
const isCoordinate = (value: unknown): value is string => isBase64Url(value) && value.length === 43

// A key id is written between other fields in stored hashes and sealed texts, so it must not contain "$", "," or ".".
const isKid = (value: unknown): value is string => typeof value === 'string' && /^[\w-]{1,32}$/.test(value)

/** Parses a secret once per isolate. An invalid one throws each time. */
function keySetReader<Key extends { kid: string }>(
  name: string,
  readKey: (jwk: Record<string, unknown>) => Key,
) {
  const read = new Map<string | undefined, [Key, ...Key[]]>()
  return (secret: string | undefined): [Key, ...Key[]] => {
    const known = read.get(secret)
    if (known) return known

    const keys = readKeySet(name, secret, readKey)
    read.set(secret, keys)
    return keys
  }
}

function readKeySet<Key extends { kid: string }>(
  name: string,
  secret: string | undefined,
  readKey: (jwk: Record<string, unknown>) => Key,
): [Key, ...Key[]] {
  if (!secret) throw new Misconfigured(`${name}: missing`)
  const set: unknown = parseJson(name, secret)
  const jwks = set !== null && typeof set === 'object' && 'keys' in set ? set.keys : undefined
  if (!Array.isArray(jwks)) throw new Misconfigured(`${name}: not a JWK Set with a key in it`)
  const [first, ...others] = jwks.map((jwk: unknown) => readKey(Object(jwk)))
  if (!first) throw new Misconfigured(`${name}: not a JWK Set with a key in it`)
  if (new Set([first, ...others].map(({ kid }) => kid)).size !== jwks.length) {
    throw new Misconfigured(`${name}: two keys have the same id`)
  }
  return [first, ...others]
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Misconfigured(`${name}: not JSON`)
  }
}
