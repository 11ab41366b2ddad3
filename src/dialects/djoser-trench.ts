import type { Context } from 'hono'
import { Refusal } from '../account/refusal.ts'
import {
  beginTotp,
  confirmTotp,
  removeTotp,
  renewRecoveryCodes,
  viewFactor,
} from '../account/second-factor/enrolment.ts'
import { continueSignIn } from '../account/sign-in/continue-sign-in.ts'
import { logInForTokenPair } from '../account/sign-in/login.ts'
import { Opaque } from '../account/words.ts'
import { type Config, jwtLoginFieldOf } from '../ports/config.ts'
import type { ApiSessionKind } from '../ports/schema.ts'
import { headerWords } from './authentication-classes.ts'
import { challenged, publicEndpoint, signedIn } from './authorization.ts'
import { codeAnswers } from './code-answers.ts'
import { type AppEnv, dialect } from './dialect.ts'
import { body, fields } from './django-request.ts'
import { bearer, django } from './django-voice.ts'
import { loginForm, withCode } from './login-form.ts'
import { offered } from './offered.ts'

/*
 * The endpoints of django-trench 0.3, which serves a second factor to clients of djoser and simplejwt. Its
 * `ephemeral_token` is the `sign_in` of the account API. Its documentation mounts them below /auth/, its example project
 * below /auth/jwt/ and /auth/token/.
 */

const Code = fields({ ephemeral_token: Opaque, code: Opaque })
const OwnCode = fields({ code: Opaque })

/** The methods of trench that Gatehouse does not have. */
const OTHER = ':method{email|sms_api|sms_twilio|yubi}'

const loginVoice = django({
  wrong_credentials: () => [400, { error: 'Unable to login with provided credentials.' }],
  ...codeAnswers((sentence, reason, { signIn }) => {
    if (reason === 'code_needed' && signIn !== undefined)
      return [200, { ephemeral_token: signIn, method: 'app' }]
    return reason === 'code_wrong'
      ? [401, { error: 'Invalid or expired code.' }, bearer]
      : [400, { error: sentence }]
  }),
  sign_in_ended: () => [401, { error: 'Invalid or expired token.' }, bearer],
})

const wrongCode = { code: ['Code invalid or expired.'] }

const ownVoice = django({
  wrong: 'Code invalid or expired.',
  ...codeAnswers(() => [400, wrongCode]),
  proof_needed: () => [403, { error: 'Sign in again to do this.' }],
  no_factor: () => [400, { error: '2FA is not enabled.' }],
  last_factor: () => [409, { error: 'A second factor is required here.' }],
  factor_there: () => [400, { error: 'MFA method already active.' }],
  no_method: () => [400, { error: 'Requested MFA method does not exist.' }],
})

const finish = async (
  c: Context<AppEnv, string, { out: { json: { ephemeralToken: string; code: string } } }>,
  as: ApiSessionKind,
) => {
  const { ephemeralToken, code } = c.req.valid('json')
  const opened = await continueSignIn(c.env, ephemeralToken, { otp: code, as })
  if ('token' in opened) return c.json({ auth_token: opened.token })
  const { refresh, access } = opened.tokenPair
  return c.json({ refresh, access })
}

/** The sign-in in two steps for JWTs. */
export const trenchJwt = (config: Config) =>
  dialect(loginVoice)
    .post(
      '/login',
      offered,
      publicEndpoint,
      body(loginForm(jwtLoginFieldOf(config))),
      challenged('login'),
      async (c) => {
        const { who, password } = c.req.valid('json')
        const presented = { ...withCode(c, password), as: 'jwt' as const }
        const { tokenPair } = await logInForTokenPair(c.env, who, presented, 'jwt')
        return c.json({ refresh: tokenPair.refresh, access: tokenPair.access })
      },
    )
    .post('/login/code', offered, publicEndpoint, body(Code), (c) => finish(c, 'jwt'))

/** The second step of a sign-in for a token. */
export const trenchToken = () =>
  dialect(loginVoice).post('/login/code', offered, publicEndpoint, body(Code), (c) => finish(c, 'token'))

/** The second factor of the caller's own account. */
export const trench = (config: Config) =>
  dialect({ ...ownVoice, ...headerWords(config) })
    .get('/mfa/config', offered, signedIn, (c) =>
      c.json({
        methods: ['app'],
        confirm_disable_with_code: true,
        confirm_regeneration_with_code: true,
        allow_backup_codes_regeneration: true,
      }),
    )
    .get('/mfa/user-active-methods', offered, signedIn, async (c) => {
      const { hasTotp } = await viewFactor(c.env, c.var.me)
      return c.json(hasTotp ? [{ name: 'app', is_primary: true }] : [])
    })
    .post('/app/activate', offered, signedIn, async (c) => {
      if ((await viewFactor(c.env, c.var.me)).hasTotp) throw new Refusal('factor_there')
      const { url } = await beginTotp(c.env, c.var.me)
      return c.json({ details: url })
    })
    .post('/app/activate/confirm', offered, signedIn, body(OwnCode), async (c) => {
      const codes = await confirmTotp(c.env, c.var.me, c.req.valid('json').code)
      return c.json({ backup_codes: codes })
    })
    .post('/app/deactivate', offered, signedIn, body(OwnCode), async (c) => {
      await removeTotp(c.env, c.var.me, c.req.valid('json').code)
      return c.body(null, 204)
    })
    .post('/app/codes/regenerate', offered, signedIn, body(OwnCode), async (c) => {
      const { code } = c.req.valid('json')
      return c.json({ backup_codes: await renewRecoveryCodes(c.env, c.var.me, code) })
    })
    .on(
      'POST',
      ['/code/request', '/mfa/change-primary-method', `/${OTHER}/activate`],
      offered,
      signedIn,
      () => {
        throw new Refusal('no_method')
      },
    )
