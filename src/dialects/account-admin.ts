import type { MiddlewareHandler } from 'hono'
import * as z from 'zod/mini'
import { listEvents } from '../account/events/event-list.ts'
import { shownName } from '../account/names/username.ts'
import { listSessions } from '../account/sessions/session-list.ts'
import { described } from '../account/shapes.ts'
import { refuseUnlessStaff } from '../account/staff/actor.ts'
import { disableAccount, enableAccount, endAllSessions } from '../account/staff/administration.ts'
import { findUser, listUsers, OLD_ID } from '../account/staff/users.ts'
import type { Config } from '../ports/config.ts'
import type { Account } from '../ports/schema.ts'
import { EventPaging, presentEvents } from './account-events.ts'
import { presentSessions, SessionPaging } from './account-sessions.ts'
import { accountVoice } from './account-voice.ts'
import { signedIn } from './authorization.ts'
import { type AppEnv, dialect } from './dialect.ts'
import type { User } from './documents/account-users.ts'
import { fieldsOfAccount } from './person.ts'
import { query } from './query.ts'
import { timeOf } from './time-of.ts'
import { nextPage, userPaging } from './user-paging.ts'

const USERS = '/admin/users'
// Any word, so that users who are not staff get the same response for every one.
const USER = '/admin/users/:id{[\\w-]+}'

const UserSearch = z.extend(userPaging('uuid'), {
  old_id: described(z.optional(z.string().check(z.regex(OLD_ID, 'malformed'))), {
    description:
      'Only who was imported with this id, behind the name of the import. Nothing else counts then.',
    examples: ['site:42'],
  }),
})

const presentUser = (config: Config, account: Account): z.infer<typeof User> => ({
  id: account.id,
  username: shownName(account),
  email: account.email,
  first_name: account.firstName,
  last_name: account.lastName,
  is_active: account.isActive,
  awaits_activation: account.awaitsActivation,
  is_staff: account.isStaff,
  email_verified_at: account.emailVerifiedAt === null ? null : timeOf(account.emailVerifiedAt),
  created_at: timeOf(account.createdAt),
  updated_at: timeOf(account.updatedAt),
  ...fieldsOfAccount(config, account),
})

/** Requires staff, before anything is read or looked up. */
const staffOnly: MiddlewareHandler<AppEnv> = async function staffOnly(c, next) {
  refuseUnlessStaff(c.var.me)
  await next()
}

/** Finds the account that the request is about. */
const them: MiddlewareHandler<AppEnv, typeof USER> = async function them(c, next) {
  c.set('them', await findUser(c.env, c.var.me, idOf(c.req.param('id'))))
  await next()
}

const idOf = (word: string) => word.toLowerCase()

/** Not in the five documents: what staff see and do to other accounts. */
export const accountAdmin = dialect(accountVoice)
  .get(USERS, signedIn, staffOnly, query(UserSearch), async (c) => {
    const { old_id: oldId, ...paging } = c.req.valid('query')
    const { users, next } = await listUsers(c.env, c.var.me, { ...paging, oldId })
    return c.json({
      users: users.map((user) => presentUser(c.env.config, user)),
      next: next === undefined ? null : nextPage('/account/admin/users', c.req.query(), next),
    })
  })
  .get(USER, signedIn, staffOnly, them, (c) => c.json(presentUser(c.env.config, c.var.them)))
  .post(`${USER}/disable`, signedIn, staffOnly, async (c) => {
    await disableAccount(c.env, c.var.me, idOf(c.req.param('id')))
    return c.body(null, 204)
  })
  .post(`${USER}/enable`, signedIn, staffOnly, async (c) => {
    await enableAccount(c.env, c.var.me, idOf(c.req.param('id')))
    return c.body(null, 204)
  })
  .get(`${USER}/sessions`, signedIn, staffOnly, them, query(SessionPaging), async (c) => {
    const { them, me } = c.var
    const page = await listSessions(c.env, { account: them }, c.req.valid('query').after)
    return c.json(presentSessions(page, me.session, `/account/admin/users/${them.id}/sessions`))
  })
  .delete(`${USER}/sessions`, signedIn, staffOnly, async (c) => {
    await endAllSessions(c.env, c.var.me, idOf(c.req.param('id')))
    return c.body(null, 204)
  })
  .get(`${USER}/events`, signedIn, staffOnly, them, query(EventPaging), async (c) => {
    const { them } = c.var
    const page = await listEvents(c.env, { account: them }, c.req.valid('query').after)
    return c.json(presentEvents(page, `/account/admin/users/${them.id}/events`))
  })
