import * as z from 'zod'
import type { Config } from '../../ports/config.ts'
import { answer, type Operations } from './api.ts'
import { TOKEN_SIGN_IN } from './costs.ts'
import { shownShape } from './declared.ts'
import { Detail, Invalid } from './django-refusals.ts'
import { AccountId, EmailText, FirstName, LastName, TokenText, UsernameText } from './texts.ts'

export const User = z
  .object({
    id: AccountId,
    username: UsernameText,
    first_name: FirstName,
    last_name: LastName,
    email: EmailText,
  })
  .meta({ id: 'User' })
const Token = z.object({ token: TokenText }).meta({ id: 'Token' })

/** How this voice refuses a wrong name or password. */
export const WRONG_LOGIN = { non_field_errors: ['Unable to log in with provided credentials.'] }

export function usersOperations(config: Config): Operations {
  const Shown = shownShape(config, 'users', User)
  const NewUser = shownShape(config, 'users', User, 'registration')
    .extend({ auth_token: TokenText })
    .meta({ id: 'NewUser', description: 'The account, and a token that is signed in as it.' })
  return {
    'POST /api/v1/users/': {
      name: 'register',
      summary: 'Register for a token',
      tag: 'Sign-up',
      does: 'Makes an account, and returns it with a token that is signed in as it.',
      refuses:
        'Refuses a username or an email address that another account has, and a password against the rules.',
      costs: ['registration without an address, for a token', 'registration for a token'],
      client: 'signUp(body)',
      alsoSends: { first_name: 'Ada', last_name: 'Lovelace', email: 'ada@example.com' },
      responses: { 201: NewUser },
    },
    'GET /api/v1/users/{id}/': {
      name: 'getUser',
      summary: 'Read your account',
      tag: 'Your account',
      does: 'Returns the account that is signed in, by its ID.',
      refuses: 'Refuses every other ID with 403, whether there is such an account or not.',
      costs: ['a read, with any live credential, at any API'],
      client: 'me()',
      responses: { 200: Shown, 403: Detail },
    },
    'PUT /api/v1/users/{id}/': {
      name: 'replaceUser',
      summary: 'Replace your account',
      tag: 'Your account',
      does: 'Changes the fields that are sent, and leaves the others: the same as PATCH, unless the configuration requires fields of its own.',
      refuses: 'Refuses every ID but your own with 403, and an email address that another account has.',
      costs: [],
      example: { first_name: 'Ada', last_name: 'Lovelace', email: 'ada@example.com' },
      responses: { 200: Shown, 403: Detail },
    },
    'PATCH /api/v1/users/{id}/': {
      name: 'changeUser',
      summary: 'Change fields of your account',
      tag: 'Your account',
      does: 'Changes the fields that are sent, and leaves the others. A new email address has to be confirmed first where the settings ask for it.',
      refuses: 'Refuses every ID but your own with 403, and an email address that another account has.',
      costs: [],
      example: { last_name: 'Lovelace' },
      client: 'change(body)',
      responses: { 200: Shown, 403: Detail },
    },
    'POST /api-token-auth/': {
      name: 'logIn',
      summary: 'Log in for a token',
      tag: 'Sign-in',
      does: 'Opens a session and returns its token. Where the account has a second factor, the code goes into `otp`, into the header `X-OTP`, or behind the password.',
      refuses:
        'Refuses a wrong name or password with 400, and after the right password a code that is missing or wrong: the sentence says which, and `X-OTP` tells programs. After too many tries it is 429.',
      costs: TOKEN_SIGN_IN,
      client: 'signIn(body)',
      responses: { 200: Token, 400: answer(Invalid, { example: WRONG_LOGIN, headers: ['X-OTP'] }) },
    },
  }
}
