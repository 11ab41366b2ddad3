import * as z from 'zod'
import { answer, type Operations } from './api.ts'
import { JWT_SIGN_IN, TOKEN_SIGN_IN } from './costs.ts'
import { Invalid, Unauthorised } from './django-refusals.ts'
import { trenchOperations } from './djoser-trench.ts'
import { JwtText, TokenText } from './texts.ts'
import { WRONG_LOGIN } from './users.ts'

const Token = z.object({ auth_token: TokenText }).meta({ id: 'Token' })
const TokenPair = z.object({ refresh: JwtText, access: JwtText }).meta({ id: 'TokenPair' })
const Access = z
  .object({ access: JwtText, refresh: JwtText.optional() })
  .meta({ id: 'AccessToken', description: 'With a new refresh token where they rotate.' })
const Nothing = z.object({}).meta({ id: 'Nothing' })
const TokenOrMore = Token.partial()
  .extend({ ephemeral_token: z.string().optional(), method: z.string().optional() })
  .meta({
    id: 'TokenOrStep',
    description: 'Instead of the token, where `TRENCH_TOKEN_LOGIN` is set, what the second step needs.',
    examples: [{ auth_token: '132cf952e0165a274bf99e115ab483671b3d9ff6' }],
  })

const CODE =
  'Where the account has a second factor, the code goes into `otp`, into the header `X-OTP`, or behind the password.'
const DEAD_TOKEN = answer(Unauthorised, {
  example: { detail: 'Token is invalid or expired', code: 'token_not_valid' },
})

const end = {
  tag: 'Sign-in',
  does: 'Ends the session of a refresh token, and with it all of its JWTs. No credential is needed besides.',
  refuses: 'Refuses a refresh token that is wrong, of another kind, or ended with 401.',
  responses: { 200: Nothing, 401: DEAD_TOKEN },
} as const

/** Tokens and JWTs of djoser and simplejwt, and the sign-in in two steps. */
export const djoserTokenOperations: Operations = {
  'POST /auth/token/login/': {
    name: 'logIn',
    summary: 'Log in for a token',
    tag: 'Sign-in',
    does: `Opens a session and returns its token. ${CODE}`,
    refuses:
      'Refuses a wrong or missing name or password with 400, and after the right password a code that is missing or wrong: the sentence says which, and `X-OTP` tells programs. After too many tries it is 429.',
    costs: TOKEN_SIGN_IN,
    example: { username: 'ada', password: 'Vq7-mountain-Kestrel' },
    responses: {
      200: answer(TokenOrMore, { headers: ['X-OTP'] }),
      400: answer(Invalid, { example: WRONG_LOGIN, headers: ['X-OTP'] }),
    },
  },
  'POST /auth/token/logout/': {
    name: 'logOut',
    summary: 'Log out',
    tag: 'Sign-in',
    does: 'Ends the session of the credential, whichever API it is of. It counts from the next request on, at every API.',
    refuses: 'Refuses a credential that is missing, wrong or ended already with 401.',
    costs: ['logout of a token'],
    responses: { 204: null },
  },
  'POST /auth/jwt/create/': {
    name: 'createTokenPair',
    summary: 'Log in for JWTs',
    tag: 'Sign-in',
    does: `Opens a session and returns its access and refresh token. ${CODE}`,
    refuses:
      'Refuses a wrong name or password with 401, and after the right password a code that is missing or wrong: the sentence says which, and `X-OTP` tells programs. After too many tries it is 429.',
    costs: JWT_SIGN_IN,
    client: 'signIn(body)',
    responses: {
      200: TokenPair,
      401: answer(Unauthorised, {
        example: { detail: 'No active account found with the given credentials' },
        headers: ['X-OTP'],
      }),
    },
  },
  'POST /auth/jwt/refresh/': {
    name: 'refreshToken',
    summary: 'Renew an access token',
    tag: 'Sign-in',
    does: 'Returns a new access token, and a new refresh token where `ROTATE_REFRESH_TOKENS` is set. An old refresh token then works for ten seconds more; after that, its use ends the session.',
    refuses: 'Refuses a refresh token that is wrong, of another kind, or ended with 401.',
    costs: ['refresh of a JWT', 'refresh of an Express session’s JWT at /auth/jwt/'],
    responses: { 200: Access, 401: DEAD_TOKEN },
  },
  'POST /auth/jwt/verify/': {
    name: 'verifyToken',
    summary: 'Check a JWT',
    tag: 'Sign-in',
    does: 'Says whether a JWT, of either kind, is still good.',
    refuses: 'Refuses a JWT that is wrong, revoked or ended with 401.',
    costs: ['verify of a JWT, also for another Worker'],
    responses: { 200: Nothing, 401: DEAD_TOKEN },
  },
  'POST /auth/jwt/blacklist/': {
    ...end,
    name: 'blacklistToken',
    summary: 'Log out with a refresh token, as simplejwt has it',
    costs: [],
  },
  'POST /auth/jwt/logout/': {
    ...end,
    name: 'endTokenPair',
    summary: 'Log out with a refresh token',
    costs: ['logout of JWTs'],
    client: 'signOut()',
  },
  ...trenchOperations(TokenPair, Token),
}
