import * as z from 'zod'

/** Every refusal of the native API. `type` is what a program looks at, `title` is for people. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    errors: z.array(z.object({ parameter: z.string(), detail: z.string() })).optional(),
  })
  .meta({
    id: 'Problem',
    examples: [{ type: 'urn:gatehouse:problem:not-found', title: 'Nothing is here.', status: 404 }],
  })

export const refusals = { 400: Problem, 401: Problem, 408: Problem, 413: Problem, 415: Problem, 429: Problem }

/** What they say, by status. */
export const examples = {
  400: {
    type: 'urn:gatehouse:problem:invalid',
    title: 'Something in the request is not valid.',
    status: 400,
    errors: [{ parameter: 'after', detail: 'This is not valid.' }],
  },
  401: {
    type: 'urn:gatehouse:problem:not-signed-in',
    title: 'Sign in first: the request has no credential.',
    status: 401,
  },
  403: { type: 'urn:gatehouse:problem:not-yours', title: 'This is not yours.', status: 403 },
  404: { type: 'urn:gatehouse:problem:not-found', title: 'Nothing is here.', status: 404 },
  429: { type: 'urn:gatehouse:problem:too-many', title: 'Too many tries. Try again later.', status: 429 },
  409: {
    type: 'urn:gatehouse:problem:taken',
    title: 'This belongs to somebody else.',
    status: 409,
    errors: [{ parameter: 'email', detail: 'This is not valid.' }],
  },
  408: {
    type: 'urn:gatehouse:problem:too-slow',
    title: 'The body came too slowly, and was not waited for.',
    status: 408,
  },
  413: { type: 'urn:gatehouse:problem:too-large', title: 'The body is too large.', status: 413 },
  415: {
    type: 'urn:gatehouse:problem:unsupported-media',
    title: 'text/plain is not read here.',
    status: 415,
  },
}

export const security = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description: 'A token or an access JWT of any API, after `Bearer`, `Token` or `JWT`.',
  },
} as const
