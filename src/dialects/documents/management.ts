import * as z from 'zod'
import type { Config } from '../../ports/config.ts'
import type { Operations } from './api.ts'
import { Detail } from './django-refusals.ts'
import { usersOperations } from './users.ts'

const Changed = z.object({
  status: z.literal('success'),
  code: z.literal(200),
  message: z.literal('Password updated successfully'),
  data: z.array(z.never()),
})
const Status = z.object({ status: z.literal('OK') })

export const managementOperations = (config: Config): Operations => ({
  ...usersOperations(config),
  'DELETE /api/v1/users/{id}/': ['deleteUser', 'Delete your account', { 204: null, 403: Detail }],
  'POST /api/v1/users/{id}/': ['changePassword', 'Change your password', { 200: Changed, 403: Detail }],
  'POST /api/password_reset/': ['requestPasswordReset', 'Mail a key for a new password', { 200: Status }],
  'POST /api/password_reset/validate_token/': [
    'validateResetToken',
    'Whether a key is good',
    { 200: Status, 404: Detail },
  ],
  'POST /api/password_reset/confirm/': [
    'confirmPasswordReset',
    'Set a new password',
    { 200: Status, 404: Detail },
  ],
})
