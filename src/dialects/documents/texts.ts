import * as z from 'zod'

/* Texts that several responses contain, each with an example. */

/** The id of an account. The document of an API says which kind of ids it has (document.ts). */
/** The user fields of the configuration by their names. */
export const UserFields = z
  .record(z.string(), z.unknown())
  .optional()
  .meta({
    description: 'The user fields that gatehouse.config.ts declares, if there are any.',
    examples: [{ phone: '+37120000000' }],
  })

export const AccountId: z.ZodType<string | number> = z
  .uuid()
  .meta({ examples: ['6d5f9bae-a31b-4b7b-82c4-3853eda2b011'] })
export const TokenText = z.string().meta({ examples: ['132cf952e0165a274bf99e115ab483671b3d9ff6'] })
export const JwtText = z
  .string()
  .meta({ examples: ['eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJ0b2tlbl90eXBlIjo…'] })
export const UsernameText = z.string().meta({ examples: ['ada'] })
export const EmailText = z
  .string()
  .meta({ description: 'Empty when there is none.', examples: ['ada@example.com'] })
export const FirstName = z.string().meta({ examples: ['Ada'] })
export const LastName = z.string().meta({ examples: ['Lovelace'] })
export const Time = z.iso.datetime().meta({ examples: ['2026-11-20T08:00:00.000Z'] })
