import { codeAnswers } from './code-answers.ts'
import type { Said, Voice } from './dialect.ts'
import { byField } from './django-sentences.ts'

/* The Django REST Framework voice (DRF 3.14 to 3.18). */

const UNAUTHORISED = { 'WWW-Authenticate': 'Token' }
const BEARER = { 'WWW-Authenticate': 'Bearer realm="api"' }

type Own = { wrong?: string } & { [Name in 'names' | 'taken' | 'labels']?: Record<string, string> }

/**
 * The voice with what is a dialect's own: `names` of fields that are not the domain's in snake_case, `wrong` for a
 * wrong password, `taken` for values that another account has, `labels` for what fields are called, and the answers
 * that it words otherwise.
 */
export function django(own: Partial<Voice> & Own = {}): Voice {
  const { names = {}, taken = {}, labels = {}, wrong = 'Wrong password.', ...others } = own
  return {
    invalid: ({ issues }) => [400, byField(issues, { names, taken, labels, wrong })],
    wrong_credentials: () => [400, { non_field_errors: ['Unable to log in with provided credentials.'] }],
    token_invalid: (_, request) => [401, { detail: 'Invalid token.' }, challenge(request)],
    token_inactive: (_, request) => [401, { detail: 'User inactive or deleted.' }, challenge(request)],
    jwt_invalid: () => badJwt('Token is invalid or expired'),
    jwt_wrong_kind: () => badJwt('Token has wrong type'),
    jwt_ended: () => badJwt('Token is blacklisted'),
    jwt_inactive: () => [401, { detail: 'User is inactive', code: 'user_inactive' }, BEARER],
    jwt_nobody: () => [401, { detail: 'User not found', code: 'user_not_found' }, BEARER],
    not_yours: () => [403, { detail: 'You do not have permission to perform this action.' }],
    staff_account: () => [403, { detail: 'You do not have permission to perform this action.' }],
    own_account: () => [403, { detail: 'You cannot do this to your own account.' }],
    not_found: () => [404, { detail: 'Not found.' }],
    unknown_uid: () => [400, { uid: ["Invalid user id or user doesn't exist."] }],
    dead_link: () => [400, { token: ['Invalid token for given user.'] }],
    used_link: () => [403, { detail: 'Stale token for given user.' }],
    activation_off: () => [400],
    unchanged: () => [400, { non_field_errors: ['No data provided'] }],
    bad_picture: () => [400, ['Invalid Base64-encoded string for image, check if the image was encoded']],
    picture_too_large: () => [413, { detail: 'The picture is too large.' }],
    busy: () => unavailable('1'),
    ...codeAnswers((sentence, reason, { from }) => [
      400,
      { [reason === 'code_wrong' && from === 'field' ? 'otp' : 'non_field_errors']: [sentence] },
    ]),
    sign_in_ended: () => [401, { detail: 'Invalid or expired token.' }, BEARER],
    proof_needed: () => [403, { detail: 'Sign in again to do this.' }],
    factor_needed: () => [403, { detail: 'A second factor is needed to do this.' }],
    last_factor: () => [409, { detail: 'A second factor is required here.' }],
    no_factor: () => [400, { detail: 'There is no second factor.' }],
    factor_there: () => [409, { detail: 'There is a second factor already.' }],
    no_method: () => [400, { detail: 'There is no such second factor.' }],
    passkey_refused: () => [401, { detail: 'This passkey does not sign in.' }, BEARER],
    passkeys_full: () => [409, { detail: 'There are too many passkeys.' }],
    challenge_failed: () => [403, { detail: 'The challenge was not solved. Please try again.' }],
    too_many: ({ seconds }) => [
      429,
      {
        detail: `Request was throttled. Expected available in ${seconds} second${seconds === 1 ? '' : 's'}.`,
      },
      { 'Retry-After': String(seconds) },
    ],
    unreadable: ({ detail }) => [400, { detail: `${detail} parse error - the body is not well formed` }],
    repeated_name: () => [400, { detail: 'JSON parse error - a name stands twice in an object' }],
    too_deep: () => [400, { detail: 'JSON parse error - the body is nested too deeply' }],
    not_an_object: ({ detail }) => [
      400,
      {
        non_field_errors: [
          detail === '' ? 'No data provided' : `Invalid data. Expected a dictionary, but got ${detail}.`,
        ],
      },
    ],
    unsupported_media: ({ detail }) => [415, { detail: `Unsupported media type "${detail}" in request.` }],
    too_large: () => [413, { detail: 'The request body is too large.' }],
    too_slow: () => [408, { detail: 'The request body came too slowly.' }],
    unexpected_file: ({ detail }) => [400, { [detail]: ['Not a valid string.'] }],
    not_signed_in: (_, request) => unauthorised('Authentication credentials were not provided.', request),
    header_empty: (_, request) => unauthorised('Invalid token header. No credentials provided.', request),
    header_spaces: (_, request) =>
      unauthorised('Invalid token header. Token string should not contain spaces.', request),
    header_characters: (_, request) =>
      unauthorised('Invalid token header. Token string should not contain invalid characters.', request),
    cross_site: () => [403, { detail: 'CSRF Failed: the request comes from another site.' }],
    not_allowed: ({ detail, allow }) => [
      405,
      { detail: `Method "${detail}" not allowed.` },
      { Allow: allow.join(', ') },
    ],
    no_such_address: () => [404, { detail: 'Not found.' }],
    unavailable: ({ detail }) => unavailable(detail),
    broken: () => [500, { detail: 'A server error occurred.' }],
    ...others,
  }
}

const unavailable = (seconds: string): Said => [
  503,
  { detail: 'Service temporarily unavailable, try again later.' },
  { 'Retry-After': seconds },
]

const unauthorised = (detail: string, request: Request): Said => [401, { detail }, challenge(request)]

/** The scheme that the caller tried, or DRF's own. */
export const challenge = (request: Request) =>
  /^(bearer|jwt)\b/i.test(request.headers.get('authorization') ?? '') ? BEARER : UNAUTHORISED

const badJwt = (message: string): Said => [
  401,
  {
    detail: 'Given token not valid for any token type',
    code: 'token_not_valid',
    messages: [{ token_class: 'AccessToken', token_type: 'access', message }],
  },
  BEARER,
]

export const bearer = BEARER
