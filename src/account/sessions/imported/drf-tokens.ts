import type { ImportedPorts, ImportedSessions } from '../../../ports/imported-sessions.ts'
import { isJwt } from '../../tokens/jwt.ts'
import { acceptUntil, type Options } from './options.ts'
import { mayBeIn } from './token-filter.ts'

/**
 * Tokens of Django REST Framework's `authtoken`, until a day. They are sessions since the import; a token that was made
 * up is refused by a filter of them, without asking D1.
 */
export const drfTokens = (options: Options): ImportedSessions =>
  acceptUntil(options, { name: 'drfTokens', secrets: [] }, () => ({ hashOf: findHash }))

/** From how many characters on nobody guesses a token: a project may make its own, and DRF's field holds 40. */
const FORM = /^[!-~]{20,128}$/

/** Whether a token of `authtoken` is accepted here. One with dots is read as a JWT. */
export const isDrfToken = (token: string): boolean => FORM.test(token) && !isJwt(token)

/** The hash of a token that may be imported, under whichever master key that was. */
async function findHash({ imported, keys, clock }: ImportedPorts, token: string) {
  const filter = isDrfToken(token) ? await imported?.filter(clock.now()) : undefined
  if (!filter) return undefined
  return (await keys.tags('token', token)).find((hash) => mayBeIn(filter, hash))
}
