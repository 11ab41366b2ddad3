import * as z from 'zod'
import { EVENT_KINDS } from '../../ports/schema.ts'
import { AccountId, EmailText, Time, UsernameText } from './texts.ts'

export const OwnAccount = z
  .object({
    id: AccountId,
    username: UsernameText,
    email: EmailText,
    email_verified_at: Time.nullable().meta({ description: 'When the address was confirmed, if it was.' }),
    pending_email: z
      .string()
      .nullable()
      .meta({
        description: 'Takes the place of the address once it is confirmed.',
        examples: ['ada@example.org'],
      }),
    created_at: Time,
  })
  .meta({ id: 'Account' })

const UserAgent = z
  .string()
  .meta({ examples: ['Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1) Firefox/145.0'] })

const placeWhere = (it: string) =>
  z
    .string()
    .nullable()
    .meta({ description: `Roughly where it was ${it}, if that is known.`, examples: ['Lisbon, PT'] })

const olderAt = (example: string) =>
  z
    .string()
    .nullable()
    .meta({ description: 'Where older ones are.', examples: [example] })

const cursorLike = (example: string) =>
  z
    .string()
    .optional()
    .meta({ description: 'Where an earlier page ended: `next` has it.', examples: [example] })

export const SessionItem = z
  .object({
    id: AccountId,
    kind: z
      .enum(['token', 'jwt', 'express'])
      .meta({ description: 'A token, JWTs of `/auth/jwt/`, or JWTs and cookies of the Express API.' }),
    current: z.boolean().meta({ description: 'Whether it is the one that asks.' }),
    created_at: Time,
    last_seen_at: Time.meta({ description: 'Written every five minutes at most.' }),
    expires_at: Time.meta({ description: 'When it ends if it is not used again.' }),
    user_agent: UserAgent,
    place: placeWhere('opened'),
  })
  .meta({ id: 'Session' })

export const SessionList = z.object({
  sessions: z.array(SessionItem),
  next: olderAt('/account/sessions?after=1795159005955.6d5f9bae…'),
})

export const SessionPaging = z.object({ after: cursorLike('1795159005955.6d5f9bae…') })

export const EventItem = z
  .object({
    kind: z.enum(EVENT_KINDS).meta({ examples: ['sign_in'] }),
    at: Time,
    session: AccountId.nullable().meta({ description: 'The session that it was done with, or that ended.' }),
    by_staff: z.boolean().meta({ description: 'Whether somebody of the staff did it.' }),
    user_agent: UserAgent,
    place: placeWhere('done'),
  })
  .meta({ id: 'Event' })

export const EventList = z.object({
  events: z.array(EventItem),
  next: olderAt('/account/events?after=1795159005955.1'),
})

export const EventPaging = z.object({ after: cursorLike('1795159005955.1') })
