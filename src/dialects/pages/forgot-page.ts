import type { Context } from 'hono'
import { html } from 'hono/html'
import { Hono } from 'hono/tiny'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { requestLink } from '../../account/links/requested-links.ts'
import { meetChallenge } from '../../account/sign-in/turnstile.ts'
import { Email } from '../../account/words.ts'
import { publicEndpoint } from '../authorization.ts'
import type { AppEnv } from '../dialect.ts'
import { fields } from '../django-request.ts'
import { parse } from '../reading.ts'
import { address, type Filled, linkForm, NOTHING_YET } from './link-form.ts'
import { pageVoice, sayOnPage } from './page-voice.ts'
import { onTheWay } from './return-link.ts'
import { sendLinkPage, sendOutcome } from './send-link-page.ts'
import { problemsOf, readTyped } from './typed.ts'

/** The page to ask for an email to choose a new password. It does not say whether there is an account. */
export const forgotPage = new Hono<AppEnv>()
  .get('/password/forgot', (c) => sendForgot(c, NOTHING_YET))
  .post('/password/forgot', publicEndpoint, async (c) => {
    const typed = await readTyped(c)
    try {
      const { email } = parse(fields({ email: Email }), typed)
      await meetChallenge(c.env, 'reset', typed['cf-turnstile-response'] ?? '')
      await requestLink(c.env, { purpose: 'reset', address: email })
      return c.redirect(onTheWay(c, '/password/forgot/done'), 303)
    } catch (error) {
      return sendForgot(c, problemsOf(c, error, typed), 400)
    }
  })
  .get('/password/forgot/done', (c) =>
    sendOutcome(c, {
      title: 'Check your inbox',
      text: 'If there is an account with this email address, you will get an email soon.',
      kind: 'done',
    }),
  )
forgotPage.onError(sayOnPage(pageVoice()))

const sendForgot = (c: Context<AppEnv>, filled: Filled, status: ContentfulStatusCode = 200) =>
  sendLinkPage(
    c,
    'Forgot your password?',
    linkForm(
      {
        to: onTheWay(c, '/password/forgot'),
        title: 'Forgot your password?',
        lead: 'Enter your email address, and we will send you an email to choose a new password.',
        hidden: {},
        fields: [address],
        button: 'Send the email',
        before: challengeOf(c, 'reset'),
      },
      filled,
    ),
    { status, challenge: c.env.turnstile.isOn('reset') },
  )

/** The challenge of a form, where the settings ask for one. */
export const challengeOf = (c: Context<AppEnv>, what: 'reset' | 'login') =>
  c.env.turnstile.isOn(what)
    ? html`<div class="cf-turnstile" data-sitekey="${c.env.settings.TURNSTILE_SITE_KEY}" data-action="${what}"></div>
<noscript><p class="problem">This form needs JavaScript to check that you are not a program.</p></noscript>`
    : undefined
