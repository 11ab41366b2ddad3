/* What the Django APIs say about one field. */

export const REQUIRED = ['This field is required.']
export const NULL = ['This field may not be null.']
export const BLANK = ['This field may not be blank.']
export const NO_TEXT = ['Not a valid string.']
export const NO_ADDRESS = ['Enter a valid email address.']
export const NO_NAME = [
  'Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.',
]
export const NUL = ['Null characters are not allowed.']
export const SURROGATE = ['Surrogate characters are not allowed.']
export const NAME_TAKEN = ['A user with that username already exists.']
export const ADDRESS_TAKEN = ['A user with that email already exists.']
export const TOO_SHORT = ['This password is too short. It must contain at least 8 characters.']
export const noMoreThan = (limit: number, what = 'characters') => [
  `Ensure this field has no more than ${limit} ${what}.`,
]

/** The answer to whoever shows nothing. */
export const ANONYMOUS = {
  status: 401,
  challenge: 'Token',
  body: { detail: 'Authentication credentials were not provided.' },
}

/** The answer to a token, sent after `Bearer`, that is nobody's any more. */
export const ENDED = { status: 401, challenge: 'Bearer realm="api"', body: { detail: 'Invalid token.' } }

/** The answer to an access token whose session has ended. */
export const JWT_ENDED = {
  status: 401,
  challenge: 'Bearer realm="api"',
  body: {
    detail: 'Given token not valid for any token type',
    code: 'token_not_valid',
    messages: [{ token_class: 'AccessToken', token_type: 'access', message: 'Token is blacklisted' }],
  },
}

/** The answer to an access token whose account is gone. */
export const JWT_NOBODY = {
  status: 401,
  challenge: 'Bearer realm="api"',
  body: { detail: 'User not found', code: 'user_not_found' },
}

export const OUT_OF_SERVICE = {
  status: 503,
  retryAfter: '60',
  body: { detail: 'Service temporarily unavailable, try again later.' },
}

/** simplejwt's answer to a token that is not good. */
const notValid = (detail: string) => ({
  status: 401,
  challenge: 'Bearer realm="api"',
  body: { detail, code: 'token_not_valid' },
})
export const INVALID = notValid('Token is invalid or expired')
export const WRONG_TYPE = notValid('Token has wrong type')
export const BLACKLISTED = notValid('Token is blacklisted')
