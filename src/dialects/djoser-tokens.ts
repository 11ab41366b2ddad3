import { Refusal } from '../account/refusal.ts'
import { logOut } from '../account/sessions/session.ts'
import {
  refreshAccess,
  refreshTokenPair,
  revokeTokenPair,
  verifyJwt,
} from '../account/sessions/token-pair.ts'
import { described } from '../account/shapes.ts'
import { logInForToken, logInForTokenPair } from '../account/sign-in/login.ts'
import { Opaque } from '../account/words.ts'
import { type Config, jwtLoginFieldOf } from '../ports/config.ts'
import { headerWords, jwtChallenge } from './authentication-classes.ts'
import { challenged, publicEndpoint, withCredential } from './authorization.ts'
import { codeAnswers } from './code-answers.ts'
import { dialect, firstGood, type Said } from './dialect.ts'
import { django } from './django.ts'
import { body, fields } from './django-request.ts'
import { loginForm, looseLoginForm, withCode } from './login-form.ts'

const Jwt = described(Opaque, {
  description: 'A JWT.',
  examples: ['eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
})

const Refresh = fields({ refresh: Jwt })
const Verification = fields({ token: Jwt })

const standard = django()

/** Where the settings ask for it, a code that is missing is answered as by django-trench. */
const tokenVoice = {
  ...standard,
  code_needed: (refusal: Refusal, request: Request): Said => {
    const said = standard.code_needed(refusal, request)
    const signIn = refusal.asked?.signIn
    return signIn === undefined ? said : [200, { ephemeral_token: signIn, method: 'app' }, { ...said[2] }]
  },
}

/** Djoser's tokens. A missing field is answered like a wrong pair. */
export const djoserTokens = (config: Config) =>
  dialect({ ...tokenVoice, ...headerWords(config) })
    .post(
      '/login',
      publicEndpoint,
      body(looseLoginForm(config.apis.djoser.loginField)),
      challenged('login'),
      async (c) => {
        const { who, password } = c.req.valid('json')
        if (password === undefined || Object.values(who).includes(undefined))
          throw new Refusal('wrong_credentials')
        const as = c.env.settings.TRENCH_TOKEN_LOGIN ? ('token' as const) : undefined
        const { token } = await logInForToken(c.env, who, { ...withCode(c, password), as })
        return c.json({ auth_token: token })
      },
    )
    .post('/logout', withCredential, async (c) => {
      await firstGood(c.var.credentials, (credential) => logOut(c.env, credential))
      return c.body(null, 204)
    })

/** The words of simplejwt's own APIs: one sentence, and its challenge. */
function jwtVoice(config: Config) {
  const challenge = jwtChallenge(config)
  const refuse = (detail: string, code?: string) => (): Said => [401, { detail, code }, challenge]
  const notValid = (detail: string) => refuse(detail, 'token_not_valid')
  // simplejwt asks whether an account is active and does not tell those that are gone from the others.
  const noActiveAccount = refuse('No active account found for the given token.')
  return django({
    wrong_credentials: refuse('No active account found with the given credentials'),
    ...codeAnswers((sentence, reason) =>
      refuse(sentence, reason === 'code_wrong' ? 'otp_invalid' : 'otp_required')(),
    ),
    jwt_invalid: notValid('Token is invalid or expired'),
    jwt_wrong_kind: notValid('Token has wrong type'),
    jwt_ended: notValid('Token is blacklisted'),
    jwt_inactive: noActiveAccount,
    jwt_nobody: noActiveAccount,
  })
}

const end = [publicEndpoint, body(Refresh)] as const

/** simplejwt's JWTs. None of these APIs looks at the Authorization header. */
export const djoserJwt = (config: Config) =>
  dialect(jwtVoice(config))
    .post(
      '/create',
      publicEndpoint,
      body(loginForm(jwtLoginFieldOf(config))),
      challenged('login'),
      async (c) => {
        const { who, password } = c.req.valid('json')
        const { tokenPair } = await logInForTokenPair(c.env, who, withCode(c, password), 'jwt')
        return c.json({ refresh: tokenPair.refresh, access: tokenPair.access })
      },
    )
    .post('/refresh', publicEndpoint, body(Refresh), async (c) => {
      const { refresh } = c.req.valid('json')
      const rotates = c.env.settings.ROTATE_REFRESH_TOKENS
      return c.json(rotates ? await refreshTokenPair(c.env, refresh) : await refreshAccess(c.env, refresh))
    })
    .post('/verify', publicEndpoint, body(Verification), async (c) => {
      await verifyJwt(c.env, c.req.valid('json').token)
      return c.json({})
    })
    .post('/blacklist', ...end, async (c) => {
      await revokeTokenPair(c.env, c.req.valid('json').refresh)
      return c.json({})
    })
    .post('/logout', ...end, async (c) => {
      await revokeTokenPair(c.env, c.req.valid('json').refresh)
      return c.json({})
    })
