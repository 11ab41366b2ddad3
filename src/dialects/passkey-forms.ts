import * as z from 'zod/mini'
import type { Fault } from '../account/refusal.ts'
import { described } from '../account/shapes.ts'
import { Opaque, personNameText } from '../account/words.ts'

/* What browsers return: `PublicKeyCredential.toJSON()`. */

const LONGEST_NAME = 64

const orMissing = {
  error: ({ input }: { input?: unknown }): Fault => (input === undefined ? 'missing' : 'malformed'),
}

const EXAMPLE_ID = 'b0Zx1kTq8RmWcY5uN2hLxQ'

const Base64Url = described(Opaque, { description: 'In base64url.', examples: ['AAAB'] })
const Id = described(Opaque, { description: 'In base64url.', examples: [EXAMPLE_ID] })

/** The texts of an example are those of a short id, and of the beginning of what browsers send. */
const credentialOf = <Shape extends z.core.$ZodShape>(shape: Shape, response: object) =>
  described(
    z.object(
      {
        id: Id,
        rawId: Id,
        type: described(Opaque, { examples: ['public-key'] }),
        response: z.object(shape, orMissing),
      },
      orMissing,
    ),
    {
      description: 'What `PublicKeyCredential.toJSON()` returns in a browser.',
      examples: [{ id: EXAMPLE_ID, rawId: EXAMPLE_ID, type: 'public-key', response }],
    },
  )

/** A passkey that was made. */
export const MadePasskey = credentialOf(
  {
    clientDataJSON: Base64Url,
    attestationObject: Base64Url,
    transports: z.optional(z.array(described(Opaque, { examples: ['internal'] }), 'malformed')),
  },
  { clientDataJSON: 'eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIi', attestationObject: 'o2NmbXRkbm9uZWdhdHRTdG10' },
)

/** A passkey that was used. */
export const UsedPasskey = credentialOf(
  {
    clientDataJSON: Base64Url,
    authenticatorData: Base64Url,
    signature: Base64Url,
    userHandle: z.optional(z.nullable(Base64Url)),
  },
  {
    clientDataJSON: 'eyJ0eXBlIjoid2ViYXV0aG4uZ2V0Ii',
    authenticatorData: 'SZYN5YgOjGh0NBcPZHZgW4_krrmihjLH',
    signature: 'MEUCIQDc0VcS3J9n2fS5rMZ0e1o9',
    userHandle: 'AY8ZoZ7yTUuTjHMlQ7m7Yg',
  },
)

/** How the owner calls a passkey. */
export const PasskeyName = described(personNameText(LONGEST_NAME), {
  maxLength: LONGEST_NAME,
  examples: ['Phone'],
})
