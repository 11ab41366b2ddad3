import * as z from 'zod'
import { activate, resendActivation } from '../account/links/activation.ts'
import { requestLink } from '../account/links/requested-links.ts'
import { finishReset } from '../account/passwords/password-reset.ts'
import { finishUsernameReset } from '../account/profile/username.ts'
import { NewPassword, Opaque, RepeatedPassword, Username } from '../account/words.ts'
import { challenged } from './challenged.ts'
import { dialect } from './dialect.ts'
import { django } from './django.ts'
import { Address, body, fields } from './django-request.ts'
import { publicEndpoint } from './public-endpoint.ts'

const Uid = Opaque.meta({
  description: 'The id of the account in base64url.',
  examples: ['NmQ1ZjliYWUtYTMxYi00YjdiLTgyYzQtMzg1M2VkYTJiMDEx'],
})

const Link = fields({ uid: Uid, token: Opaque })
const PasswordReset = fields({
  uid: Uid,
  token: Opaque,
  new_password: NewPassword,
  re_new_password: RepeatedPassword.optional(),
})
// djoser does not declare these two here: what is no link is answered as a bad one, after the name.
const Loose = z
  .string()
  .catch('')
  .meta({ examples: ['x'] })
const UsernameReset = fields({
  uid: Loose,
  token: Loose,
  new_username: Username,
  re_new_username: Username.optional(),
})

/** Seed 001: what djoser does by mailed links. None of these APIs asks for a login. */
export const djoserLinks = () =>
  dialect(django())
    .post('/users/activation', publicEndpoint, body(Link), async (c) => {
      await activate(c.env, c.req.valid('json'))
      return c.body(null, 204)
    })
    .post('/users/resend_activation', publicEndpoint, body(Address), challenged('reset'), async (c) => {
      await resendActivation(c.env, c.req.valid('json').email)
      return c.body(null, 204)
    })
    .post('/users/reset_password', publicEndpoint, body(Address), challenged('reset'), async (c) => {
      await requestLink(c.env, { purpose: 'reset', address: c.req.valid('json').email })
      return c.body(null, 204)
    })
    .post('/users/reset_password_confirm', publicEndpoint, body(PasswordReset), async (c) => {
      await finishReset(c.env, 'djoser', c.req.valid('json'))
      return c.body(null, 204)
    })
    .post('/users/reset_username', publicEndpoint, body(Address), challenged('reset'), async (c) => {
      await requestLink(c.env, { purpose: 'username', address: c.req.valid('json').email })
      return c.body(null, 204)
    })
    .post('/users/reset_username_confirm', publicEndpoint, body(UsernameReset), async (c) => {
      await finishUsernameReset(c.env, c.req.valid('json'))
      return c.body(null, 204)
    })
