import * as z from 'zod'
import type { Config } from '../../ports/config.ts'
import { answer, type Operations } from './api.ts'
import { Detail } from './django-refusals.ts'
import { usersOperations } from './users.ts'

const Changed = z
  .object({
    status: z.literal('success'),
    code: z.literal(200),
    message: z.literal('Password updated successfully'),
    data: z.array(z.never()),
  })
  .meta({ id: 'PasswordChanged' })
const Status = z.object({ status: z.literal('OK') }).meta({ id: 'Status' })

const DEAD_KEY = answer(Detail, {
  example: { detail: 'The OTP password entered is not valid. Please check and try again.' },
})

export const managementOperations = (config: Config): Operations => ({
  ...usersOperations(config),
  'DELETE /api/v1/users/{id}/': {
    name: 'deleteUser',
    summary: 'Delete your account',
    tag: 'Your account',
    does: 'Deletes the account with its sessions and pictures. Its JWTs end with it.',
    refuses: 'Refuses every ID but your own with 403.',
    costs: ['deletion of an account'],
    client: 'deleteAccount()',
    responses: { 204: null, 403: Detail },
  },
  'POST /api/v1/users/{id}/': {
    name: 'changePassword',
    summary: 'Change your password',
    tag: 'Password',
    does: 'Sets another password. Every other session of the account ends, and its owner is told by email.',
    refuses: 'Refuses every ID but your own with 403, a wrong old password, and a new one against the rules.',
    costs: [],
    example: { old_password: 'Vq7-mountain-Kestrel', new_password: 'Rt5-harbour-Cormorant' },
    client: 'changePassword(body)',
    responses: { 200: Changed, 403: Detail },
  },
  'POST /api/password_reset/': {
    name: 'requestPasswordReset',
    summary: 'Ask for a key for a new password',
    tag: 'Password',
    does: 'Sends an email with a key and a link for a new password, if an active account has the email address. The answer is the same if none has.',
    refuses: 'Refuses what is no email address. Emails to one address are limited; the answer does not tell.',
    costs: ['reset, asked for', 'reset, asked for with an unknown address'],
    client: 'requestPasswordReset(body)',
    responses: { 200: Status },
  },
  'POST /api/password_reset/validate_token/': {
    name: 'validateResetToken',
    summary: 'Check a key for a new password',
    tag: 'Password',
    does: 'Says whether a key of an email still works. It stays good.',
    refuses: 'Refuses a key that is wrong, used or too old with 404.',
    costs: ['link of an email, looked at'],
    client: 'validateResetToken(body)',
    responses: { 200: Status, 404: DEAD_KEY },
  },
  'POST /api/password_reset/confirm/': {
    name: 'confirmPasswordReset',
    summary: 'Set a new password with a key',
    tag: 'Password',
    does: 'Sets a new password by the key of an email, which then works no more. All sessions of the account end.',
    refuses:
      'Refuses a key that is wrong, used or too old with 404, and a password against the rules; the key then stays good.',
    costs: ['reset, finished'],
    example: {
      token: 'k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU',
      password: 'Rt5-harbour-Cormorant',
    },
    client: 'confirmPasswordReset(body)',
    responses: { 200: Status, 404: DEAD_KEY },
  },
})
