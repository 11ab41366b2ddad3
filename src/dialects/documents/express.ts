import * as z from 'zod'
import type { Config } from '../../ports/config.ts'
import { answer, type Documented, type Operations } from './api.ts'
import { JWT_SIGN_IN, READ } from './costs.ts'
import { shownShape } from './declared.ts'
import { Failure } from './express-refusals.ts'
import { AccountId, EmailText, JwtText, Time, UsernameText } from './texts.ts'

/** A response of these APIs. `name`: of its shape. */
const envelope = <Data extends z.ZodType>(name: string, statusCode: number, data: Data) =>
  z
    .object({
      statusCode: z.literal(statusCode),
      data,
      message: z.string().meta({ examples: ['Done'] }),
      success: z.literal(true),
    })
    .meta({ id: name })

const picture = z.string().meta({
  description: 'The address of the picture, or nothing.',
  examples: ['https://accounts.example.com/media/9h3TkVnZ0pJ6uQ2mX8rLc5sYb1wAe7dGfK4oNiPzUqE'],
})
/** An account as the Express back end shows it, with both spellings of its pictures (decision 24). */
export const User = z
  .object({
    _id: AccountId,
    username: UsernameText,
    email: EmailText,
    fullName: z.string().meta({ examples: ['Ada Lovelace'] }),
    Avatar: picture,
    avatar: picture,
    CoverImg: picture,
    coverImage: picture,
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: 'User' })

const TokenPair = z.object({ accessToken: JwtText, refreshToken: JwtText }).meta({ id: 'TokenPair' })

const LoggedOut = envelope('LogoutAnswer', 200, z.literal('User loged out successfully'))
const Renewed = envelope('TokenAnswer', 200, TokenPair)
const Done = envelope('DoneAnswer', 200, z.object({}))

const saying = (message: string) => ({ fields: { message } })
const COOKIES = ['Set-Cookie'] as const
const refusing = (statusCode: number, message: string, errors: object[] = []) => ({
  example: { statusCode, data: null, message, success: false, errors },
})

/** By POST or by PATCH. */
const passwordChange: Documented = {
  name: 'changePassword',
  summary: 'Change your password',
  tag: 'Password',
  does: 'Sets another password. Every other session of the account ends, and its owner is told by email.',
  refuses: 'Refuses a wrong old password and a new one against the rules.',
  costs: [],
  example: { oldPassword: 'Vq7-mountain-Kestrel', newPassword: 'Rt5-harbour-Cormorant' },
  client: 'changePassword(body)',
  responses: { 200: answer(Done, saying('Password changed successfully')) },
}

/** Each operation under its first name (express.ts has the second). */
export function expressOperations(config: Config): Operations {
  const Shown = shownShape(config, 'express', User)
  const Answer = envelope('UserAnswer', 200, Shown)
  const Registered = envelope('RegistrationAnswer', 201, shownShape(config, 'express', User, 'registration'))
  const LoggedIn = envelope('LoginAnswer', 200, TokenPair.extend({ user: Shown }).meta({ id: 'Login' }))
  const isOptional = config.apis.express.avatar === 'optional'
  return {
    'POST /api/v1/users/register': {
      name: 'register',
      summary: isOptional ? 'Register' : 'Register with a picture',
      tag: 'Sign-up',
      does: isOptional
        ? 'Makes an account, with the avatar and the cover that a form has. Without files it may be JSON. It signs nobody in.'
        : 'Makes an account with an avatar, and with a cover if one is sent, from a form with files. It signs nobody in.',
      refuses:
        'Refuses a username or an email address that another account has with 409, a password against the rules, and a file that is no JPEG, PNG, GIF or WebP. Nothing is stored then.',
      costs: ['registration with a picture'],
      client: 'signUp(body)',
      responses: {
        201: answer(Registered, saying('User registered successfully')),
        409: Failure,
      },
    },
    'POST /api/v1/users/login': {
      name: 'logIn',
      summary: 'Log in for JWTs and cookies',
      tag: 'Sign-in',
      does: 'Opens a session, and returns its JWTs in the body and as cookies. Where the account has a second factor, the code goes into `otp`, into the header `X-OTP`, or behind the password.',
      refuses:
        'Refuses a wrong name or password with 401, and after the right password a code that is missing or wrong: the sentence says which, and `X-OTP` tells programs. A page of another site gets 403, because of the cookies. After too many tries it is 429.',
      costs: JWT_SIGN_IN,
      example: { username: 'ada', password: 'Vq7-mountain-Kestrel' },
      client: 'signIn(body)',
      responses: {
        200: answer(LoggedIn, { ...saying('User logged in successfully'), headers: COOKIES }),
        401: answer(Failure, { ...refusing(401, 'Invalid user credentials'), headers: ['X-OTP'] }),
        403: Failure,
      },
    },
    'POST /api/v1/users/logout': {
      name: 'logOut',
      summary: 'Log out',
      tag: 'Sign-in',
      does: 'Ends the session of the cookie or of the `Authorization` header, whichever API it is of, and takes the cookies away.',
      refuses:
        'Refuses a credential that is missing, wrong or ended with 401, and a page of another site with 403.',
      costs: ['logout of a token', 'logout of JWTs'],
      client: 'signOut()',
      responses: { 200: answer(LoggedOut, { ...saying('User logged out successfully'), headers: COOKIES }) },
    },
    'POST /api/v1/users/refreshToken': {
      name: 'refreshToken',
      summary: 'Renew the tokens',
      tag: 'Sign-in',
      does: 'Returns a new pair of tokens for the refresh token of the cookie or of the body. The old refresh token works for ten seconds more; after that, its use ends the session.',
      refuses:
        'Refuses a refresh token that is missing, wrong, used or ended with 401, and a page of another site with 403.',
      costs: ['refresh of a JWT, rotating'],
      example: { refreshToken: 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl' },
      responses: {
        200: answer(Renewed, { ...saying('Access token refreshed'), headers: COOKIES }),
        401: Failure,
        403: Failure,
      },
    },
    'POST /api/v1/users/changePassword': passwordChange,
    'PATCH /api/v1/users/changePassword': {
      ...passwordChange,
      name: 'patchPassword',
      summary: 'Change your password, by PATCH',
    },
    'GET /api/v1/users/getUser': {
      name: 'getUser',
      summary: 'Read your account',
      tag: 'Your account',
      does: 'Returns the account that is signed in.',
      refuses: 'Refuses a credential that is missing, wrong or ended with 401.',
      costs: READ,
      client: 'me()',
      responses: { 200: answer(Answer, saying('User fetched successfully')) },
    },
    'PATCH /api/v1/users/updateProfile': {
      name: 'updateProfile',
      summary: 'Change your account',
      tag: 'Your account',
      does: 'Changes the fields that are sent, and leaves the others. The first word of `fullName` is the first name, the rest the last name. A multipart form may have pictures, too.',
      refuses:
        'Refuses a username or an email address that another account has with 409, and a request without any field.',
      costs: [],
      example: { fullName: 'Ada Lovelace' },
      client: 'change(body)',
      responses: {
        200: answer(Answer, saying('Account details updated successfully')),
        409: Failure,
      },
    },
    'PATCH /api/v1/users/updateAvatar': {
      name: 'updateAvatar',
      summary: 'Change your avatar',
      tag: 'Pictures',
      does: 'Stores the picture without its metadata, and shows it in place of the one before.',
      refuses: 'Refuses a file that is no JPEG, PNG, GIF or WebP, or that is too large.',
      costs: ['change of picture, the first'],
      client: 'pictures.setAvatar(file)',
      responses: { 200: answer(Answer, saying('Avatar image updated successfully')) },
    },
    'PATCH /api/v1/users/updateCoverImg': {
      name: 'updateCoverImage',
      summary: 'Change your cover',
      tag: 'Pictures',
      does: 'Stores the picture without its metadata, and shows it in place of the one before.',
      refuses: 'Refuses a file that is no JPEG, PNG, GIF or WebP, or that is too large.',
      costs: [],
      client: 'pictures.setCover(file)',
      responses: { 200: answer(Answer, saying('Cover image updated successfully')) },
    },
  }
}
