import * as z from 'zod'
import { envelope } from './envelope.ts'
import { AccountId, EmailText, JwtText, Time, UsernameText } from './texts.ts'

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

const Tokens = z.object({ accessToken: JwtText, refreshToken: JwtText })

export const Answer = envelope(200, User)
export const Registered = envelope(201, User)
export const LoggedIn = envelope(200, Tokens.extend({ user: User }))
export const LoggedOut = envelope(200, z.literal('User loged out successfully'))
export const Renewed = envelope(200, Tokens)
export const Done = envelope(200, z.object({}))
