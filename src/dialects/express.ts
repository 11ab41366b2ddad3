import * as z from 'zod/mini'
import { changePassword } from '../account/passwords/change-password.ts'
import { policyOf } from '../account/passwords/password-policy.ts'
import { changeProfile } from '../account/profile/profile.ts'
import { Refusal } from '../account/refusal.ts'
import { logOut } from '../account/sessions/session.ts'
import { refreshOneOf, refreshTokenPair } from '../account/sessions/token-pair.ts'
import { described, transformed } from '../account/shapes.ts'
import { logInForTokenPair } from '../account/sign-in/login.ts'
import { register } from '../account/sign-in/registration.ts'
import { LooseOpaque, Password, PersonName } from '../account/words.ts'
import type { Config } from '../ports/config.ts'
import { challenged, publicEndpoint } from './authorization.ts'
import {
  clearCookies,
  findCookie,
  readCookie,
  refuseOtherSites,
  setCookies,
  trustedCookie,
} from './cookies.ts'
import { dialect, firstGood, type Mount, mountAt } from './dialect.ts'
import { withErrorPages } from './express-error-page.ts'
import { body, form, Picture, signedIn, signedInWith, withCredential } from './express-request.ts'
import { splitName, userPresenter } from './express-user.ts'
import { tell, express as voice } from './express-voice.ts'
import { SentCode, withCode } from './login-form.ts'
import { namesOf, personForm } from './person.ts'

/** The second name of each field. */
const SPELLINGS = { avatar: 'Avatar', coverImage: 'CoverImg', userName: 'username', fullname: 'fullName' }
const PASSWORD_SPELLINGS = { currentPassword: 'oldPassword' }

/** Some relatives of this back end change a password by POST, others by PATCH. */
const POST_OR_PATCH = ['POST', 'PATCH']

const FullName = described(PersonName, {
  description: 'Its first word is the first name, the rest the last name.',
})
const REGISTRATION = {
  username: { required: true },
  email: { required: true },
  password: Password,
  fullName: z.optional(FullName),
  Avatar: Picture,
  CoverImg: z.optional(Picture),
}
const CHANGE = {
  fullName: z.optional(FullName),
  username: {},
  email: {},
  Avatar: z.optional(Picture),
  CoverImg: z.optional(Picture),
}

// Empty counts as left out, as in JavaScript's own idea of truth.
const name = (example: string) =>
  z.optional(transformed(described(LooseOpaque, { examples: [example] }), (text) => text || undefined))
const Credentials = z
  .object({
    username: name('ada'),
    email: name('ada@example.com'),
    identifier: described(name('ada'), { description: 'A username or an address.' }),
    password: Password,
    otp: SentCode,
  })
  .check(
    z.refine(({ username, email, identifier }) => username ?? email ?? identifier, {
      error: 'missing',
      path: ['username or email'],
    }),
  )
const Refresh = z.object({
  // The page of an app may have none where its browser has the cookie.
  refreshToken: described(z.nullish(LooseOpaque), {
    examples: ['eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
  }),
})
const PasswordChange = z.object({ oldPassword: Password, newPassword: Password })
const AvatarChange = z.object({ Avatar: Picture })
const CoverChange = z.object({ CoverImg: Picture })

/** The Express API: a back end, with answers in an envelope and pictures as files. */
function express(config: Config) {
  const api = 'express'
  const isOptional = config.apis.express.avatar === 'optional'
  const registration = personForm(
    { ...REGISTRATION, Avatar: isOptional ? z.optional(Picture) : Picture },
    { config, api, kind: 'registration' },
  )
  const change = personForm(CHANGE, { config, api, kind: 'PATCH' })
  const passwordChange = body(PasswordChange, { aliases: PASSWORD_SPELLINGS })
  const presentUser = userPresenter(config)
  const pages = withErrorPages(voice(namesOf(config, api)), config.apis.express.htmlErrors)
  return dialect(pages, { loginFirst: false })
    .post(
      '/register',
      publicEndpoint,
      form(registration.shape, { ...registration, aliases: SPELLINGS, filesAreOptional: isOptional }),
      challenged('registration'),
      async (c) => {
        const { fullName, Avatar, CoverImg, ...input } = c.req.valid('form')
        const account = await register(c.env, policyOf(c.env, 'express'), {
          ...input,
          ...splitName(fullName),
          avatar: Avatar?.bytes,
          cover: CoverImg?.bytes,
        })
        return tell(c, presentUser(c, account, 'registration'), 'User registered successfully', 201)
      },
    )
    .post(
      '/login',
      publicEndpoint,
      body(Credentials, { aliases: SPELLINGS }),
      challenged('login'),
      async (c) => {
        refuseOtherSites(c)
        const { password, otp: _, ...who } = c.req.valid('json')
        const { tokenPair, account } = await logInForTokenPair(
          c.env,
          who,
          withCode(c, password, trustedCookie(c)),
          'express',
        )
        return tell(
          c,
          { user: presentUser(c, account), ...setCookies(c, tokenPair) },
          'User logged in successfully',
        )
      },
    )
    .post('/logout', withCredential, async (c) => {
      await firstGood(c.var.credentials, (credential) => logOut(c.env, credential))
      clearCookies(c)
      return tell(c, 'User loged out successfully', 'User logged out successfully')
    })
    .post('/refreshToken', publicEndpoint, body(Refresh), async (c) => {
      refuseOtherSites(c)
      const { refreshToken } = c.req.valid('json')
      const cookie = refreshToken ? findCookie(c, 'refreshToken') : readCookie(c, 'refreshToken')
      const tokenPair =
        cookie && refreshToken
          ? await refreshOneOf(c.env, cookie, refreshToken)
          : await refreshTokenPair(c.env, cookie || refreshToken || '')
      return tell(c, setCookies(c, tokenPair), 'Access token refreshed')
    })
    .on(POST_OR_PATCH, '/changePassword', signedInWith(passwordChange), async (c) => {
      await changePassword(c.env, c.var.me, policyOf(c.env, 'express'), c.req.valid('json'))
      return tell(c, {}, 'Password changed successfully')
    })
    .get('/getUser', signedIn, (c) => tell(c, presentUser(c, c.var.me.account), 'User fetched successfully'))
    .patch(
      '/updateProfile',
      signedIn,
      form(change.shape, { ...change, aliases: SPELLINGS, filesAreOptional: true }),
      async (c) => {
        const { fullName, Avatar, CoverImg, ...others } = c.req.valid('form')
        const input = {
          ...others,
          ...splitName(fullName),
          ...(Avatar && { avatar: Avatar.bytes }),
          ...(CoverImg && { cover: CoverImg.bytes }),
        }
        if (Object.keys(input).length === 0) throw new Refusal('unchanged')
        const account = await changeProfile(c.env, c.var.me, input)
        return tell(c, presentUser(c, account), 'Account details updated successfully')
      },
    )
    .patch('/updateAvatar', signedIn, form(AvatarChange, { aliases: SPELLINGS }), async (c) => {
      const avatar = c.req.valid('form').Avatar.bytes
      const account = await changeProfile(c.env, c.var.me, { avatar })
      return tell(c, presentUser(c, account), 'Avatar image updated successfully')
    })
    .patch('/updateCoverImg', signedIn, form(CoverChange, { aliases: SPELLINGS }), async (c) => {
      const cover = c.req.valid('form').CoverImg.bytes
      const account = await changeProfile(c.env, c.var.me, { cover })
      return tell(c, presentUser(c, account), 'Cover image updated successfully')
    })
}

export const routesOf = (config: Config): Mount[] =>
  mountAt({ api: 'express', standard: '/api/v1/users', paths: config.apis.express.at }, express, config)
