import type { MiddlewareHandler } from 'hono'
import * as z from 'zod'
import { refuseUnlessStaff } from '../account/actor.ts'
import { disableAccount, enableAccount, endAllSessions } from '../account/administration.ts'
import { listEvents } from '../account/event-list.ts'
import { findPerson, listPeople } from '../account/people.ts'
import { listSessions } from '../account/session-list.ts'
import type { Account } from '../ports/schema.ts'
import { signedIn } from './authorization.ts'
import { dialect, type House } from './dialect.ts'
import { doc } from './doc.ts'
import { AccountId, EmailText, FirstName, LastName, Time, timeOf, UsernameText } from './examples.ts'
import { EventList, EventPaging, presentEvents, readEventCursor } from './native-events.ts'
import { presentSessions, readSessionCursor, SessionList, SessionPaging } from './native-sessions.ts'
import { nextPage, PeoplePaging } from './people-paging.ts'
import { Problem, native as voice } from './problem.ts'
import { parse } from './reading.ts'

const User = z
  .object({
    id: AccountId,
    username: UsernameText,
    email: EmailText,
    first_name: FirstName,
    last_name: LastName,
    is_active: z.boolean().meta({ description: 'Whether they may sign in.' }),
    awaits_activation: z.boolean().meta({ description: 'Whether a mailed link would let them sign in.' }),
    is_staff: z.boolean(),
    email_verified_at: Time.nullable().meta({ description: 'When the address was confirmed, if it was.' }),
    created_at: Time,
    updated_at: Time,
  })
  .meta({ id: 'User' })

const UserList = z.object({
  users: z.array(User),
  next: z
    .string()
    .nullable()
    .meta({
      description: 'Where the next page is.',
      examples: ['/account/admin/users?search=ada&after=6d5f9bae-a31b-4b7b-82c4-3853eda2b011'],
    }),
})

const USERS = '/admin/users'
// Any word, so that whoever is not staff is told the same for every one.
const USER = '/admin/users/:id{[\\w-]+}'

const presentUser = (account: Account): z.infer<typeof User> => ({
  id: account.id,
  username: account.username,
  email: account.email,
  first_name: account.firstName,
  last_name: account.lastName,
  is_active: account.isActive,
  awaits_activation: account.awaitsActivation,
  is_staff: account.isStaff,
  email_verified_at: account.emailVerifiedAt === null ? null : timeOf(account.emailVerifiedAt),
  created_at: timeOf(account.createdAt),
  updated_at: timeOf(account.updatedAt),
})

/** Lets in the staff alone, before anything is read or looked up. */
const staffOnly: MiddlewareHandler<House> = async function staffOnly(c, next) {
  refuseUnlessStaff(c.var.me)
  await next()
}

/** Finds whom it is about. */
const them: MiddlewareHandler<House, typeof USER> = async function them(c, next) {
  c.set('them', await findPerson(c.env, c.var.me, idOf(c.req.param('id'))))
  await next()
}

const idOf = (word: string) => word.toLowerCase()

const REFUSED = { 403: Problem, 404: Problem }

/** Beyond the seeds: what staff see and do of everybody's accounts. */
export const nativeAdmin = dialect(voice)
  .get(
    USERS,
    doc('Everybody, or whom a search finds, for staff', { 200: UserList, 403: Problem }, PeoplePaging),
    signedIn,
    staffOnly,
    async (c) => {
      const query = c.req.query()
      const { people, next } = await listPeople(c.env, c.var.me, parse(PeoplePaging, query))
      return c.json({
        users: people.map(presentUser),
        next: next === undefined ? null : nextPage('/account/admin/users', query, next),
      })
    },
  )
  .get(USER, doc('Somebody, for staff', { 200: User, ...REFUSED }), signedIn, staffOnly, them, (c) =>
    c.json(presentUser(c.var.them)),
  )
  .post(
    `${USER}/disable`,
    doc('Let somebody sign in no more: sessions and mailed links end, as staff', { 204: null, ...REFUSED }),
    signedIn,
    staffOnly,
    async (c) => {
      await disableAccount(c.env, c.var.me, idOf(c.req.param('id')))
      return c.body(null, 204)
    },
  )
  .post(
    `${USER}/enable`,
    doc('Let somebody sign in again, as staff', { 204: null, ...REFUSED }),
    signedIn,
    staffOnly,
    async (c) => {
      await enableAccount(c.env, c.var.me, idOf(c.req.param('id')))
      return c.body(null, 204)
    },
  )
  .get(
    `${USER}/sessions`,
    doc('Where somebody is signed in, for staff', { 200: SessionList, ...REFUSED }, SessionPaging),
    signedIn,
    staffOnly,
    them,
    async (c) => {
      const { them, me } = c.var
      const page = await listSessions(c.env, { account: them }, readSessionCursor(c.req.query('after')))
      return c.json(presentSessions(page, me.session, `/account/admin/users/${them.id}/sessions`))
    },
  )
  .delete(
    `${USER}/sessions`,
    doc('Sign somebody out everywhere, as staff', { 204: null, ...REFUSED }),
    signedIn,
    staffOnly,
    async (c) => {
      await endAllSessions(c.env, c.var.me, idOf(c.req.param('id')))
      return c.body(null, 204)
    },
  )
  .get(
    `${USER}/events`,
    doc('What happened to somebody’s account, for staff', { 200: EventList, ...REFUSED }, EventPaging),
    signedIn,
    staffOnly,
    them,
    async (c) => {
      const { them } = c.var
      const page = await listEvents(c.env, { account: them }, readEventCursor(c.req.query('after')))
      return c.json(presentEvents(page, `/account/admin/users/${them.id}/events`))
    },
  )
