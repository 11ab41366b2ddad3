/** The APIs that an old back end may have its login at. */
export type OldApi = 'djoser-token' | 'djoser-jwt' | 'drf-token' | 'express'

/** What an `Authorization` header of the old back end begins with. */
export type OldAuthorization = 'Token' | 'Bearer' | 'JWT'

type Body = Record<string, unknown>
type Answer = { status: number; text: string; body: Body }

type Shape = {
  authorization: OldAuthorization
  /** The paths of the profile and of the logout, seen from the login as if it ended with a slash. */
  profile: string
  /** Only where it ends no session but its own. */
  logout?: string
  tokenIn: (body: Body) => unknown
  /** What the answer to a login says of the person. */
  profileIn?: (body: Body) => Body | undefined
  /** Whether an answer says that the name or the password is wrong. A fault of the request looks otherwise. */
  isWrong: (answer: Answer) => boolean
}

const isDrfRefusal = ({ status, body }: Answer) =>
  (status === 400 && Array.isArray(body.non_field_errors)) ||
  (status === 401 && typeof body.detail === 'string')

const objectAt = (body: Body, name: string): Body | undefined => {
  const value = body[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : undefined
}

/** What Express answers to a path that it does not have. */
const NO_PATH = /Cannot POST/

/**
 * How the login of each API answers. A DRF token is one for all sessions of a person there, so it must not be logged
 * out; simplejwt's tokens expire by themselves. Express keeps one refresh token for each person.
 */
export const oldApis: Record<OldApi, Shape> = {
  'djoser-token': {
    authorization: 'Token',
    profile: '../../users/me/',
    tokenIn: (body) => body.auth_token,
    isWrong: isDrfRefusal,
  },
  'djoser-jwt': {
    authorization: 'Bearer',
    profile: '../../users/me/',
    tokenIn: (body) => body.access,
    isWrong: ({ status, body }) => status === 401 && typeof body.detail === 'string',
  },
  'drf-token': {
    authorization: 'Token',
    profile: '../profile/',
    tokenIn: (body) => body.token,
    isWrong: isDrfRefusal,
  },
  express: {
    authorization: 'Bearer',
    profile: '../current-user',
    logout: '../logout',
    tokenIn: (body) => objectAt(body, 'data')?.accessToken ?? body.accessToken,
    profileIn: (body) => {
      const data = objectAt(body, 'data') ?? body
      return objectAt(data, 'user')
    },
    isWrong: ({ status, text }) => [400, 401, 404].includes(status) && !NO_PATH.test(text),
  },
}
