import { requestLink } from '../account/links/requested-links.ts'
import { changePassword } from '../account/passwords/change-password.ts'
import { policyOf } from '../account/passwords/password-policy.ts'
import { checkReset, finishReset } from '../account/passwords/password-reset.ts'
import { removeAccount } from '../account/profile/profile.ts'
import { NewPassword, Opaque } from '../account/words.ts'
import type { Config } from '../ports/config.ts'
import { challenged, publicEndpoint, signedIn, signedInWith } from './authorization.ts'
import { dialect } from './dialect.ts'
import { Address, accountPath, body, fields, ownId, PasswordChange } from './django-request.ts'
import { django } from './django-voice.ts'

const Key = fields({ token: Opaque })
const PasswordReset = fields({ token: Opaque, password: NewPassword })

/** The management API: what it adds to the accounts of the users API. */
export function management(config: Config) {
  const account = accountPath(config.apis.users.ids)
  return dialect(django())
    .delete(account, signedIn, ownId, async (c) => {
      await removeAccount(c.env, c.var.me)
      return c.body(null, 204)
    })
    .post(
      account,
      signedInWith(body(PasswordChange, { aliases: { 'old password': 'old_password' } }), { allow: ownId }),
      async (c) => {
        await changePassword(c.env, c.var.me, policyOf(c.env, 'users'), c.req.valid('json'))
        return c.json({ status: 'success', code: 200, message: 'Password updated successfully', data: [] })
      },
    )
}

const voice = django({
  names: { newPassword: 'password' },
  dead_link: () => [404, { detail: 'The OTP password entered is not valid. Please check and try again.' }],
})

/** A new password by email, as django-rest-passwordreset has it. None of these APIs asks for a login. */
export const passwordReset = () =>
  dialect(voice)
    .post('/', publicEndpoint, body(Address), challenged('reset'), async (c) => {
      await requestLink(c.env, { purpose: 'reset', address: c.req.valid('json').email, byKey: true })
      return c.json({ status: 'OK' })
    })
    .post('/validate_token', publicEndpoint, body(Key), async (c) => {
      await checkReset(c.env, c.req.valid('json').token)
      return c.json({ status: 'OK' })
    })
    .post('/confirm', publicEndpoint, body(PasswordReset), async (c) => {
      const { token, password } = c.req.valid('json')
      await finishReset(c.env, policyOf(c.env, 'users'), { token, newPassword: password })
      return c.json({ status: 'OK' })
    })
