import type { Issue } from '../account/refusal.ts'
import { codeAnswers } from './code-answers.ts'
import type { Said, Voice } from './dialect.ts'

/* The voice of the account API: problem details (RFC 9457). */

/** The media type of a refusal. */
export const media = 'application/problem+json'

/** What a problem is about: the end of its `type`. */
export const PROBLEM_KINDS = [
  'activation-off',
  'bad-header',
  'bad-picture',
  'broken',
  'challenge-failed',
  'code-needed',
  'code-wrong',
  'cross-site',
  'dead-link',
  'enrol-needed',
  'factor-needed',
  'factor-there',
  'invalid',
  'last-factor',
  'no-factor',
  'no-method',
  'not-allowed',
  'not-an-object',
  'not-found',
  'not-signed-in',
  'not-yours',
  'own-account',
  'staff-account',
  'passkey-refused',
  'passkeys-full',
  'picture-too-large',
  'proof-needed',
  'repeated-name',
  'session-ended',
  'sign-in-ended',
  'taken',
  'too-deep',
  'too-large',
  'too-many',
  'too-slow',
  'unavailable',
  'unchanged',
  'unexpected-file',
  'unreadable',
  'unsupported-media',
  'used-link',
  'wrong-credentials',
  'wrong-kind',
] as const

const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="account"' }

type ProblemKind = (typeof PROBLEM_KINDS)[number]

const problem = (
  status: number,
  kind: ProblemKind,
  title: string,
  {
    headers,
    ...members
  }: {
    headers?: Record<string, string>
    errors?: object[]
    methods?: readonly string[]
    sign_in?: string
  } = {},
): Said => [
  status,
  { type: `urn:gatehouse:problem:${kind}`, title, status, ...members },
  { 'Content-Type': media, ...headers },
]

const plain = (status: number, kind: ProblemKind, title: string) => () => problem(status, kind, title)

const unauthorised = (kind: ProblemKind, title: string) => () =>
  problem(401, kind, title, { headers: CHALLENGE })

const ended = unauthorised('session-ended', 'This credential is not valid any more, or never was.')
const badHeader = unauthorised('bad-header', 'The Authorization header has to be: Bearer <credential>.')

const unavailable = (seconds: string) =>
  problem(503, 'unavailable', 'Not possible right now. Try again later.', {
    headers: { 'Retry-After': seconds },
  })

export const accountVoice: Voice = {
  invalid: ({ issues }) =>
    issues.some(({ fault }) => fault === 'taken' || fault === 'not_unique')
      ? problem(409, 'taken', 'This belongs to somebody else.', { errors: issues.map(toError) })
      : problem(400, 'invalid', 'Something in the request is not valid.', { errors: issues.map(toError) }),
  wrong_credentials: plain(401, 'wrong-credentials', 'Wrong username or password.'),
  token_invalid: ended,
  token_inactive: ended,
  jwt_invalid: ended,
  jwt_wrong_kind: unauthorised('wrong-kind', 'A refresh token cannot be used here. Send the access token.'),
  jwt_ended: ended,
  jwt_inactive: ended,
  jwt_nobody: ended,
  not_yours: plain(403, 'not-yours', 'This is not yours.'),
  staff_account: plain(
    403,
    'staff-account',
    'The email address of another member of staff stays. Take their staff rights away first.',
  ),
  own_account: plain(403, 'own-account', 'You cannot do this to your own account.'),
  not_found: plain(404, 'not-found', 'Nothing is here.'),
  unknown_uid: plain(400, 'dead-link', 'This link does not work.'),
  dead_link: plain(400, 'dead-link', 'This link does not work.'),
  used_link: plain(403, 'used-link', 'This link has been used.'),
  activation_off: plain(400, 'activation-off', 'Accounts do not have to be activated here.'),
  unchanged: plain(400, 'unchanged', 'Nothing to change was sent.'),
  bad_picture: plain(400, 'bad-picture', 'This is no picture that is taken here: JPEG, PNG, GIF or WebP.'),
  picture_too_large: plain(413, 'picture-too-large', 'The picture is too large.'),
  busy: () => unavailable('1'),
  ...codeAnswers((sentence, reason, { methods, signIn }) => {
    if (reason === 'code_wrong') return problem(401, 'code-wrong', sentence)
    if (reason === 'enrol_needed') return problem(401, 'enrol-needed', sentence)
    return problem(401, 'code-needed', 'A code is needed to sign in.', {
      methods,
      ...(signIn !== undefined && { sign_in: signIn }),
    })
  }),
  sign_in_ended: plain(401, 'sign-in-ended', 'This sign-in has ended. Begin again.'),
  proof_needed: ({ asked }) =>
    problem(403, 'proof-needed', 'Prove first that it is you.', { methods: asked?.methods ?? [] }),
  factor_needed: plain(403, 'factor-needed', 'Sign in with a second factor to do this.'),
  last_factor: plain(409, 'last-factor', 'A second factor is required here, and this is the last one.'),
  no_factor: plain(409, 'no-factor', 'There is no second factor.'),
  factor_there: plain(409, 'factor-there', 'There is a second factor already.'),
  no_method: plain(400, 'no-method', 'There is no such second factor.'),
  passkey_refused: plain(401, 'passkey-refused', 'This passkey does not sign in.'),
  passkeys_full: plain(409, 'passkeys-full', 'There are twenty passkeys already. Remove one first.'),
  challenge_failed: plain(403, 'challenge-failed', 'The challenge was not solved.'),
  too_many: ({ seconds }) =>
    problem(429, 'too-many', 'Too many tries. Try again later.', {
      headers: { 'Retry-After': String(seconds) },
    }),
  unreadable: ({ detail }) => problem(400, 'unreadable', `The body is not well formed: ${detail}.`),
  repeated_name: plain(400, 'repeated-name', 'A name stands twice in an object of the body.'),
  too_deep: plain(400, 'too-deep', 'The body is nested too deeply.'),
  not_an_object: plain(400, 'not-an-object', 'The body has to be a JSON object.'),
  unsupported_media: ({ detail }) => problem(415, 'unsupported-media', `${detail} is not read here.`),
  too_large: plain(413, 'too-large', 'The body is too large.'),
  too_slow: plain(408, 'too-slow', 'The body came too slowly, and was not waited for.'),
  unexpected_file: ({ detail }) => problem(400, 'unexpected-file', `A file is not taken here: ${detail}.`),
  not_signed_in: unauthorised('not-signed-in', 'Sign in first: the request has no credential.'),
  header_empty: badHeader,
  header_spaces: badHeader,
  header_characters: badHeader,
  cross_site: plain(403, 'cross-site', 'The request comes from another site.'),
  not_allowed: ({ detail, allow }) =>
    problem(405, 'not-allowed', `${detail} is not possible here.`, { headers: { Allow: allow.join(', ') } }),
  no_such_address: plain(404, 'not-found', 'Nothing is here.'),
  unavailable: ({ detail }) => unavailable(detail),
  broken: plain(500, 'broken', 'Something went wrong here. It was logged.'),
}

/** Names of the wire that are not the domain's. A user field has one name. */
const NAMES: Record<string, string> = {
  oldId: 'old_id',
  firstName: 'first_name',
  lastName: 'last_name',
  oldPassword: 'current_password',
  currentPassword: 'current_password',
  signIn: 'sign_in',
  codeVerifier: 'code_verifier',
}

const toError = ({ field }: Issue) => ({
  parameter: NAMES[field] ?? field,
  detail: 'This is not valid.',
})
