import * as z from 'zod'

/** An answer of these APIs. */
export const envelope = <Data extends z.ZodType>(statusCode: number, data: Data) =>
  z.object({ statusCode: z.literal(statusCode), data, message: z.string(), success: z.literal(true) })

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

export const refusals = {
  400: Failure,
  401: Failure,
  403: Failure,
  408: Failure,
  413: Failure,
  415: Failure,
  429: Failure,
}

/** What they say, by status. */
export const examples = Object.fromEntries(
  [
    [400, 'All fields are required'],
    [401, 'Unauthorized request'],
    [403, 'Cross-site request refused'],
    [409, 'User with email or username already exists'],
    [408, 'The request body came too slowly'],
    [413, 'The request body is too large'],
    [415, 'Unsupported media type gzip'],
    [429, 'Too many requests'],
  ].map(([statusCode, message]) => [
    statusCode,
    { statusCode, data: null, message, success: false, errors: [] },
  ]),
)

export const security = {
  token: { type: 'http', scheme: 'bearer', description: 'A token or an access JWT.' },
  cookie: { type: 'apiKey', in: 'cookie', name: 'accessToken', description: 'The cookie that a login sets.' },
} as const
