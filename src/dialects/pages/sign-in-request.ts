import { Refusal } from '../../account/refusal.ts'
import type { HandOver } from '../../account/sign-in/hand-over.ts'
import type { Settings } from '../../ports/settings.ts'

/** What a front end asks of the sign-in page: where to send people back to, with what, and what it can prove. */
export type SignInRequest = HandOver & { back: string; state: string }

const KINDS: readonly string[] = ['token', 'jwt', 'express'] satisfies HandOver['as'][]
const STATE = /^[\x20-\x7e]{1,500}$/
/** A SHA-256 in base64url (RFC 7636 section 4.2). */
const CHALLENGE = /^[\w-]{43}$/

/**
 * The request in a query, or in the hidden fields of a form: undefined where nobody has to be sent back. Refuses as
 * `invalid`, so that nobody is sent to an address that is not in the settings.
 */
export function readRequest(
  { RETURN_URLS }: Pick<Settings, 'RETURN_URLS'>,
  sent: Record<string, string>,
): SignInRequest | undefined {
  const { return: back, state = '', code_challenge: challenge = '', code_challenge_method = 'S256' } = sent
  const as = sent.as ?? 'token'
  if (back === undefined) return undefined
  if (!RETURN_URLS.includes(back)) throw Refusal.of('return', 'unknown')
  if (!STATE.test(state)) throw Refusal.of('state', 'malformed')
  if (!CHALLENGE.test(challenge)) throw Refusal.of('code_challenge', 'malformed')
  if (code_challenge_method !== 'S256') throw Refusal.of('code_challenge_method', 'malformed')
  if (!KINDS.includes(as)) throw Refusal.of('as', 'malformed')
  return { back, state, challenge, as: as as HandOver['as'] }
}

/** The request as the forms and links of the page have it. */
export const writeRequest = (request: SignInRequest | undefined): Record<string, string> =>
  request
    ? { return: request.back, state: request.state, code_challenge: request.challenge, as: request.as }
    : {}

/** Where people are sent back to, with parameters in the query. The address itself stays as the settings have it. */
export const wayBack = ({ back, state }: SignInRequest, parameters: Record<string, string>): string =>
  `${back}${back.includes('?') ? '&' : '?'}${new URLSearchParams({ ...parameters, state })}`
