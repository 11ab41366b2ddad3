import type * as z from 'zod'
import { publicId } from '../account/ids.ts'
import { shownName } from '../account/names/username.ts'
import { changeProfile } from '../account/profile/profile.ts'
import { logInForToken } from '../account/sign-in/login.ts'
import { registerWithToken } from '../account/sign-in/registration.ts'
import { NewPassword, OptionalEmail, PersonName, Username } from '../account/words.ts'
import type { Config, IdKind } from '../ports/config.ts'
import type { Account } from '../ports/schema.ts'
import { signedIn } from './authorization.ts'
import { challenged } from './challenged.ts'
import { dialect } from './dialect.ts'
import { django } from './django.ts'
import { accountPath, body, fields, ownId } from './django-request.ts'
import type { User } from './documents/users.ts'
import { loginForm } from './login-form.ts'
import { publicEndpoint } from './public-endpoint.ts'

const Registration = fields({
  username: Username,
  password: NewPassword,
  first_name: PersonName.optional(),
  last_name: PersonName.optional(),
  email: OptionalEmail.optional(),
})
const UserChange = fields({
  first_name: PersonName.optional(),
  last_name: PersonName.optional(),
  email: OptionalEmail.optional(),
})

const presentUser = (ids: IdKind, account: Account): z.infer<typeof User> => ({
  id: publicId(ids, account),
  username: shownName(account),
  first_name: account.firstName,
  last_name: account.lastName,
  email: account.email,
})

const change = [signedIn, ownId, body(UserChange)] as const

/** Seed 002: accounts as a collection, with a token from the start. */
export function users(config: Config) {
  const { ids } = config.apis.users
  const account = accountPath(ids)
  return dialect(django())
    .post('/', publicEndpoint, body(Registration), challenged('registration'), async (c) => {
      const { account, token } = await registerWithToken(c.env, 'users', c.req.valid('json'))
      return c.json({ ...presentUser(ids, account), auth_token: token }, 201)
    })
    .get(account, signedIn, ownId, (c) => c.json(presentUser(ids, c.var.me.account)))
    .on(['PUT', 'PATCH'], account, ...change, async (c) =>
      c.json(presentUser(ids, await changeProfile(c.env, c.var.me, c.req.valid('json')))),
    )
}

/** Seed 002: the token login of Django REST Framework. */
export const tokenAuth = ({ apis }: Config) =>
  dialect(django()).post(
    '/',
    publicEndpoint,
    body(loginForm(apis.users.loginField)),
    challenged('login'),
    async (c) => {
      const { who, password } = c.req.valid('json')
      const { token } = await logInForToken(c.env, who, password)
      return c.json({ token })
    },
  )
