import type * as z from 'zod'
import { publicId } from '../account/ids.ts'
import { shownName } from '../account/names/username.ts'
import { changePassword } from '../account/passwords/change-password.ts'
import { decodePicture } from '../account/pictures/picture.ts'
import { changeProfile } from '../account/profile/profile.ts'
import { logOut } from '../account/sessions/session.ts'
import { logInForToken } from '../account/sign-in/login.ts'
import { register } from '../account/sign-in/registration.ts'
import {
  Email,
  NewPassword,
  Opaque,
  OptionalEmail,
  OptionalOpaque,
  PersonName,
  Username,
} from '../account/words.ts'
import type { Config } from '../ports/config.ts'
import type { Account } from '../ports/schema.ts'
import { signedIn, withCredential } from './authorization.ts'
import { challenged } from './challenged.ts'
import { dialect, firstGood } from './dialect.ts'
import { challenge, django } from './django.ts'
import { body, fields, PasswordChange } from './django-request.ts'
import type { Profile } from './documents/profile.ts'
import { loginForm } from './login-form.ts'
import { publicEndpoint } from './public-endpoint.ts'

const picture = {
  description: 'A JPEG, PNG, GIF or WebP picture in base64, with or without a data-URI prefix.',
  examples: [
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  ],
}

const Registration = fields({
  username: Username,
  password: NewPassword,
  email: Email,
  first_name: PersonName.optional(),
  last_name: PersonName.optional(),
  image: Opaque.meta(picture).optional(),
})
const ProfileChange = fields({
  username: Username.optional(),
  first_name: PersonName.optional(),
  last_name: PersonName.optional(),
  email: OptionalEmail.optional(),
  image: OptionalOpaque.nullable()
    .optional()
    .meta({ ...picture, description: `${picture.description} Null or empty takes it away.` }),
})

const presentProfile = (account: Account): z.infer<typeof Profile> => ({
  first_name: account.firstName,
  last_name: account.lastName,
  email: account.email,
  username: shownName(account),
  image: account.avatar && `/media/${account.avatar}`,
})

const voice = django({
  wrong_credentials: (_, request) => [401, { message: 'Wrong username or password' }, challenge(request)],
})

const change = [signedIn, body(ProfileChange, { picture: true })] as const

/** Seed 000: one person and their profile. */
export const profile = ({ apis }: Config) =>
  dialect(voice)
    .post(
      '/register',
      publicEndpoint,
      body(Registration, { picture: true }),
      challenged('registration'),
      async (c) => {
        const { image, ...input } = c.req.valid('json')
        await register(c.env, 'profile', {
          ...input,
          avatar: image === undefined ? undefined : decodePicture(c.env, image),
        })
        return c.json({ message: 'User registered successfully' }, 201)
      },
    )
    .post(
      '/login',
      publicEndpoint,
      body(loginForm(apis.profile.loginField)),
      challenged('login'),
      async (c) => {
        const { who, password } = c.req.valid('json')
        const { token, account } = await logInForToken(c.env, who, password)
        return c.json({ token, user_id: publicId(apis.profile.ids, account) })
      },
    )
    .get('/profile', signedIn, (c) => c.json(presentProfile(c.var.me.account)))
    .on(['PUT', 'PATCH'], '/profile', ...change, async (c) => {
      const { image, ...input } = c.req.valid('json')
      const avatar = image ? decodePicture(c.env, image) : image === undefined ? undefined : null
      return c.json(presentProfile(await changeProfile(c.env, c.var.me, { ...input, avatar })))
    })
    .put('/change_password', signedIn, body(PasswordChange), async (c) => {
      await changePassword(c.env, c.var.me, 'profile', c.req.valid('json'))
      return c.json({ message: 'Password updated successfully.' })
    })
    .post('/logout', withCredential, async (c) => {
      await firstGood(c.var.credentials, (credential) => logOut(c.env, credential))
      return c.json({ message: 'Logged out successfully' })
    })
