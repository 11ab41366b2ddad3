import * as z from 'zod'
import type { Config } from '../../ports/config.ts'
import type { Operations } from './api.ts'
import { shownShape } from './declared.ts'
import { Failure } from './express-refusals.ts'
import { AccountId, EmailText, JwtText, Time, UsernameText } from './texts.ts'

/** A response of these APIs. */
const envelope = <Data extends z.ZodType>(statusCode: number, data: Data) =>
  z.object({ statusCode: z.literal(statusCode), data, message: z.string(), success: z.literal(true) })

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

const LoggedOut = envelope(200, z.literal('User loged out successfully'))
const Renewed = envelope(200, TokenPair)
const Done = envelope(200, z.object({}))

/** Each operation under its first name (express.ts has the second). */
export function expressOperations(config: Config): Operations {
  const Shown = shownShape(config, 'express', User)
  const Answer = envelope(200, Shown)
  const Registered = envelope(201, shownShape(config, 'express', User, 'registration'))
  const LoggedIn = envelope(200, TokenPair.extend({ user: Shown }))
  return {
    'POST /api/v1/users/register': ['register', 'Register', { 201: Registered, 409: Failure }],
    'POST /api/v1/users/login': ['logIn', 'Log in', { 200: LoggedIn, 401: Failure, 403: Failure }],
    'POST /api/v1/users/logout': ['logOut', 'Log out', { 200: LoggedOut }],
    'POST /api/v1/users/refreshToken': [
      'refreshToken',
      'A new pair of tokens',
      { 200: Renewed, 401: Failure, 403: Failure },
    ],
    'POST /api/v1/users/changePassword': ['changePassword', 'Change your password', { 200: Done }],
    'GET /api/v1/users/getUser': ['getUser', 'Yourself', { 200: Answer }],
    'PATCH /api/v1/users/updateProfile': [
      'updateProfile',
      'Change your account',
      { 200: Answer, 409: Failure },
    ],
    'PATCH /api/v1/users/updateAvatar': ['updateAvatar', 'Change your avatar', { 200: Answer }],
    'PATCH /api/v1/users/updateCoverImg': ['updateCoverImage', 'Change your cover', { 200: Answer }],
  }
}
