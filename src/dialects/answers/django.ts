import * as z from 'zod'

/** `{"detail": "…"}` */
export const Detail = z.object({ detail: z.string() }).meta({ id: 'Detail' })

/** `{"field": ["…", …]}`, or `non_field_errors` for the whole form. */
export const FieldErrors = z
  .record(z.string(), z.array(z.string()))
  .meta({ id: 'FieldErrors', examples: [{ username: ['This field is required.'] }] })

/** A login that was refused; simplejwt adds a code and, for a header, what was wrong with it. */
export const Unauthorised = Detail.extend({
  code: z.enum(['token_not_valid', 'user_inactive', 'user_not_found']).optional(),
  messages: z
    .array(z.object({ token_class: z.string(), token_type: z.string(), message: z.string() }))
    .optional(),
}).meta({ id: 'Unauthorised' })

/** What every API of these dialects may refuse with. */
export const refusals = {
  400: FieldErrors.or(Detail),
  401: Unauthorised,
  408: Detail,
  413: Detail,
  415: Detail,
  429: Detail,
}

/** What they say, by status. */
export const examples = {
  400: { username: ['This field is required.'] },
  401: { detail: 'Authentication credentials were not provided.' },
  403: { detail: 'You do not have permission to perform this action.' },
  404: { detail: 'Not found.' },
  408: { detail: 'The request body came too slowly.' },
  413: { detail: 'The request body is too large.' },
  415: { detail: 'Unsupported media type "text/plain" in request.' },
  429: { detail: 'Request was throttled. Expected available in 30 seconds.' },
}

export const security = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description: 'A token or an access JWT, after `Token`, `Bearer` or `JWT`.',
  },
} as const
