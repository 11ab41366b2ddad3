import { fromHex, sameBytes, toHex } from '../../ports/bytes.ts'
import type { Keys } from '../../ports/keys.ts'
import type { Ports } from '../../ports/ports.ts'

const RANDOM_BYTES = 16
const CHECK_BYTES = 4

/** 40 hex digits, as Django REST Framework's tokens have them. */
export const isOpaqueToken = (credential: string) => /^[0-9a-f]{40}$/.test(credential)

/**
 * A token and the hash that is stored of it. It has 128 random bits and a 32-bit keyed check, so that an invented token
 * is refused without a read (decision 10). The hash is keyed, so that write access to D1 is not enough to add a token.
 */
export async function makeOpaqueToken({ keys, random }: Pick<Ports, 'keys' | 'random'>) {
  const [kid = ''] = keys.kids()
  const value = random.bytes(RANDOM_BYTES)
  const token = toHex(value) + toHex(await checkOf(keys, value, kid))
  return { token, hash: await keys.tag('token', token, kid) }
}

/** The hash of a token in D1; undefined if its check is wrong under every key. */
export async function opaqueTokenHash(
  { keys }: Pick<Ports, 'keys'>,
  token: string,
): Promise<string | undefined> {
  const bytes = fromHex(token)
  for (const kid of keys.kids()) {
    const check = await checkOf(keys, bytes.slice(0, RANDOM_BYTES), kid)
    if (sameBytes(check, bytes.slice(RANDOM_BYTES))) return keys.tag('token', token, kid)
  }
  return undefined
}

const checkOf = async (keys: Keys, value: Uint8Array<ArrayBuffer>, kid: string) =>
  ((await keys.mac('token check', value, kid)) ?? new Uint8Array()).slice(0, CHECK_BYTES)
