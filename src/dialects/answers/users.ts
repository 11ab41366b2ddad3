import * as z from 'zod'
import { AccountId, EmailText, FirstName, LastName, TokenText, UsernameText } from './texts.ts'

export const User = z.object({
  id: AccountId,
  username: UsernameText,
  first_name: FirstName,
  last_name: LastName,
  email: EmailText,
})
export const NewUser = User.extend({ auth_token: TokenText })
export const Token = z.object({ token: TokenText })
