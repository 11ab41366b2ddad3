import type { MiddlewareHandler } from 'hono'
import type * as z from 'zod'
import { changePassword } from '../account/passwords/change-password.ts'
import {
  changeProfileForActivation,
  findAccount,
  refuseRemoval,
  removeAccountWithPassword,
} from '../account/profile/profile.ts'
import { changeUsername } from '../account/profile/username.ts'
import { registerForActivation } from '../account/sign-in/registration.ts'
import { listAccounts } from '../account/staff/users.ts'
import { NewPassword, Password, RepeatedPassword, Username } from '../account/words.ts'
import type { Config } from '../ports/config.ts'
import type { Account, FieldValues } from '../ports/schema.ts'
import { signedIn } from './authorization.ts'
import { challenged } from './challenged.ts'
import { type AppEnv, dialect } from './dialect.ts'
import { django } from './django.ts'
import { accountPath, body, changeBody, fields, personBody } from './django-request.ts'
import type { Person } from './documents/djoser.ts'
import { changeForms, namesOf, personForm, presenter } from './person.ts'
import { publicEndpoint } from './public-endpoint.ts'
import { lazyQuery } from './query.ts'
import { nextPage, UserPaging } from './user-paging.ts'

// djoser's own serializers have the two names only where a project adds them.
const NAMES = { first_name: { declared: true }, last_name: { declared: true } }
const REGISTRATION = {
  username: { required: true },
  password: NewPassword,
  re_password: RepeatedPassword.optional(),
  email: { blank: true },
  ...NAMES,
}
const SHOWN = ['email', 'username'] as const
const CHANGE = { username: {}, email: { blank: true }, ...NAMES }

const Removal = fields({ current_password: Password })
const SetPassword = fields({
  current_password: Password,
  new_password: NewPassword,
  re_new_password: RepeatedPassword.optional(),
})
const SetUsername = fields({
  current_password: Password,
  new_username: Username,
  re_new_username: Username.optional(),
})

/** Finds whose account it is before the body is looked at; others' are not there. */
const theirAccount: MiddlewareHandler<AppEnv, '/:id'> = async function theirAccount(c, next) {
  c.set('them', await findAccount(c.env, c.var.me, c.req.param('id')))
  await next()
}

const removable: MiddlewareHandler<AppEnv, '/:id'> = async function removable(c, next) {
  refuseRemoval(c.var.me, c.req.param('id'))
  await next()
}

/** Seed 001: djoser's users. What is not there under `/users` is asked for a token first, as in djoser. */
export function djoser(config: Config, base: string) {
  const account = `/users${accountPath(config.apis.djoser.ids)}` as const
  const names = { oldPassword: 'current_password', ...namesOf(config, 'djoser') }
  const voice = django({ names, wrong: 'Invalid password.' })
  const present = presenter(config, 'djoser', SHOWN)
  const presentPerson = (account: Account, isRegistration = false): z.infer<typeof Person> & FieldValues => ({
    id: account.id,
    ...present(account, isRegistration),
  })
  const registration = personForm(REGISTRATION, { config, api: 'djoser', kind: 'registration' })
  const change = changeBody(changeForms(CHANGE, config, 'djoser'))
  return dialect(voice, { closed: /^\/users(\/[^/]+)?$/ })
    .get('/', signedIn, (c) => c.json({ users: `${c.env.settings.PUBLIC_URL}${base}/users/` }))
    .post('/users', publicEndpoint, personBody(registration), challenged('registration'), async (c) => {
      const account = await registerForActivation(c.env, 'djoser', c.req.valid('json'))
      return c.json(presentPerson(account, true), 201)
    })
    .get('/users', signedIn, lazyQuery(UserPaging), async (c) => {
      const { users, next } = await listAccounts(c.env, c.var.me, c.req.valid('query'))
      // The body is the bare array that djoser's clients know, so the next page is told beside it (RFC 8288).
      const path = `${c.env.settings.PUBLIC_URL}${base}/users/`
      if (next !== undefined) c.header('Link', `<${nextPage(path, c.req.query(), next)}>; rel="next"`)
      return c.json(users.map((account) => presentPerson(account)))
    })
    .get('/users/me', signedIn, (c) => c.json(presentPerson(c.var.me.account)))
    .on(['PUT', 'PATCH'], '/users/me', signedIn, change, async (c) =>
      c.json(
        presentPerson(
          await changeProfileForActivation(c.env, c.var.me, c.var.me.account, c.req.valid('json')),
        ),
      ),
    )
    .delete('/users/me', signedIn, body(Removal), async (c) => {
      await removeAccountWithPassword(
        c.env,
        c.var.me,
        c.var.me.account.id,
        c.req.valid('json').currentPassword,
      )
      return c.body(null, 204)
    })
    .post('/users/set_password', signedIn, body(SetPassword), async (c) => {
      const { currentPassword, ...input } = c.req.valid('json')
      await changePassword(c.env, c.var.me, 'djoser', { ...input, oldPassword: currentPassword })
      return c.body(null, 204)
    })
    .post('/users/set_username', signedIn, body(SetUsername), async (c) => {
      await changeUsername(c.env, c.var.me, c.req.valid('json'))
      return c.body(null, 204)
    })
    .get(account, signedIn, theirAccount, (c) => c.json(presentPerson(c.var.them)))
    .on(['PUT', 'PATCH'], account, signedIn, theirAccount, change, async (c) =>
      c.json(
        presentPerson(await changeProfileForActivation(c.env, c.var.me, c.var.them, c.req.valid('json'))),
      ),
    )
    .delete(account, signedIn, removable, body(Removal), async (c) => {
      await removeAccountWithPassword(c.env, c.var.me, c.req.param('id'), c.req.valid('json').currentPassword)
      return c.body(null, 204)
    })
}
