import * as z from 'zod'
import { Refusal } from '../../account/refusal.ts'
import { accountVoice, media, PROBLEM_KINDS } from '../account-voice.ts'
import type { Conventions } from './api.ts'
import { refusalHeaders } from './headers.ts'
import { examplesOf } from './refusal-examples.ts'

/** Every refusal of this API. Programs look at `type`; `title` is for people. */
export const Problem = z
  .object({
    type: z.enum(PROBLEM_KINDS.map((kind) => `urn:gatehouse:problem:${kind}` as const)),
    title: z.string(),
    status: z.int(),
    errors: z.array(z.object({ parameter: z.string(), detail: z.string() })).optional(),
  })
  .meta({
    id: 'Problem',
    examples: [{ type: 'urn:gatehouse:problem:not-found', title: 'Nothing is here.', status: 404 }],
  })

export const problems: Conventions = {
  refusals: {
    400: Problem,
    401: Problem,
    408: Problem,
    413: Problem,
    415: Problem,
    429: Problem,
    503: Problem,
  },
  headers: { ...refusalHeaders, 401: ['WWW-Authenticate'] },
  refusalMedia: media,
  examples: examplesOf(accountVoice, Refusal.of('after', 'malformed'), Refusal.of('email', 'taken')),
  security: {
    token: {
      type: 'http',
      scheme: 'bearer',
      description: 'A token or an access JWT of any API, after `Bearer`, `Token` or `JWT`.',
    },
  },
  serviceSecurity: {
    service: { type: 'http', scheme: 'bearer', description: 'The secret `REVOCATIONS_SECRET`.' },
  },
  slash: false,
}
