import type { Hono } from 'hono/tiny'
import { Refusal } from '../account/refusal.ts'
import { logOut } from '../account/sessions/session.ts'
import { refreshAccess, refreshTokenPair, revokeTokenPair } from '../account/sessions/token-pair.ts'
import { verifyJwt } from '../account/sessions/verify-jwt.ts'
import { described } from '../account/shapes.ts'
import { logInForToken, logInForTokenPair } from '../account/sign-in/login.ts'
import { Opaque } from '../account/words.ts'
import { type Config, jwtLoginFieldOf } from '../ports/config.ts'
import { DJOSER_VIEWS, type DjoserView } from '../ports/djoser-views.ts'
import { headerWords, jwtChallenge } from './authentication-classes.ts'
import { challenged, publicEndpoint, withCredential } from './authorization.ts'
import { codeAnswers } from './code-answers.ts'
import { type AppEnv, dialect, firstGood, type Said } from './dialect.ts'
import { body, fields } from './django-request.ts'
import { django } from './django-voice.ts'
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

/** Adds a view at a path of an app. */
type Add = (app: Hono<AppEnv>, path: string, config: Config) => void

const endPair: Add = (app, path) =>
  app.post(path, publicEndpoint, body(Refresh), async (c) => {
    await revokeTokenPair(c.env, c.req.valid('json').refresh)
    return c.json({})
  })

const views: Record<DjoserView, Add> = {
  // A missing field is answered like a wrong pair.
  'token/login': (app, path, config) =>
    app.post(
      path,
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
    ),
  'token/logout': (app, path) =>
    app.post(path, withCredential, async (c) => {
      await firstGood(c.var.credentials, (credential) => logOut(c.env, credential))
      return c.body(null, 204)
    }),
  'jwt/create': (app, path, config) =>
    app.post(
      path,
      publicEndpoint,
      body(loginForm(jwtLoginFieldOf(config))),
      challenged('login'),
      async (c) => {
        const { who, password } = c.req.valid('json')
        const { tokenPair } = await logInForTokenPair(c.env, who, withCode(c, password), 'jwt')
        return c.json({ refresh: tokenPair.refresh, access: tokenPair.access })
      },
    ),
  'jwt/refresh': (app, path) =>
    app.post(path, publicEndpoint, body(Refresh), async (c) => {
      const { refresh } = c.req.valid('json')
      const rotates = c.env.settings.ROTATE_REFRESH_TOKENS
      return c.json(rotates ? await refreshTokenPair(c.env, refresh) : await refreshAccess(c.env, refresh))
    }),
  'jwt/verify': (app, path) =>
    app.post(path, publicEndpoint, body(Verification), async (c) => {
      await verifyJwt(c.env, c.req.valid('json').token)
      return c.json({})
    }),
  'jwt/blacklist': endPair,
  'jwt/logout': endPair,
}

/** Djoser's own views of tokens, and simplejwt's of JWTs, which do not look at the Authorization header. */
const open = (kind: string, config: Config) =>
  dialect(kind === 'token' ? { ...tokenVoice, ...headerWords(config) } : jwtVoice(config))

/** What is below `token/` or `jwt/` of a base path: all that the configuration does not have elsewhere. */
const below = (kind: 'token' | 'jwt') => (config: Config) => {
  const app = open(kind, config)
  for (const view of DJOSER_VIEWS)
    if (view.startsWith(`${kind}/`) && config.apis.djoser.views[view] === undefined)
      views[view](app, view.slice(kind.length), config)
  return app
}

export const djoserTokens = below('token')
export const djoserJwt = below('jwt')

/** A view by itself, at a path of the configuration's own. */
export const djoserView = (view: DjoserView) => (config: Config) => {
  const app = open(view.replace(/\/.*/, ''), config)
  views[view](app, '/', config)
  return app
}
