import * as z from 'zod/mini'
import { described } from '../account/shapes.ts'
import type { QueuePlace, QueueState } from '../ports/email-queue.ts'
import { pageEnd } from './page-end.ts'

/** What staff write behind the `?` of the emails that have not been sent. */
export const EmailQuery = z.object({
  state: described(z._default(z.enum(['waiting', 'given_up'], 'malformed'), 'waiting'), {
    description:
      'Those that wait, by when they are tried next; or those that were given up, the newest first.',
  }),
  after: pageEnd(/^\d{1,15}\.[\w-]{1,64}$/, '1795159005955.6d5f9bae…', (text): QueuePlace => {
    const point = text.indexOf('.')
    return { at: Number(text.slice(0, point)), id: text.slice(point + 1) }
  }),
})

export const nextEmails = (path: string, state: QueueState, { at, id }: QueuePlace) =>
  `${path}?${new URLSearchParams({ state, after: `${at}.${id}` })}`
