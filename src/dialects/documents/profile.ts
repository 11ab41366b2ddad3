import * as z from 'zod'
import type { Config } from '../../ports/config.ts'
import type { Operations } from './api.ts'
import { shownShape } from './declared.ts'
import { Invalid } from './django-refusals.ts'
import { AccountId, EmailText, FirstName, LastName, TokenText, UsernameText } from './texts.ts'

// A picture is refused with a list and no field, as in the original.
const Refused = Invalid.or(z.array(z.string()))
const Message = z
  .object({ message: z.string() })
  .meta({ id: 'Message', examples: [{ message: 'User registered successfully' }] })
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

export function profileOperations(config: Config): Operations {
  const Shown = shownShape(config, 'profile', Profile)
  return {
    'POST /api/register/': ['register', 'Register', { 201: Message, 400: Refused }],
    'POST /api/login/': ['logIn', 'Log in', { 200: Token, 401: Message }],
    'GET /api/profile/': ['getProfile', 'Your profile', { 200: Shown }],
    'PUT /api/profile/': ['replaceProfile', 'Change your profile', { 200: Shown, 400: Refused }],
    'PATCH /api/profile/': ['changeProfile', 'Change your profile', { 200: Shown, 400: Refused }],
    'PUT /api/change_password/': ['changePassword', 'Change your password', { 200: Message }],
    'POST /api/logout/': ['logOut', 'Log out', { 200: Message }],
  }
}
