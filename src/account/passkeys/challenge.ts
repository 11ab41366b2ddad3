import { fromBase64Url, sameBytes, toBase64Url, utf8 } from '../../ports/bytes.ts'
import type { Ports } from '../../ports/ports.ts'

/*
 * What an authenticator signs. It is stored nowhere before it is used, so that nobody can fill D1 by asking for it: random
 * bytes and the time, under an HMAC that binds them to what they are for. Its use is a row of `used_once`.
 */

/** How long, in milliseconds, a challenge is good for. */
export const GOOD_FOR = 5 * 60_000

const [RANDOM_BYTES, TIME_BYTES, MAC_BYTES] = [16, 8, 32]
const LENGTH = RANDOM_BYTES + TIME_BYTES + MAC_BYTES
/** The same in base64url. */
const TEXT = /^[\w-]{75}$/

/** A registration is for an account, and a sign-in for anybody. */
export type Purpose = { registration: string } | 'sign-in'

/** A challenge that may be used: the name of its use, and until when it could be. */
export type Challenge = { tag: string; until: number }

const textOf = (purpose: Purpose) =>
  utf8(purpose === 'sign-in' ? purpose : `registration\0${purpose.registration}`)

export async function newChallenge(
  ports: Pick<Ports, 'keys' | 'random' | 'clock'>,
  purpose: Purpose,
): Promise<string> {
  const bytes = new Uint8Array(LENGTH)
  bytes.set(ports.random.bytes(RANDOM_BYTES))
  new DataView(bytes.buffer).setBigUint64(RANDOM_BYTES, BigInt(ports.clock.now()))
  bytes.set(await macOf(ports, bytes, purpose, ports.keys.kids()[0]), LENGTH - MAC_BYTES)
  return toBase64Url(bytes)
}

/** Undefined for one that was not made here, is for something else, or is too old. */
export async function readChallenge(
  ports: Pick<Ports, 'keys' | 'clock'>,
  purpose: Purpose,
  text: string,
): Promise<Challenge | undefined> {
  if (!TEXT.test(text)) return undefined
  const bytes = fromBase64Url(text)
  // Base64 may write the same bytes in several ways, and only one of them is ours.
  if (toBase64Url(bytes) !== text) return undefined
  const macs = await Promise.all(ports.keys.kids().map((kid) => macOf(ports, bytes, purpose, kid)))
  const mac = bytes.slice(-MAC_BYTES)
  const until = Number(new DataView(bytes.buffer).getBigUint64(RANDOM_BYTES)) + GOOD_FOR
  if (!macs.some((right) => sameBytes(right, mac)) || until <= ports.clock.now()) return undefined
  return { tag: toBase64Url(mac), until }
}

async function macOf(
  { keys }: Pick<Ports, 'keys'>,
  bytes: Uint8Array,
  purpose: Purpose,
  kid: string | undefined,
): Promise<Uint8Array> {
  const message = new Uint8Array([...bytes.subarray(0, LENGTH - MAC_BYTES), ...textOf(purpose)])
  return (await keys.mac('challenge', message, kid)) ?? new Uint8Array()
}
