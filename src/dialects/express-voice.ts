import type { Context } from 'hono'
import type { Issue } from '../account/refusal.ts'
import { codeAnswers } from './code-answers.ts'
import type { AppEnv, Said, Voice } from './dialect.ts'

/* The Express voice: `{statusCode, data, message, success}`. */

const JSON_UTF8 = { 'Content-Type': 'application/json; charset=utf-8' }

/** A successful response, in the envelope. */
export const tell = <Data>(c: Context<AppEnv>, data: Data, message: string, status: 200 | 201 = 200) =>
  c.json({ statusCode: status, data, message, success: true }, status, JSON_UTF8)

const failure = (
  status: number,
  message: string,
  errors: { field: string; message: string }[] = [],
  headers: Record<string, string> = {},
): Said => [
  status,
  { statusCode: status, data: null, message, success: false, errors },
  { ...JSON_UTF8, ...headers },
]

const unavailable = (seconds: string) =>
  failure(503, 'Service temporarily unavailable', [], { 'Retry-After': seconds })

const plain = (status: number, message: string) => () => failure(status, message)

const badToken = plain(401, 'Invalid Access Token')
const noAddress = plain(404, 'Not found')

/** The voice. `names`: of fields that have another name here than in the domain. */
export const express = (names: Record<string, string> = {}): Voice => ({
  invalid: ({ issues }) =>
    sayIssues(issues.map((issue) => ({ ...issue, field: names[issue.field] ?? issue.field }))),
  wrong_credentials: plain(401, 'Invalid user credentials'),
  token_invalid: badToken,
  token_inactive: badToken,
  jwt_invalid: badToken,
  jwt_wrong_kind: badToken,
  jwt_ended: badToken,
  jwt_inactive: badToken,
  jwt_nobody: badToken,
  not_yours: plain(403, 'Forbidden'),
  staff_account: plain(403, 'Forbidden'),
  own_account: plain(403, 'Not for your own account'),
  not_found: plain(404, 'User does not exist'),
  unknown_uid: plain(400, 'Invalid link'),
  dead_link: plain(400, 'Invalid link'),
  used_link: plain(403, 'Invalid link'),
  activation_off: plain(400, 'Activation is not in use'),
  unchanged: plain(400, 'All fields are required'),
  bad_picture: plain(400, 'The file is no picture that is taken here: JPEG, PNG, GIF or WebP'),
  picture_too_large: plain(413, 'The picture is too large'),
  busy: () => unavailable('1'),
  ...codeAnswers((sentence) => failure(401, sentence, [{ field: 'otp', message: sentence }])),
  sign_in_ended: plain(401, 'Invalid or expired sign-in'),
  proof_needed: plain(403, 'Sign in again to do this'),
  factor_needed: plain(403, 'A second factor is needed to do this'),
  last_factor: plain(409, 'A second factor is required here'),
  no_factor: plain(400, 'There is no second factor'),
  factor_there: plain(409, 'There is a second factor already'),
  no_method: plain(400, 'There is no such second factor'),
  passkey_refused: plain(401, 'This passkey does not sign in'),
  passkeys_full: plain(409, 'There are too many passkeys'),
  challenge_failed: plain(403, 'The challenge was not solved'),
  too_many: ({ seconds }) => failure(429, 'Too many requests', [], { 'Retry-After': String(seconds) }),
  unreadable: ({ detail }) => failure(400, `The body is not well formed: ${detail}`),
  repeated_name: plain(400, 'The body is not well formed: a name stands twice in an object'),
  too_deep: plain(400, 'The body is not well formed: it is nested too deeply'),
  not_an_object: plain(400, 'The body is not an object'),
  unsupported_media: ({ detail }) => failure(415, `Unsupported media type ${detail}`),
  too_large: plain(413, 'The request body is too large'),
  too_slow: plain(408, 'The request body came too slowly'),
  unexpected_file: ({ detail }) => failure(400, `Unexpected field: ${detail}`),
  not_signed_in: plain(401, 'Unauthorized request'),
  header_empty: plain(401, 'Unauthorized request'),
  header_spaces: badToken,
  header_characters: badToken,
  cross_site: plain(403, 'Cross-site request refused'),
  not_allowed: noAddress,
  no_such_address: noAddress,
  unavailable: ({ detail }) => unavailable(detail),
  broken: plain(500, 'Internal server error'),
})

function sayIssues(issues: readonly Issue[]): Said {
  const errors = issues.map((issue) => ({ field: issue.field, message: sentence(issue) }))
  if (issues.some(({ fault }) => fault === 'taken'))
    return failure(409, 'User with email or username already exists', errors)
  const [held] = issues.filter(({ fault }) => fault === 'not_unique')
  if (held) return failure(409, `User with ${held.field} already exists`, errors)
  const lacking = issues.filter(({ fault }) => fault === 'missing' || fault === 'blank')
  return failure(
    400,
    lacking.length > 1 ? 'All fields are required' : (errors[0]?.message ?? 'Invalid'),
    errors,
  )
}

function sentence({ field, fault, limit, likeness = 'username', words }: Issue): string {
  switch (fault) {
    case 'missing':
    case 'null':
    case 'blank':
      return `${field} is required`
    case 'not_text':
      return `${field} must be text`
    case 'not_a_file':
      return `${field} file is required`
    case 'malformed':
    case 'null_character':
    case 'surrogate':
      return `${field} is not valid`
    case 'unknown':
      return `${field} is not known`
    case 'unfit':
      return `${field} ${words?.express}`
    case 'too_short':
      return `${field} must have at least ${limit} characters`
    case 'too_long':
      return `${field} must have at most ${limit} characters`
    case 'too_many_bytes':
      return `${field} must have at most ${limit} bytes`
    case 'taken':
    case 'not_unique':
      return `${field} belongs to another user`
    case 'wrong':
      return 'Invalid old password'
    case 'different':
      return `${field} was sent twice and differs`
    case 'similar':
      return `${field} is too similar to the ${likeness}`
    case 'common':
      return `${field} is too common`
    case 'numeric':
      return `${field} is entirely numeric`
  }
}
