import * as z from 'zod/mini'
import { publicId } from '../account/ids.ts'
import { changePassword } from '../account/passwords/change-password.ts'
import { policyOf } from '../account/passwords/password-policy.ts'
import { decodePicture } from '../account/pictures/picture.ts'
import { changeProfile } from '../account/profile/profile.ts'
import { logOut } from '../account/sessions/session.ts'
import { described } from '../account/shapes.ts'
import { logInForToken } from '../account/sign-in/login.ts'
import { register } from '../account/sign-in/registration.ts'
import { NewPassword, Opaque, OptionalOpaque } from '../account/words.ts'
import type { Config } from '../ports/config.ts'
import type { Account, FieldValues } from '../ports/schema.ts'
import { challenged, publicEndpoint, signedIn, signedInWith, withCredential } from './authorization.ts'
import { codeAnswers } from './code-answers.ts'
import { dialect, firstGood, type Mount, mountAt } from './dialect.ts'
import { body, changeBody, PasswordChange, personBody } from './django-request.ts'
import { challenge, django } from './django-voice.ts'
import type { Profile } from './documents/profile.ts'
import { loginForm, withCode } from './login-form.ts'
import { changeForms, namesOf, ownSentences, personForm, presenter } from './person.ts'

const picture = {
  description: 'A JPEG, PNG, GIF or WebP picture in base64, with or without a data-URI prefix.',
  examples: [
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  ],
}

const BLANK = { blank: true }
const REGISTRATION = {
  username: { required: true },
  password: NewPassword,
  email: { required: true },
  first_name: BLANK,
  last_name: BLANK,
  image: z.optional(described(Opaque, picture)),
}
const CHANGE = {
  username: {},
  first_name: BLANK,
  last_name: BLANK,
  email: BLANK,
  image: described(z.nullish(OptionalOpaque), {
    ...picture,
    description: `${picture.description} Null or empty takes it away.`,
  }),
}

/** The profile API: one person and their profile. */
function profile(config: Config) {
  const { ids, loginField } = config.apis.profile
  const voice = django({
    names: namesOf(config, 'profile'),
    ...ownSentences(config),
    wrong_credentials: (_, request) => [401, { message: 'Wrong username or password' }, challenge(request)],
    ...codeAnswers((sentence) => [401, { message: sentence }]),
  })
  const present = presenter(config, 'profile', ['first_name', 'last_name', 'email', 'username'])
  const presentProfile = (account: Account): z.infer<typeof Profile> & FieldValues => ({
    ...present(account),
    image: account.avatar && `/media/${account.avatar}`,
  })
  const registration = personForm(REGISTRATION, { config, api: 'profile', kind: 'registration' })
  const change = [signedIn, changeBody(changeForms(CHANGE, config, 'profile'), { picture: true })] as const
  return dialect(voice)
    .post(
      '/register',
      publicEndpoint,
      personBody(registration, { picture: true }),
      challenged('registration'),
      async (c) => {
        const { image, ...input } = c.req.valid('json')
        await register(c.env, policyOf(c.env, 'profile'), {
          ...input,
          avatar: image === undefined ? undefined : decodePicture(c.env, image),
        })
        return c.json({ message: 'User registered successfully' }, 201)
      },
    )
    .post('/login', publicEndpoint, body(loginForm(loginField)), challenged('login'), async (c) => {
      const { who, password } = c.req.valid('json')
      const { token, account } = await logInForToken(c.env, who, withCode(c, password))
      return c.json({ token, user_id: publicId(ids, account) })
    })
    .get('/profile', signedIn, (c) => c.json(presentProfile(c.var.me.account)))
    .on(['PUT', 'PATCH'], '/profile', ...change, async (c) => {
      const { image, ...input } = c.req.valid('json')
      const avatar = image ? decodePicture(c.env, image) : image === undefined ? undefined : null
      return c.json(presentProfile(await changeProfile(c.env, c.var.me, { ...input, avatar })))
    })
    .put('/change_password', signedInWith(body(PasswordChange)), async (c) => {
      await changePassword(c.env, c.var.me, policyOf(c.env, 'profile'), c.req.valid('json'))
      return c.json({ message: 'Password updated successfully.' })
    })
    .post('/logout', withCredential, async (c) => {
      await firstGood(c.var.credentials, (credential) => logOut(c.env, credential))
      return c.json({ message: 'Logged out successfully' })
    })
}

export const routesOf = (config: Config): Mount[] =>
  mountAt({ api: 'profile', standard: '/api', paths: config.apis.profile.at }, profile, config)
