import type * as z from 'zod/mini'
import { publicId } from '../account/ids.ts'
import { policyOf } from '../account/passwords/password-policy.ts'
import { changeProfile } from '../account/profile/profile.ts'
import { logInForToken } from '../account/sign-in/login.ts'
import { registerWithToken } from '../account/sign-in/registration.ts'
import { NewPassword } from '../account/words.ts'
import type { Config } from '../ports/config.ts'
import type { Account, FieldValues } from '../ports/schema.ts'
import type { Answer } from '../ports/user-field.ts'
import { challenged, publicEndpoint, signedIn } from './authorization.ts'
import { dialect, type Mount, mountAt } from './dialect.ts'
import { accountPath, body, changeBody, ownId, personBody } from './django-request.ts'
import { django } from './django-voice.ts'
import type { User } from './documents/users.ts'
import { loginForm, withCode } from './login-form.ts'
import { management, passwordReset } from './management.ts'
import { changeForms, namesOf, ownSentences, personForm, presenter } from './person.ts'

const CHANGE = { first_name: { blank: true }, last_name: { blank: true }, email: { blank: true } }
const REGISTRATION = { username: { required: true }, password: NewPassword, ...CHANGE }

/** The users API: accounts as a collection, with a token from the start. */
function users(config: Config) {
  const { ids } = config.apis.users
  const account = accountPath(ids)
  const present = presenter(config, 'users', ['username', 'first_name', 'last_name', 'email'])
  const presentUser = (account: Account, answer: Answer = 'owner'): z.infer<typeof User> & FieldValues => ({
    id: publicId(ids, account),
    ...present(account, answer),
  })
  const registration = personForm(REGISTRATION, { config, api: 'users', kind: 'registration' })
  const change = [signedIn, ownId, changeBody(changeForms(CHANGE, config, 'users'))] as const
  return dialect(django({ names: namesOf(config, 'users'), ...ownSentences(config) }))
    .post('/', publicEndpoint, personBody(registration), challenged('registration'), async (c) => {
      const { account, token } = await registerWithToken(c.env, policyOf(c.env, 'users'), c.req.valid('json'))
      return c.json({ ...presentUser(account, 'registration'), auth_token: token }, 201)
    })
    .get(account, signedIn, ownId, (c) => c.json(presentUser(c.var.me.account)))
    .on(['PUT', 'PATCH'], account, ...change, async (c) =>
      c.json(presentUser(await changeProfile(c.env, c.var.me, c.req.valid('json')))),
    )
}

/** The token login of Django REST Framework. */
const tokenAuth = ({ apis }: Config) =>
  dialect(django()).post(
    '/',
    publicEndpoint,
    body(loginForm(apis.users.loginField)),
    challenged('login'),
    async (c) => {
      const { who, password } = c.req.valid('json')
      const { token } = await logInForToken(c.env, who, withCode(c, password))
      return c.json({ token })
    },
  )

/** The collections of users, and their management, which adds to them. */
export function routesOf(config: Config): Mount[] {
  const { users: collections, management: managed } = config.apis
  const of = (api: string, standard: string, paths: readonly string[]) => ({ api, standard, paths })
  return [
    ...mountAt(of('users', '/api/v1/users', [...new Set([...collections.at, ...managed.at])]), users, config),
    ...mountAt(of('management', '/api/v1/users', managed.at), management, config),
    ...mountAt(of('management', '/api/password_reset', managed.resetAt), passwordReset, config),
    ...mountAt(of('users', '/api-token-auth', collections.tokenAt), tokenAuth, config),
  ]
}
