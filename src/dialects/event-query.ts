import * as z from 'zod/mini'
import { ID_FORMS } from '../account/ids.ts'
import { described, transformed } from '../account/shapes.ts'
import type { EventFilter, EventPlace } from '../ports/events.ts'
import { EVENT_KINDS } from '../ports/schema.ts'
import { pageEnd } from './page-end.ts'

/* What staff write behind the `?` of the events of everybody. */

const DAY = 86_400_000
const A_DAY = /^\d{4}-\d\d-\d\d$/
const A_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)?$/

/** A day as `2026-11-29` or a time as `2026-11-29T08:00:00Z`; Date.parse takes February 30 for March 2. */
const isTime = (text: string) =>
  A_TIME.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text.slice(0, 10))

const timeFrom = (description: string, read: (text: string) => number) =>
  described(z.optional(transformed(z.string().check(z.refine(isTime, 'malformed')), read)), {
    description,
    examples: ['2026-11-29'],
    override: { type: 'string' },
  })

const id = z.string().check(z.regex(ID_FORMS.uuid, 'malformed'))

/** `any` is everybody of the staff, and every operator. */
const Actor = transformed(
  z
    .string()
    .check(
      z.refine((text) => text === 'any' || text === 'operator' || ID_FORMS.uuid.test(text), 'malformed'),
    ),
  (text): EventFilter['actor'] => (text === 'any' ? text : { id: text }),
)

export const EventQuery = z.object({
  kind: described(z.optional(z.enum(EVENT_KINDS, 'malformed')), { description: 'Only events of this kind.' }),
  user: described(z.optional(id), {
    description: 'Only those of this account, which may be gone.',
    examples: ['6d5f9bae-a31b-4b7b-82c4-3853eda2b011'],
  }),
  actor: described(z.optional(Actor), {
    description:
      'Only what staff did: this member, by the ID, `operator` for those at a terminal, or `any` of them.',
    override: { type: 'string' },
    examples: ['any'],
  }),
  since: timeFrom('From this day or time on.', (text) => Date.parse(text)),
  until: timeFrom(
    'Up to this day, with it, or up to this time, without it.',
    (text) => Date.parse(text) + (A_DAY.test(text) ? DAY : 0),
  ),
  after: pageEnd(/^\d{1,15}\.\d{1,15}$/, '1795159005955.42', (text): EventPlace => {
    const [at = 0, last = 0] = text.split('.').map(Number)
    return { at, id: last }
  }),
})

type Asked = z.infer<typeof EventQuery>

export const filterOf = ({ kind, user, actor, since, until }: Asked): EventFilter => ({
  kind,
  accountId: user,
  actor,
  since,
  until,
})

/** Where the next page is: the same query, from there on. */
export const nextEvents = (path: string, query: Record<string, string>, next: EventPlace): string => {
  const named = ['kind', 'user', 'actor', 'since', 'until'].flatMap((name) =>
    query[name] ? [[name, query[name]]] : [],
  )
  return `${path}?${new URLSearchParams([...named, ['after', `${next.at}.${next.id}`]])}`
}
