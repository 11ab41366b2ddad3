import type { MiddlewareHandler } from 'hono'
import * as z from 'zod/mini'
import { listEvents } from '../account/events/event-list.ts'
import { shownName } from '../account/names/shown-name.ts'
import { changeProfileForActivation, removeUser } from '../account/profile/profile.ts'
import { viewFactor } from '../account/second-factor/enrolment.ts'
import { isOffered } from '../account/second-factor/policy.ts'
import { listSessions } from '../account/sessions/session-list.ts'
import { described } from '../account/shapes.ts'
import {
  demote,
  disableAccount,
  enableAccount,
  endAllSessions,
  promoteWithPassword,
} from '../account/staff/administration.ts'
import {
  endSessionOf,
  forgetTries,
  sendReset,
  sendVerification,
  type Waits,
  waitsOf,
} from '../account/staff/care.ts'
import { resetFactor } from '../account/staff/reset-factor.ts'
import { findUser, listUsers, OLD_ID } from '../account/staff/users.ts'
import { noteText, Password } from '../account/words.ts'
import type { Config } from '../ports/config.ts'
import type { Ports } from '../ports/ports.ts'
import type { Account } from '../ports/schema.ts'
import { EventPaging, presentEvents } from './account-events.ts'
import { presentSessions, SessionPaging } from './account-sessions.ts'
import { accountVoice } from './account-voice.ts'
import { signedIn, signedInWith, staffOnly } from './authorization.ts'
import { type AppEnv, dialect } from './dialect.ts'
import { body, fields, personBody } from './django-request.ts'
import type { User, WaitList } from './documents/account-users.ts'
import { offered } from './offered.ts'
import { fieldsOfAccount, personForm } from './person.ts'
import { query } from './query.ts'
import { timeOf, timeOrNull } from './time-of.ts'
import { narrowedPaging, nextPage } from './user-paging.ts'

const USERS = '/admin/users'
// Any word, so that users who are not staff get the same response for every one.
const USER = '/admin/users/:id{[\\w-]+}'

const UserSearch = z.extend(narrowedPaging, {
  old_id: described(z.optional(z.string().check(z.regex(OLD_ID, 'malformed'))), {
    description:
      'Only who was imported with this id, behind the name of the import. Nothing else counts then.',
    examples: ['site:42'],
  }),
})

export const Reason = fields({
  reason: described(z.optional(noteText()), {
    description: 'Why, for staff to read in the console.',
    examples: ['Asked for it by phone'],
  }),
})

const Confirmation = fields({ current_password: Password })

/** What staff may change of a person. */
const CHANGE = {
  username: {},
  email: { blank: true },
  first_name: { blank: true },
  last_name: { blank: true },
}

/** The form of a change of another's account. Its user fields have the configuration's names, as in answers. */
export const changeByStaff = (config: Config) =>
  personForm(CHANGE, { config, api: 'account', kind: 'PATCH', isStaff: true })

const presentUser = (config: Config, account: Account): z.infer<typeof User> => ({
  id: account.id,
  username: shownName(account),
  email: account.email,
  first_name: account.firstName,
  last_name: account.lastName,
  is_active: account.isActive,
  awaits_activation: account.awaitsActivation,
  is_staff: account.isStaff,
  email_verified_at: timeOrNull(account.emailVerifiedAt),
  created_at: timeOf(account.createdAt),
  updated_at: timeOf(account.updatedAt),
  ...fieldsOfAccount(config, account),
})

/** What staff see of somebody's second factor: no secret and no code. */
async function presentFactor(
  ports: Ports,
  account: Account,
): Promise<Pick<z.infer<typeof User>, 'second_factor'>> {
  if (!isOffered(ports)) return {}
  const { isRequired, hasTotp, passkeys, codesLeft } = await viewFactor(ports, { account })
  return {
    second_factor: { required: isRequired, totp: hasTotp, passkeys, recovery_codes_left: codesLeft },
  }
}

const presentWaits = ({ knownClients, otherClients }: Waits): z.infer<typeof WaitList> => ({
  known_clients_until: timeOrNull(knownClients),
  other_clients_until: timeOrNull(otherClients),
})

/** Finds the account that the request is about. */
const them: MiddlewareHandler<AppEnv, typeof USER> = async function them(c, next) {
  c.set('them', await findUser(c.env, c.var.me, idOf(c.req.param('id'))))
  await next()
}

const idOf = (word: string) => word.toLowerCase()

/** Not in the five documents: what staff see and do to other accounts. */
export const accountAdmin = (config: Config) =>
  dialect(accountVoice)
    .get(USERS, signedIn, staffOnly, query(UserSearch), async (c) => {
      const { old_id: oldId, ...paging } = c.req.valid('query')
      const { users, next } = await listUsers(c.env, c.var.me, { ...paging, oldId })
      return c.json({
        users: users.map((user) => presentUser(config, user)),
        next: next === undefined ? null : nextPage('/account/admin/users', c.req.query(), next),
      })
    })
    .get(USER, signedIn, staffOnly, them, async (c) =>
      c.json({ ...presentUser(config, c.var.them), ...(await presentFactor(c.env, c.var.them)) }),
    )
    .delete(`${USER}/second-factor`, offered, signedIn, staffOnly, async (c) => {
      await resetFactor(c.env, c.var.me, idOf(c.req.param('id')))
      return c.body(null, 204)
    })
    .patch(USER, signedIn, staffOnly, them, personBody(changeByStaff(config)), async (c) => {
      const change = c.req.valid('json')
      return c.json(
        presentUser(config, await changeProfileForActivation(c.env, c.var.me, c.var.them, change)),
      )
    })
    .delete(USER, signedInWith(body(Confirmation), { allow: staffOnly }), async (c) => {
      await removeUser(c.env, c.var.me, idOf(c.req.param('id')), c.req.valid('json').currentPassword)
      return c.body(null, 204)
    })
    .post(`${USER}/disable`, signedIn, staffOnly, body(Reason), async (c) => {
      await disableAccount(c.env, c.var.me, idOf(c.req.param('id')), c.req.valid('json').reason)
      return c.body(null, 204)
    })
    .post(`${USER}/enable`, signedIn, staffOnly, body(Reason), async (c) => {
      await enableAccount(c.env, c.var.me, idOf(c.req.param('id')), c.req.valid('json').reason)
      return c.body(null, 204)
    })
    .post(`${USER}/promote`, signedInWith(body(Confirmation), { allow: staffOnly }), async (c) => {
      const { currentPassword } = c.req.valid('json')
      await promoteWithPassword(c.env, c.var.me, idOf(c.req.param('id')), currentPassword)
      return c.body(null, 204)
    })
    .post(`${USER}/demote`, signedIn, staffOnly, async (c) => {
      await demote(c.env, c.var.me, idOf(c.req.param('id')))
      return c.body(null, 204)
    })
    .post(`${USER}/send_reset`, signedIn, staffOnly, async (c) => {
      await sendReset(c.env, c.var.me, idOf(c.req.param('id')))
      return c.body(null, 204)
    })
    .post(`${USER}/send_verification`, signedIn, staffOnly, async (c) => {
      await sendVerification(c.env, c.var.me, idOf(c.req.param('id')))
      return c.body(null, 204)
    })
    .get(`${USER}/waits`, signedIn, staffOnly, them, async (c) =>
      c.json(presentWaits(await waitsOf(c.env, c.var.them.id))),
    )
    .delete(`${USER}/waits`, signedIn, staffOnly, async (c) => {
      await forgetTries(c.env, c.var.me, idOf(c.req.param('id')))
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
    .delete(`${USER}/sessions/:session{[\\w-]+}`, signedIn, staffOnly, async (c) => {
      await endSessionOf(c.env, c.var.me, idOf(c.req.param('id')), idOf(c.req.param('session')))
      return c.body(null, 204)
    })
    .get(`${USER}/events`, signedIn, staffOnly, them, query(EventPaging), async (c) => {
      const { them } = c.var
      const page = await listEvents(c.env, { account: them }, c.req.valid('query').after)
      return c.json(presentEvents(page, `/account/admin/users/${them.id}/events`))
    })
