import * as z from 'zod'
import type { Config } from '../../ports/config.ts'
import { answer, type Operations } from './api.ts'
import { READ, TOKEN_SIGN_IN } from './costs.ts'
import { shownShape } from './declared.ts'
import { FieldErrors, Invalid } from './django-refusals.ts'
import { AccountId, EmailText, FirstName, LastName, TokenText, UsernameText } from './texts.ts'

// A picture is refused with a list and no field, as in the original.
const Refused = z
  .union([FieldErrors, ...Invalid.options.slice(1), z.array(z.string())])
  .meta({ id: 'InvalidForm' })
const Message = z.object({ message: z.string() }).meta({ id: 'Message' })
const Token = z.object({ token: TokenText, user_id: AccountId }).meta({ id: 'Token' })
export const Profile = z
  .object({
    first_name: FirstName,
    last_name: LastName,
    email: EmailText,
    username: UsernameText,
    image: z
      .string()
      .nullable()
      .meta({
        description: 'The path of the picture at this server.',
        examples: ['/media/9h3TkVnZ0pJ6uQ2mX8rLc5sYb1wAe7dGfK4oNiPzUqE'],
      }),
  })
  .meta({ id: 'Profile' })

const saying = (message: string) => answer(Message, { example: { message } })

export function profileOperations(config: Config): Operations {
  const Shown = shownShape(config, 'profile', Profile)
  return {
    'POST /api/register/': {
      name: 'register',
      summary: 'Register',
      tag: 'Sign-up',
      does: 'Makes an account with its profile, and a picture if one is sent. It signs nobody in.',
      refuses:
        'Refuses a username or an email address that another account has, a password against the rules, and a file that is no JPEG, PNG, GIF or WebP. Nothing is stored then.',
      costs: ['registration'],
      client: 'signUp(body)',
      responses: { 201: saying('User registered successfully'), 400: Refused },
    },
    'POST /api/login/': {
      name: 'logIn',
      summary: 'Log in for a token',
      tag: 'Sign-in',
      does: 'Opens a session and returns its token. Where the account has a second factor, the code goes into `otp`, into the header `X-OTP`, or behind the password.',
      refuses:
        'Refuses a wrong name or password with 401, and after the right password a code that is missing or wrong: the sentence says which, and `X-OTP` tells programs. After too many tries it is 429.',
      costs: [...TOKEN_SIGN_IN, 'sign-in with a recovery code', 'sign-in from a trusted client'],
      client: 'signIn(body)',
      responses: {
        200: Token,
        401: answer(Message, { example: { message: 'Wrong username or password' }, headers: ['X-OTP'] }),
      },
    },
    'GET /api/profile/': {
      name: 'getProfile',
      summary: 'Read your profile',
      tag: 'Your account',
      does: 'Returns the profile of the account that is signed in.',
      refuses: 'Refuses a credential that is missing, wrong or ended with 401.',
      costs: READ,
      client: 'me()',
      responses: { 200: Shown },
    },
    'PUT /api/profile/': {
      name: 'replaceProfile',
      summary: 'Replace your profile',
      tag: 'Your account',
      does: 'Changes the fields that are sent, and leaves the others: the same as PATCH, unless the configuration requires fields of its own. `image` is a picture in base64; null or an empty text takes it away.',
      refuses:
        'Refuses a username or an email address that another account has, and a file that is no picture. Then nothing is changed.',
      costs: ['change of profile'],
      example: { first_name: 'Ada', last_name: 'Lovelace' },
      responses: { 200: Shown, 400: Refused },
    },
    'PATCH /api/profile/': {
      name: 'changeProfile',
      summary: 'Change fields of your profile',
      tag: 'Your account',
      does: 'Changes the fields that are sent, and leaves the others. A new email address has to be confirmed first where the settings ask for it. `image` is a picture in base64; null or an empty text takes it away.',
      refuses:
        'Refuses a username or an email address that another account has, and a file that is no picture. Then nothing is changed.',
      costs: [],
      example: { first_name: 'Ada', last_name: 'Lovelace' },
      client: 'change(body)',
      responses: { 200: Shown, 400: Refused },
    },
    'PUT /api/change_password/': {
      name: 'changePassword',
      summary: 'Change your password',
      tag: 'Password',
      does: 'Sets another password. Every other session of the account ends, and its owner is told by email.',
      refuses: 'Refuses a wrong old password and a new one against the rules.',
      costs: ['change of password'],
      example: { old_password: 'Vq7-mountain-Kestrel', new_password: 'Rt5-harbour-Cormorant' },
      client: 'changePassword(body)',
      responses: { 200: saying('Password updated successfully.') },
    },
    'POST /api/logout/': {
      name: 'logOut',
      summary: 'Log out',
      tag: 'Sign-in',
      does: 'Ends the session of the credential, whichever API it is of. It counts from the next request on, at every API.',
      refuses: 'Refuses a credential that is missing, wrong or ended already with 401.',
      costs: ['logout of a token', 'logout of JWTs'],
      client: 'signOut()',
      responses: { 200: saying('Logged out successfully') },
    },
  }
}
