import type { MiddlewareHandler } from 'hono'
import type * as z from 'zod/mini'
import { publicId, readId } from '../account/ids.ts'
import { changePassword } from '../account/passwords/change-password.ts'
import { policyOf } from '../account/passwords/password-policy.ts'
import {
  changeProfileForActivation,
  findAccount,
  refuseRemoval,
  removeAccountWithPassword,
} from '../account/profile/profile.ts'
import { changeUsername } from '../account/profile/username.ts'
import { registerForActivation } from '../account/sign-in/registration.ts'
import { listAccounts } from '../account/staff/users.ts'
import { NewPassword, Password, RepeatedPassword } from '../account/words.ts'
import { type Config, usernameFieldOf } from '../ports/config.ts'
import { DJOSER_VIEWS } from '../ports/djoser-views.ts'
import type { Account, FieldValues } from '../ports/schema.ts'
import type { Answer } from '../ports/user-field.ts'
import { headerWords } from './authentication-classes.ts'
import { challenged, publicEndpoint, signedIn, signedInWith, staffSignedIn } from './authorization.ts'
import { type AppEnv, dialect, type Mount, mountAt } from './dialect.ts'
import { accountPath, body, changeBody, fields, personBody } from './django-request.ts'
import { django } from './django-voice.ts'
import { repeated, setLogin, setPassword, withPassword } from './djoser-forms.ts'
import { djoserLinks } from './djoser-links.ts'
import { djoserJwt, djoserTokens, djoserView } from './djoser-tokens.ts'
import { trench, trenchJwt, trenchToken } from './djoser-trench.ts'
import type { Person } from './documents/djoser.ts'
import { answerPage } from './drf-pagination.ts'
import { changeForms, namesOf, ownSentences, personForm, presenter } from './person.ts'
import { lazyQuery } from './query.ts'
import { nextPage, userPaging } from './user-paging.ts'

// djoser's own serializers have the two names only where a project adds them.
const NAMES = { first_name: { declared: true }, last_name: { declared: true } }
const SHOWN = ['email', 'username'] as const

/** Where accounts have no usernames, an email address is what people sign in with. */
const registrationParts = ({ usernames, apis }: Config) => ({
  username: { required: true },
  email: usernames ? { blank: true } : { required: true },
  ...NAMES,
  password: NewPassword,
  re_password: repeated(RepeatedPassword, apis.djoser.settings.USER_CREATE_PASSWORD_RETYPE),
})

/** djoser's serializer does not write the address that people sign in with, unless a project says otherwise. */
const changeParts = ({ apis }: Config) => ({
  username: {},
  email: { blank: true, declared: apis.djoser.loginField === 'email' },
  ...NAMES,
})

const Removal = fields({ current_password: Password })

/** Finds whose account it is before the body is looked at; others' are not there. */
const theirAccount: MiddlewareHandler<AppEnv, '/:id'> = async function theirAccount(c, next) {
  c.set('them', await findAccount(c.env, c.var.me, readId(c.req.param('id'))))
  await next()
}

const removable: MiddlewareHandler<AppEnv, '/:id'> = async function removable(c, next) {
  refuseRemoval(c.var.me, readId(c.req.param('id')))
  await next()
}

/** Djoser's users. What is not there under `/users` is asked for a token first, as in djoser. */
function djoser(config: Config, base: string) {
  const { settings, ids, idName, pages, openRoot } = config.apis.djoser
  const mayRegister = settings.USER_CREATE === 'staff' ? staffSignedIn : publicEndpoint
  const account = `/users${accountPath(ids)}` as const
  const names = { oldPassword: 'current_password', ...namesOf(config, 'djoser') }
  const voice = django({
    names,
    ...ownSentences(config),
    wrong: 'Invalid password.',
    ...headerWords(config),
  })
  const present = presenter(config, 'djoser', SHOWN)
  const presentPerson = (
    account: Account,
    answer: Answer = 'owner',
  ): z.infer<typeof Person> & FieldValues => {
    const { email, ...others } = present(account, answer)
    // In the order of djoser's own serializer.
    return { email, [idName as 'id']: publicId(ids, account), ...others }
  }
  const registration = personForm(registrationParts(config), { config, api: 'djoser', kind: 'registration' })
  const change = changeBody(changeForms(changeParts(config), config, 'djoser'))
  return dialect(voice, { closed: /^\/users(\/[^/]+)?$/ })
    .get('/', openRoot ? publicEndpoint : signedIn, (c) =>
      c.json({ users: `${c.env.settings.PUBLIC_URL}${base}/users/` }),
    )
    .post('/users', mayRegister, personBody(registration), challenged('registration'), async (c) => {
      const account = await registerForActivation(c.env, policyOf(c.env, 'djoser'), c.req.valid('json'))
      return c.json(presentPerson(account, 'registration'), 201)
    })
    .get('/users', signedIn, lazyQuery(userPaging(ids)), async (c) => {
      const path = `${c.env.settings.PUBLIC_URL}${base}/users/`
      const presentUser = (account: Account) => presentPerson(account, 'user')
      if (pages) return answerPage(c, { pages, ids, path, present: presentUser })
      const { users, next } = await listAccounts(c.env, c.var.me, c.req.valid('query'), ids)
      // The body is the bare array that djoser's clients know, so the next page is told beside it (RFC 8288).
      if (next !== undefined) c.header('Link', `<${nextPage(path, c.req.query(), next)}>; rel="next"`)
      return c.json(users.map(presentUser))
    })
    .get('/users/me', signedIn, (c) => c.json(presentPerson(c.var.me.account)))
    .on(['PUT', 'PATCH'], '/users/me', signedIn, change, async (c) =>
      c.json(
        presentPerson(
          await changeProfileForActivation(c.env, c.var.me, c.var.me.account, c.req.valid('json')),
        ),
      ),
    )
    .delete('/users/me', signedInWith(body(Removal)), async (c) => {
      await removeAccountWithPassword(
        c.env,
        c.var.me,
        c.var.me.account.id,
        c.req.valid('json').currentPassword,
      )
      return c.body(null, 204)
    })
    .post(
      '/users/set_password',
      signedInWith(body(setPassword(settings)), { complete: withPassword }),
      async (c) => {
        const { currentPassword, ...input } = c.req.valid('json')
        await changePassword(c.env, c.var.me, policyOf(c.env, 'djoser'), {
          ...input,
          oldPassword: currentPassword,
          logsOut: settings.LOGOUT_ON_PASSWORD_CHANGE,
        })
        return c.body(null, 204)
      },
    )
    .post(
      `/users/set_${usernameFieldOf(config)}`,
      signedInWith(body(setLogin(config)), { complete: withPassword }),
      async (c) => {
        await changeUsername(c.env, c.var.me, c.req.valid('json'))
        return c.body(null, 204)
      },
    )
    .get(account, signedIn, theirAccount, (c) => c.json(presentPerson(c.var.them, 'user')))
    .on(['PUT', 'PATCH'], account, signedIn, theirAccount, change, async (c) =>
      c.json(
        presentPerson(
          await changeProfileForActivation(c.env, c.var.me, c.var.them, c.req.valid('json')),
          'user',
        ),
      ),
    )
    .delete(account, signedInWith(body(Removal), { allow: removable }), async (c) => {
      await removeAccountWithPassword(
        c.env,
        c.var.me,
        readId(c.req.param('id')),
        c.req.valid('json').currentPassword,
      )
      return c.body(null, 204)
    })
}

/** Djoser, its tokens and JWTs below it or at paths of their own, and what django-trench adds to each. */
export function routesOf(config: Config): Mount[] {
  const { at, tokens, jwt, views, trench: hasTrench } = config.apis.djoser
  const below = (name: string) => ({
    api: 'djoser',
    standard: `/auth${name}`,
    paths: at.map((base) => base + name),
  })
  const ofTrench = <Open>(...opens: Open[]) => (hasTrench ? opens : [])
  return [
    ...DJOSER_VIEWS.flatMap((view) =>
      mountAt(
        { api: 'djoser', standard: `/auth/${view}`, paths: views[view] ?? [] },
        djoserView(view),
        config,
      ),
    ),
    ...(tokens ? [djoserTokens, ...ofTrench(trenchToken)] : []).flatMap((open) =>
      mountAt(below('/token'), open, config),
    ),
    ...(jwt ? [djoserJwt, ...ofTrench(trenchJwt)] : []).flatMap((open) =>
      mountAt(below('/jwt'), open, config),
    ),
    ...[djoser, djoserLinks, ...ofTrench(...(jwt ? [trenchJwt] : []), trench)].flatMap((open) =>
      mountAt(below(''), open, config),
    ),
  ]
}
