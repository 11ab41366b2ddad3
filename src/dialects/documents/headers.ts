import { CODE_HEADER, TRUSTED_HEADER } from '../code-answers.ts'

/** The headers of responses that a client acts on. */
export const headers = {
  'Retry-After': { description: 'After how many seconds to try again.', type: 'integer', example: 30 },
  'WWW-Authenticate': {
    description: 'The scheme of the credential that is asked for.',
    type: 'string',
    example: 'Token',
  },
  'Set-Cookie': {
    description: 'The tokens, as cookies that no script reads; at a sign-out, their removal.',
    type: 'string',
    example: 'accessToken=eyJhbGciOiJFUzI1NiJ9…; HttpOnly; Secure; SameSite=Lax; Path=/',
  },
  Link: {
    description: 'Where the next page is, if there is one.',
    type: 'string',
    example: '</auth/users/?after=6d5f9bae-a31b-4b7b-82c4-3853eda2b011>; rel="next"',
  },
  [CODE_HEADER]: {
    description:
      'Only after a right password: `required; methods="…"` where a code is missing, `invalid` or `used` for a wrong one, `enrol` where a second factor has to be set up first.',
    type: 'string',
    example: 'required; methods="totp recovery"',
  },
  [TRUSTED_HEADER]: {
    description: 'Where `trust` was asked for: send it with later sign-ins, and no code is asked for.',
    type: 'string',
    example: 'k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU',
  },
} as const

export type HeaderName = keyof typeof headers

/** The headers of refusals of every API. */
export const refusalHeaders: Record<string, readonly HeaderName[]> = {
  429: ['Retry-After'],
  503: ['Retry-After'],
}
