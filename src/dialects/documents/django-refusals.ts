import * as z from 'zod'
import { Refusal } from '../../account/refusal.ts'
import { django } from '../django-voice.ts'
import type { Conventions } from './api.ts'
import { refusalHeaders } from './headers.ts'
import { examplesOf } from './refusal-examples.ts'

/** `{"detail": "…"}` */
export const Detail = z
  .object({ detail: z.string() })
  .meta({ id: 'Detail', examples: [{ detail: 'Not found.' }] })

/** `{"field": ["…", …]}`, or `non_field_errors` for the whole form. */
export const FieldErrors = z
  .record(z.string(), z.array(z.string()))
  .meta({ id: 'FieldErrors', examples: [{ username: ['This field is required.'] }] })

/** A refused login. simplejwt adds a code and, for a header, what was wrong with it. */
export const Unauthorised = Detail.extend({
  code: z.enum(['token_not_valid', 'bad_authorization_header', 'user_inactive', 'user_not_found']).optional(),
  messages: z
    .array(z.object({ token_class: z.string(), token_type: z.string(), message: z.string() }))
    .optional(),
}).meta({
  id: 'Unauthorised',
  examples: [{ detail: 'Token is invalid or expired', code: 'token_not_valid' }],
})

/** What is wrong with a form, or with a body that is none. */
export const Invalid = FieldErrors.or(Detail).meta({ id: 'Invalid' })

export const drf: Conventions = {
  refusals: {
    400: Invalid,
    401: Unauthorised,
    408: Detail,
    413: Detail,
    415: Detail,
    429: Detail,
    503: Detail,
  },
  headers: { ...refusalHeaders, 401: ['WWW-Authenticate'] },
  examples: examplesOf(django(), Refusal.of('username', 'missing')),
  security: {
    token: {
      type: 'http',
      scheme: 'bearer',
      description: 'A token or an access JWT, after `Token`, `Bearer` or `JWT`.',
    },
  },
  slash: true,
}
