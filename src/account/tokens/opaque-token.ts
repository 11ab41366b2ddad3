import { fromHex, sameBytes, toHex } from '../../ports/bytes.ts'
import type { Keys, KeyUse } from '../../ports/keys.ts'
import type { Ports } from '../../ports/ports.ts'

const RANDOM_BYTES = 16
const CHECK_BYTES = 4

/** The keys of a kind of token. A token of one kind is never one of another. */
type Uses = { check: KeyUse; hash: KeyUse }

const SESSION: Uses = { check: 'token check', hash: 'token' }
/** The hash is of 40 characters and the check of 16 bytes, so one key does for both. */
export const TRUSTED_CLIENT: Uses = { check: 'trusted client', hash: 'trusted client' }
/** The session of the pages, which no API reads. */
export const PAGE: Uses = { check: 'page', hash: 'page' }

/** 40 hex digits, as Django REST Framework's tokens have them. */
export const isOpaqueToken = (credential: string) => /^[0-9a-f]{40}$/.test(credential)

/**
 * A token and the hash that is stored of it. It has 128 random bits and a 32-bit keyed check, so that an invented token
 * is refused without a read (decision 10). The hash is keyed, so that write access to D1 is not enough to add a token.
 */
export async function makeOpaqueToken(
  { keys, random }: Pick<Ports, 'keys' | 'random'>,
  uses: Uses = SESSION,
) {
  const [kid = ''] = keys.kids()
  const value = random.bytes(RANDOM_BYTES)
  const token = toHex(value) + toHex(await checkOf(keys, value, kid, uses))
  return { token, hash: await keys.tag(uses.hash, token, kid) }
}

/** The hash of a token in D1; undefined if its check is wrong under every key. */
export async function opaqueTokenHash(
  { keys }: Pick<Ports, 'keys'>,
  token: string,
  uses: Uses = SESSION,
): Promise<string | undefined> {
  const bytes = fromHex(token)
  for (const kid of keys.kids()) {
    const check = await checkOf(keys, bytes.slice(0, RANDOM_BYTES), kid, uses)
    if (sameBytes(check, bytes.slice(RANDOM_BYTES))) return keys.tag(uses.hash, token, kid)
  }
  return undefined
}

const checkOf = async (keys: Keys, value: Uint8Array<ArrayBuffer>, kid: string, { check }: Uses) =>
  ((await keys.mac(check, value, kid)) ?? new Uint8Array()).slice(0, CHECK_BYTES)
