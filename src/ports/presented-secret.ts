import { sameBytes, utf8 } from './bytes.ts'
import { Misconfigured } from './misconfigured.ts'

/** In characters: 16 random bytes in hex. */
const SHORTEST = 32

/** A secret that another service presents. Undefined if there is none. Throws Misconfigured if it could be guessed. */
export function readPresentedSecret(name: string, secret: string | undefined): string | undefined {
  if (!secret) return undefined
  if (secret.length < SHORTEST) throw new Misconfigured(`${name}: shorter than ${SHORTEST} characters`)
  return secret
}

/** Whether it is the secret, in constant time. */
export const isPresentedSecret = (right: string | undefined, sent: string): boolean =>
  right !== undefined && sameBytes(utf8(sent), utf8(right))
