import type { MiddlewareHandler } from 'hono'
import type * as z from 'zod'
import { publicId, readId } from '../account/ids.ts'
import { shownName } from '../account/names/username.ts'
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
import { Email, NewPassword, OptionalEmail, Password, RepeatedPassword, Username } from '../account/words.ts'
import type { Config, IdKind } from '../ports/config.ts'
import type { Account } from '../ports/schema.ts'
import { signedIn, staffSignedIn } from './authorization.ts'
import { challenged } from './challenged.ts'
import { type AppEnv, dialect } from './dialect.ts'
import { django } from './django.ts'
import { accountPath, body, fields } from './django-request.ts'
import { loginName, repeated, setLogin, setPassword } from './djoser-forms.ts'
import type { Person } from './documents/djoser.ts'
import { publicEndpoint } from './public-endpoint.ts'
import { lazyQuery } from './query.ts'
import { nextPage, userPaging } from './user-paging.ts'

/** Where accounts have no usernames, an email address is what people sign in with. */
function registration({ usernames, apis }: Config) {
  const isRepeated = apis.djoser.settings.USER_CREATE_PASSWORD_RETYPE
  const password = { password: NewPassword, re_password: repeated(RepeatedPassword, isRepeated) }
  return usernames
    ? fields({ username: Username, ...password, email: OptionalEmail.optional() })
    : fields({ email: Email, ...password })
}
const PersonChange = fields({ username: Username.optional(), email: OptionalEmail.optional() })
const Removal = fields({ current_password: Password })
const presenterOf =
  (ids: IdKind) =>
  (account: Account): z.infer<typeof Person> => ({
    email: account.email,
    id: publicId(ids, account),
    username: shownName(account),
  })

const voice = django({ names: { oldPassword: 'current_password' }, wrong: 'Invalid password.' })

/** Finds whose account it is before the body is looked at; others' are not there. */
const theirAccount: MiddlewareHandler<AppEnv, '/:id'> = async function theirAccount(c, next) {
  c.set('them', await findAccount(c.env, c.var.me, readId(c.req.param('id'))))
  await next()
}

const removable: MiddlewareHandler<AppEnv, '/:id'> = async function removable(c, next) {
  refuseRemoval(c.var.me, readId(c.req.param('id')))
  await next()
}

/** Seed 001: djoser's users. What is not there under `/users` is asked for a token first, as in djoser. */
export function djoser(config: Config, base: string) {
  const { settings, ids } = config.apis.djoser
  const mayRegister = settings.USER_CREATE === 'staff' ? staffSignedIn : publicEndpoint
  const account = `/users${accountPath(ids)}` as const
  const presentPerson = presenterOf(ids)
  return dialect(voice, { closed: /^\/users(\/[^/]+)?$/ })
    .get('/', signedIn, (c) => c.json({ users: `${c.env.settings.PUBLIC_URL}${base}/users/` }))
    .post('/users', mayRegister, body(registration(config)), challenged('registration'), async (c) => {
      const account = await registerForActivation(c.env, 'djoser', c.req.valid('json'))
      return c.json(presentPerson(account), 201)
    })
    .get('/users', signedIn, lazyQuery(userPaging(ids)), async (c) => {
      const { users, next } = await listAccounts(c.env, c.var.me, c.req.valid('query'), ids)
      // The body is the bare array that djoser's clients know, so the next page is told beside it (RFC 8288).
      const path = `${c.env.settings.PUBLIC_URL}${base}/users/`
      if (next !== undefined) c.header('Link', `<${nextPage(path, c.req.query(), next)}>; rel="next"`)
      return c.json(users.map(presentPerson))
    })
    .get('/users/me', signedIn, (c) => c.json(presentPerson(c.var.me.account)))
    .on(['PUT', 'PATCH'], '/users/me', signedIn, body(PersonChange), async (c) =>
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
    .post('/users/set_password', signedIn, body(setPassword(settings)), async (c) => {
      const { currentPassword, ...input } = c.req.valid('json')
      await changePassword(c.env, c.var.me, 'djoser', {
        ...input,
        oldPassword: currentPassword,
        logsOut: settings.LOGOUT_ON_PASSWORD_CHANGE,
      })
      return c.body(null, 204)
    })
    .post(`/users/set_${loginName(config)}`, signedIn, body(setLogin(config)), async (c) => {
      await changeUsername(c.env, c.var.me, c.req.valid('json'))
      return c.body(null, 204)
    })
    .get(account, signedIn, theirAccount, (c) => c.json(presentPerson(c.var.them)))
    .on(['PUT', 'PATCH'], account, signedIn, theirAccount, body(PersonChange), async (c) =>
      c.json(
        presentPerson(await changeProfileForActivation(c.env, c.var.me, c.var.them, c.req.valid('json'))),
      ),
    )
    .delete(account, signedIn, removable, body(Removal), async (c) => {
      await removeAccountWithPassword(
        c.env,
        c.var.me,
        readId(c.req.param('id')),
        c.req.valid('json').currentPassword,
      )
      return c.body(null, 204)
    })
}
