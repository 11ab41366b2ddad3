import * as z from 'zod'
import type { Config } from '../../ports/config.ts'
import type { Operations } from './api.ts'
import { shownShape } from './declared.ts'
import { Detail } from './django-refusals.ts'
import { AccountId, EmailText, FirstName, LastName, TokenText, UsernameText } from './texts.ts'

export const User = z
  .object({
    id: AccountId,
    username: UsernameText,
    first_name: FirstName,
    last_name: LastName,
    email: EmailText,
  })
  .meta({ id: 'User' })
const Token = z.object({ token: TokenText }).meta({ id: 'Token' })

export function usersOperations(config: Config): Operations {
  const Shown = shownShape(config, 'users', User)
  const NewUser = shownShape(config, 'users', User, 'registration')
    .extend({ auth_token: TokenText })
    .meta({ id: 'NewUser', description: 'The account, and a token that is signed in as it.' })
  return {
    'POST /api/v1/users/': ['register', 'Register', { 201: NewUser }],
    'GET /api/v1/users/{id}/': ['getUser', 'Your account', { 200: Shown, 403: Detail }],
    'PUT /api/v1/users/{id}/': ['replaceUser', 'Change your account', { 200: Shown, 403: Detail }],
    'PATCH /api/v1/users/{id}/': ['changeUser', 'Change your account', { 200: Shown, 403: Detail }],
    'POST /api-token-auth/': ['logIn', 'Log in', { 200: Token }],
  }
}
