import { SEAL_IV_BYTES } from '../../ports/keys.ts'
import type { Ports } from '../../ports/ports.ts'

/* What a browser keeps for this server between two requests, and can neither read nor change. */

/** `owner`: what the text is bound to, so that it is no other sealed text. */
export const sealFor = (
  { keys, random }: Pick<Ports, 'keys' | 'random'>,
  owner: string,
  said: object,
): Promise<string> => keys.seal(JSON.stringify(said), random.bytes(SEAL_IV_BYTES), 'seal', owner)

/** Undefined for what was not sealed here for this owner, or is longer than `longest` characters. */
export async function openSealed<Said>(
  { keys }: Pick<Ports, 'keys'>,
  owner: string,
  sealed: string,
  longest: number,
): Promise<Said | undefined> {
  if (sealed.length > longest || !keys.kids().includes(keyOf(sealed))) return undefined
  try {
    return JSON.parse((await keys.unseal(sealed, 'seal', owner)) ?? 'null') ?? undefined
  } catch (error) {
    // Altered, or no base64.
    if (error instanceof Error) return undefined
    throw error
  }
}

/** The id of the key that sealed it, by which what is derived from it stays the same when another key has come. */
export const keyOf = (sealed: string): string => sealed.slice(0, Math.max(sealed.indexOf('.'), 0))
