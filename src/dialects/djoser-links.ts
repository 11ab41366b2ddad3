import { activate, resendActivation } from '../account/links/activation.ts'
import { requestLink } from '../account/links/requested-links.ts'
import { policyOf } from '../account/passwords/password-policy.ts'
import { finishReset } from '../account/passwords/password-reset.ts'
import { finishUsernameReset } from '../account/profile/username.ts'
import { type Config, usernameFieldOf } from '../ports/config.ts'
import { challenged, publicEndpoint } from './authorization.ts'
import { dialect } from './dialect.ts'
import { Address, body } from './django-request.ts'
import { django } from './django-voice.ts'
import { Link, resetLogin, resetPassword } from './djoser-forms.ts'
import { ownSentences } from './person.ts'

/** What djoser does by mailed links. None of these APIs asks for a login. */
export function djoserLinks(config: Config) {
  const login = usernameFieldOf(config)
  return dialect(django({ ...ownSentences(config) }))
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
    .post(
      '/users/reset_password_confirm',
      publicEndpoint,
      body(resetPassword(config.apis.djoser.settings)),
      async (c) => {
        await finishReset(c.env, policyOf(c.env, 'djoser'), c.req.valid('json'))
        return c.body(null, 204)
      },
    )
    .post(`/users/reset_${login}`, publicEndpoint, body(Address), challenged('reset'), async (c) => {
      await requestLink(c.env, { purpose: 'username', address: c.req.valid('json').email })
      return c.body(null, 204)
    })
    .post(`/users/reset_${login}_confirm`, publicEndpoint, body(resetLogin(config)), async (c) => {
      await finishUsernameReset(c.env, c.req.valid('json'))
      return c.body(null, 204)
    })
}
