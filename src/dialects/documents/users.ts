import * as z from 'zod'
import type { Config } from '../../ports/config.ts'
import type { Operations } from './api.ts'
import { shownShape } from './declared.ts'
import { Detail } from './django-refusals.ts'
import { AccountId, EmailText, FirstName, LastName, TokenText, UsernameText } from './texts.ts'

export const User = z.object({
  id: AccountId,
  username: UsernameText,
  first_name: FirstName,
  last_name: LastName,
  email: EmailText,
})
const Token = z.object({ token: TokenText })

export function usersOperations(config: Config): Operations {
  const Shown = shownShape(config, 'users', User)
  const NewUser = shownShape(config, 'users', User, 'registration').extend({ auth_token: TokenText })
  return {
    'POST /api/v1/users/': ['Register', { 201: NewUser }],
    'GET /api/v1/users/{id}/': ['Your account', { 200: Shown, 403: Detail }],
    'PUT /api/v1/users/{id}/': ['Change your account', { 200: Shown, 403: Detail }],
    'PATCH /api/v1/users/{id}/': ['Change your account', { 200: Shown, 403: Detail }],
    'POST /api-token-auth/': ['Log in', { 200: Token }],
  }
}
