import * as z from 'zod'
import { AccountId, EmailText, JwtText, TokenText, UsernameText } from './texts.ts'

export const Person = z.object({ email: EmailText, id: AccountId, username: UsernameText })
export const UserPage = z.array(Person)
export const Root = z.object({ users: z.url() })

export const Token = z.object({
  auth_token: TokenText,
})
export const TokenPair = z.object({ refresh: JwtText, access: JwtText })
export const Access = z.object({ access: JwtText, refresh: JwtText.optional() })
export const Nothing = z.object({})
