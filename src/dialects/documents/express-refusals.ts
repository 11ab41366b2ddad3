import * as z from 'zod'
import { Refusal } from '../../account/refusal.ts'
import { express } from '../express-voice.ts'
import { HttpError } from '../http-error.ts'
import type { Conventions } from './api.ts'
import { refusalHeaders } from './headers.ts'
import { examplesOf } from './refusal-examples.ts'

/** A refusal of these APIs. */
export const Failure = z
  .object({
    statusCode: z.int(),
    data: z.null(),
    message: z.string(),
    success: z.literal(false),
    errors: z.array(z.object({ field: z.string(), message: z.string() })),
  })
  .meta({
    id: 'Failure',
    examples: [{ statusCode: 401, data: null, message: 'Unauthorized request', success: false, errors: [] }],
  })

export const envelopes: Conventions = {
  refusals: {
    400: Failure,
    401: Failure,
    403: Failure,
    408: Failure,
    413: Failure,
    415: Failure,
    429: Failure,
    503: Failure,
  },
  headers: refusalHeaders,
  examples: examplesOf(
    express(),
    new HttpError('cross_site'),
    // Bodies of other media types are read as empty, so only an encoding is refused.
    new HttpError('unsupported_media', 'gzip'),
    new Refusal('invalid', [
      { field: 'username', fault: 'missing' },
      { field: 'password', fault: 'missing' },
    ]),
    Refusal.of('username', 'taken'),
  ),
  security: {
    token: { type: 'http', scheme: 'bearer', description: 'A token or an access JWT.' },
    cookie: {
      type: 'apiKey',
      in: 'cookie',
      name: 'accessToken',
      description: 'The cookie that a login sets.',
    },
  },
  slash: false,
}
