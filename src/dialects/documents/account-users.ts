import * as z from 'zod'
import { AccountId, EmailText, FirstName, LastName, Time, UserFields, UsernameText } from './texts.ts'

export const User = z
  .object({
    id: AccountId,
    username: UsernameText,
    email: EmailText,
    first_name: FirstName,
    last_name: LastName,
    is_active: z.boolean().meta({ description: 'Whether they may sign in.' }),
    awaits_activation: z.boolean().meta({ description: 'Whether a mailed link would let them sign in.' }),
    is_staff: z.boolean(),
    email_verified_at: Time.nullable().meta({ description: 'When the address was confirmed, if it was.' }),
    created_at: Time,
    updated_at: Time,
    fields: UserFields,
    second_factor: z
      .object({
        required: z.boolean(),
        totp: z.boolean(),
        passkeys: z.int().meta({ examples: [0] }),
        recovery_codes_left: z.int().meta({ examples: [10] }),
      })
      .optional()
      .meta({ description: 'Of one user, where there are second factors.' }),
  })
  .meta({ id: 'User' })

export const WaitList = z
  .object({
    known_clients_until: Time.nullable().meta({
      description: 'Until when clients wait from which the account signed in before, after wrong passwords.',
    }),
    other_clients_until: Time.nullable().meta({ description: 'The same for all others.' }),
  })
  .meta({ id: 'Waits' })

export const UserList = z
  .object({
    users: z.array(User),
    next: z
      .string()
      .nullable()
      .meta({
        description: 'Where the next page is.',
        examples: ['/account/admin/users?search=ada&after=6d5f9bae-a31b-4b7b-82c4-3853eda2b011'],
      }),
  })
  .meta({ id: 'UserPage' })
