import type { Context } from 'hono'
import { html } from 'hono/html'
import { Hono } from 'hono/tiny'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Refusal } from '../../account/refusal.ts'
import { isOffered } from '../../account/second-factor/policy.ts'
import { endSession } from '../../account/sessions/session.ts'
import { logInToConsole } from '../../account/sign-in/login.ts'
import { meetChallenge } from '../../account/sign-in/turnstile.ts'
import { Login, Password } from '../../account/words.ts'
import { publicEndpoint } from '../authorization.ts'
import { type AppEnv, hear } from '../dialect.ts'
import { fields } from '../django-request.ts'
import { challengeOf } from '../pages/forgot-page.ts'
import {
  CODE_SENTENCES,
  currentPassword,
  type Field,
  type Filled,
  linkForm,
  NOTHING_YET,
} from '../pages/link-form.ts'
import { sendLinkPage } from '../pages/send-link-page.ts'
import { problemsOf, readTyped } from '../pages/typed.ts'
import { parse, readQuery } from '../reading.ts'
import {
  atConsole,
  clearConsoleCookie,
  findMe,
  placeOf,
  readOwnForm,
  refuseOtherOrigins,
  setConsoleCookie,
} from './guard.ts'

const Credentials = fields({ login: Login, password: Password })

const CODE_FIELD: Field = {
  name: 'code',
  label: 'Code from your app, if you have one',
  optional: true,
  input: html`class="code" autocomplete="one-time-code" spellcheck="false" maxlength="20"`,
}

const nameField = ({ config }: AppEnv['Bindings']): Field => ({
  name: 'login',
  label: config.usernames ? 'Username or email address' : 'Email address',
  input: html`autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="254"`,
})

/** The same for a wrong password and for people who are not staff, so that it confirms no password. */
const WRONG = 'Wrong name or password, or an account that is not staff.'
const SENTENCES: Partial<Record<Refusal['reason'], string>> = {
  wrong_credentials: WRONG,
  ...CODE_SENTENCES,
  factor_needed: 'Staff need a second factor here. Set it up at /second-factor first.',
  enrol_needed: 'A second factor is needed here. Set it up at /second-factor first.',
}
const ENDED = 'Your session had ended, so nothing was changed. Sign in again.'

/** How staff get in and out. A sign-in always opens a new session, and ends the one that the browser had. */
export const signInRoutes = new Hono<AppEnv>()
  .get('/admin/sign-in', publicEndpoint, async (c) => {
    const { to, ended } = readQuery(c)
    if (await findMe(c)) return c.redirect(placeOf(to), 303)
    const filled = ended === undefined ? NOTHING_YET : problem(ENDED)
    return sendSignIn(c, placeOf(to), filled)
  })
  .post('/admin/sign-in', publicEndpoint, async (c) => {
    refuseOtherOrigins(c)
    const typed = await readTyped(c)
    const to = placeOf(typed.to)
    try {
      const { login, password } = parse(Credentials, typed)
      await meetChallenge(c.env, 'login', typed['cf-turnstile-response'] ?? '')
      const before = await findMe(c)
      const opened = await logInToConsole(c.env, { identifier: login }, { password, otp: typed.code })
      setConsoleCookie(c, opened.token)
      if (before) await endSession(c.env, before.session, 'sign_out')
      return c.redirect(to, 303)
    } catch (error) {
      const sentence = error instanceof Refusal && SENTENCES[error.reason]
      if (!sentence) return sendSignIn(c, to, problemsOf(c, error, typed), 400)
      hear(c, error)
      return sendSignIn(c, to, { ...problem(sentence), values: { login: typed.login ?? '' } }, 401)
    }
  })
  .post('/admin/sign-out', atConsole, async (c) => {
    await readOwnForm(c)
    await endSession(c.env, c.var.me.session, 'sign_out')
    clearConsoleCookie(c)
    return c.redirect('/admin/sign-in', 303)
  })

const problem = (text: string): Filled => ({ values: {}, problems: { '': [text] } })

const sendSignIn = (c: Context<AppEnv>, to: string, filled: Filled, status: ContentfulStatusCode = 200) =>
  sendLinkPage(
    c,
    'Sign in',
    linkForm(
      {
        to: '/admin/sign-in',
        title: 'Sign in',
        lead: 'The console is for staff. Sessions end after half an hour without use.',
        hidden: to === '/admin' ? {} : { to },
        fields: [nameField(c.env), currentPassword, ...(isOffered(c.env) ? [CODE_FIELD] : [])],
        button: 'Sign in',
        before: challengeOf(c, 'login'),
        also: html`<p class="also"><a href="/password/forgot">Forgot your password?</a></p>`,
      },
      filled,
    ),
    { status, challenge: c.env.turnstile.isOn('login') },
  )
