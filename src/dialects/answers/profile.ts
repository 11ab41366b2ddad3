import * as z from 'zod'
import { refusals } from './django.ts'
import { AccountId, EmailText, FirstName, LastName, TokenText, UsernameText } from './texts.ts'

// A picture is refused with a list and no field, as the original does.
export const Refused = refusals[400].or(z.array(z.string()))
export const Message = z
  .object({ message: z.string() })
  .meta({ examples: [{ message: 'User registered successfully' }] })
export const Token = z.object({
  token: TokenText,
  user_id: AccountId,
})
export const Profile = z.object({
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
