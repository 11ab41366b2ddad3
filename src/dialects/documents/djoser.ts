import * as z from 'zod'
import { type Config, usernameFieldOf } from '../../ports/config.ts'
import type { Answer } from '../../ports/user-field.ts'
import type { Operations } from './api.ts'
import { nameIn, shownShape } from './declared.ts'
import { Detail, Invalid, Unauthorised } from './django-refusals.ts'
import { AccountId, EmailText, JwtText, TokenText, UsernameText } from './texts.ts'

export const Person = z
  .object({ email: EmailText, id: AccountId, username: UsernameText })
  .meta({ id: 'User' })
const Root = z.object({ users: z.url() })

const Token = z.object({ auth_token: TokenText }).meta({ id: 'Token' })
const TokenPair = z.object({ refresh: JwtText, access: JwtText }).meta({ id: 'TokenPair' })
const Access = z
  .object({ access: JwtText, refresh: JwtText.optional() })
  .meta({ id: 'AccessToken', description: 'With a new refresh token where they rotate.' })
const Nothing = z.object({})
const TokenOrMore = Token.partial().extend({
  ephemeral_token: z.string().optional(),
  method: z.string().optional(),
})

/** What a sign-in in two steps answers, where a code is needed. */
const Ephemeral = z.object({
  ephemeral_token: z.string().meta({ examples: ['eyJraWQiOiJtMSJ9.5wN2tG…'] }),
  method: z.string().meta({ examples: ['app'] }),
})
const Step = TokenPair.or(Ephemeral)
const TrenchError = z.object({ error: z.string() }).meta({ id: 'TrenchError' })
const BackupCodes = z.object({ backup_codes: z.array(z.string()).meta({ examples: [['7K3MQ-2WDT9']] }) })
const ABSENT = { 404: Detail }
const OWN = { 400: Invalid.or(TrenchError), 403: TrenchError, ...ABSENT }

/** The endpoints of django-trench. */
const trenchOperations: Operations = {
  'POST /auth/login/': [
    'signInInSteps',
    'Log in for JWTs, in two steps',
    { 200: Step, 400: Invalid.or(TrenchError), ...ABSENT },
  ],
  'POST /auth/login/code/': [
    'finishSignIn',
    'The second step',
    { 200: TokenPair, 401: TrenchError, ...ABSENT },
  ],
  'POST /auth/jwt/login/': [
    'signInForJwtInSteps',
    'Log in for JWTs, in two steps',
    { 200: Step, 400: Invalid.or(TrenchError), ...ABSENT },
  ],
  'POST /auth/jwt/login/code/': [
    'finishSignInForJwt',
    'The second step',
    { 200: TokenPair, 401: TrenchError, ...ABSENT },
  ],
  'POST /auth/token/login/code/': [
    'finishSignInForToken',
    'The second step',
    { 200: Token, 401: TrenchError, ...ABSENT },
  ],
  'GET /auth/mfa/config/': [
    'getMfaConfig',
    'Which second factors there are',
    {
      200: z.object({
        methods: z.array(z.string()),
        confirm_disable_with_code: z.boolean(),
        confirm_regeneration_with_code: z.boolean(),
        allow_backup_codes_regeneration: z.boolean(),
      }),
      ...ABSENT,
    },
  ],
  'GET /auth/mfa/user-active-methods/': [
    'listMfaMethods',
    'Which second factors you have',
    { 200: z.array(z.object({ name: z.string(), is_primary: z.boolean() })), ...ABSENT },
  ],
  'POST /auth/app/activate/': [
    'activateApp',
    'A new secret for an authenticator app',
    { 200: z.object({ details: z.string() }), ...OWN },
  ],
  'POST /auth/app/activate/confirm/': [
    'confirmApp',
    'Use the new secret from now on, with its first code',
    { 200: BackupCodes, ...OWN },
  ],
  'POST /auth/app/deactivate/': [
    'deactivateApp',
    'Take the authenticator app away',
    { 204: null, 409: TrenchError, ...OWN },
  ],
  'POST /auth/app/codes/regenerate/': [
    'regenerateBackupCodes',
    'Ten new backup codes',
    { 200: BackupCodes, ...OWN },
  ],
  'POST /auth/code/request/': null,
  'POST /auth/mfa/change-primary-method/': null,
  'POST /auth/{method}/activate/': null,
}

/** The operations about what people sign in with: a username, or an email address. */
const loginOperations = (config: Config): Operations => {
  const [name, words, Name] =
    usernameFieldOf(config) === 'username'
      ? ['username', 'username', 'Username']
      : ['email', 'email address', 'Email']
  return {
    [`POST /auth/users/set_${name}/`]: [`set${Name}`, `Change your ${words}`, { 204: null }],
    [`POST /auth/users/reset_${name}/`]: [
      `request${Name}Reset`,
      `Mail a link for a new ${words}`,
      { 204: null },
    ],
    [`POST /auth/users/reset_${name}_confirm/`]: [`confirm${Name}Reset`, `Set a new ${words}`, { 204: null }],
  }
}

/** An account in an answer, with the name of its id. */
function personShape(config: Config, answer: Answer = 'owner'): z.ZodObject {
  const { idName } = config.apis.djoser
  const shape = shownShape(config, 'djoser', Person, answer)
  const named = Object.entries(shape.shape).map(([name, each]) => [name === 'id' ? idName : name, each])
  return idName === 'id' ? shape : z.object(Object.fromEntries(named)).meta(nameIn(Person, answer))
}

export function djoserOperations(config: Config): Operations {
  const Shown = personShape(config)
  const Others = personShape(config, 'user')
  return {
    ...loginOperations(config),
    'GET /auth/': ['getRoot', 'Where the users are', { 200: Root }],
    'POST /auth/users/': ['register', 'Register', { 201: personShape(config, 'registration') }],
    'GET /auth/users/': [
      'listUsers',
      'Yourself; for staff a page of everybody, and `Link` has the next',
      { 200: z.array(Others) },
    ],
    'GET /auth/users/me/': ['getMe', 'Yourself', { 200: Shown }],
    'PUT /auth/users/me/': ['replaceMe', 'Change an account', { 200: Shown }],
    'PATCH /auth/users/me/': ['changeMe', 'Change an account', { 200: Shown }],
    'DELETE /auth/users/me/': ['deleteMe', 'Delete an account', { 204: null }],
    'POST /auth/users/set_password/': ['changePassword', 'Change your password', { 204: null }],
    'GET /auth/users/{id}/': ['getUser', 'An account', { 200: Others, 404: Detail }],
    'PUT /auth/users/{id}/': ['replaceUser', 'Change an account', { 200: Others, 404: Detail }],
    'PATCH /auth/users/{id}/': ['changeUser', 'Change an account', { 200: Others, 404: Detail }],
    'DELETE /auth/users/{id}/': ['deleteUser', 'Delete an account', { 204: null, 403: Detail, 404: Detail }],
    'POST /auth/users/activation/': ['activate', 'Activate an account', { 204: null, 403: Detail }],
    'POST /auth/users/resend_activation/': [
      'resendActivation',
      'Mail the activation link again',
      { 204: null },
    ],
    'POST /auth/users/reset_password/': [
      'requestPasswordReset',
      'Mail a link for a new password',
      { 204: null },
    ],
    'POST /auth/users/reset_password_confirm/': ['confirmPasswordReset', 'Set a new password', { 204: null }],
    ...trenchOperations,
    'POST /auth/token/login/': ['logIn', 'Log in for a token', { 200: TokenOrMore }],
    'POST /auth/token/logout/': ['logOut', 'Log out', { 204: null }],
    'POST /auth/jwt/create/': ['createTokenPair', 'Log in for JWTs', { 200: TokenPair, 401: Unauthorised }],
    'POST /auth/jwt/refresh/': ['refreshToken', 'A new access token', { 200: Access, 401: Unauthorised }],
    'POST /auth/jwt/verify/': ['verifyToken', 'Whether a JWT is good', { 200: Nothing, 401: Unauthorised }],
    'POST /auth/jwt/blacklist/': [
      'blacklistToken',
      'End the session of a refresh token',
      { 200: Nothing, 401: Unauthorised },
    ],
    'POST /auth/jwt/logout/': [
      'endTokenPair',
      'End the session of a refresh token',
      { 200: Nothing, 401: Unauthorised },
    ],
  }
}
