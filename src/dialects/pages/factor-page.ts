import type { Context } from 'hono'
import { html, raw } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Me } from '../../account/me.ts'
import { shownName } from '../../account/names/shown-name.ts'
import { proveByPasskey } from '../../account/passkeys/own-passkeys.ts'
import { Refusal } from '../../account/refusal.ts'
import {
  beginTotp,
  confirmTotp,
  type FactorView,
  pendingTotp,
  removeTotp,
  renewRecoveryCodes,
  setEmailApproval,
  viewFactor,
} from '../../account/second-factor/enrolment.ts'
import { prove } from '../../account/second-factor/proof.ts'
import { endTrustedClients } from '../../account/second-factor/trusted-clients.ts'
import { authenticatePage } from '../../account/sessions/session.ts'
import { endOwnSession } from '../../account/sessions/session-list.ts'
import { logInForPage } from '../../account/sign-in/login.ts'
import { PAGE_SECONDS } from '../../account/sign-in/open-session.ts'
import { meetChallenge } from '../../account/sign-in/turnstile.ts'
import { pageCookie, refuseOtherSites, setPageCookie, setWaitingCookie, trustedCookie } from '../cookies.ts'
import { type AppEnv, hear } from '../dialect.ts'
import { changePasskeys, newPasskeyPart, passkeyPart } from './factor-passkeys.ts'
import { goBack, returnOf, type Way } from './factor-return.ts'
import { challengeOf } from './forgot-page.ts'
import type { Html } from './layout.ts'
import {
  anyCode,
  appCode,
  CODE_SENTENCES,
  currentPassword,
  linkForm,
  loginName,
  NOTHING_YET,
} from './link-form.ts'
import { passkeyButton } from './passkey-button.ts'
import { sendLinkPage } from './send-link-page.ts'
import { readTyped } from './typed.ts'
import { typedUse } from './typed-passkey.ts'

const PATH = '/second-factor'
const TITLE = 'Two-step sign-in'

type Typed = Record<string, string>

/** Sentences for refusals that are about what was typed. Others have a page of their own. */
const SENTENCES: Partial<Record<Refusal['reason'], string>> = {
  wrong_credentials: 'Wrong username or password.',
  ...CODE_SENTENCES,
  invalid: 'This is wrong, or has expired.',
  passkey_refused: 'This passkey does not work here.',
  passkeys_full: 'You have twenty passkeys. Remove one first.',
  not_found: 'This passkey was removed already.',
  last_factor: 'Two-step sign-in is required here.',
  no_factor: 'Two-step sign-in is off.',
  factor_there: 'Two-step sign-in is on already.',
  sign_in_ended: 'You went back already. Sign in there once more.',
}

/** The page as the reader may see it. */
export async function showPage(c: Context<AppEnv>): Promise<Response> {
  const me = await authenticatePage(c.env, pageCookie(c))
  return me ? showOverview(c, me) : showSignIn(c)
}

/** What a form of the page does. */
export async function act(c: Context<AppEnv>): Promise<Response> {
  refuseOtherSites(c)
  const typed = await readTyped(c)
  const action = c.req.param('action') ?? ''
  if (action === 'sign-in') return signIn(c, typed)
  const me = await authenticatePage(c.env, pageCookie(c))
  if (!me) return c.redirect(PATH, 303)
  try {
    return await perform(c, me, typed)
  } catch (error) {
    // Refused, because the session ended meanwhile: by a new password, or with the account.
    if (error instanceof Refusal && !(await authenticatePage(c.env, pageCookie(c)))) {
      hear(c, error)
      setPageCookie(c, '', 0)
      return c.redirect(PATH, 303)
    }
    if (error instanceof Refusal && error.reason === 'proof_needed')
      return showProof(c, me, told(c, error), error.asked?.methods)
    const problem = told(c, error)
    if (action === 'confirm') return showSecret(c, me, problem)
    return action === 'prove' ? showProof(c, me, problem) : showOverview(c, me, problem)
  }
}

/** The sentence for a refusal. Every other error is thrown again. */
function told(c: Context<AppEnv>, error: unknown): string {
  const sentence = error instanceof Refusal && SENTENCES[error.reason]
  if (sentence || (error instanceof Refusal && error.reason === 'proof_needed')) {
    hear(c, error)
    return sentence || ''
  }
  throw error
}

async function perform(c: Context<AppEnv>, me: Me, typed: Typed): Promise<Response> {
  const ports = c.env
  const back = () => c.redirect(PATH, 303)
  switch (c.req.param('action')) {
    case 'begin':
      await beginTotp(ports, me)
      return showSecret(c, me)
    case 'confirm':
      return showCodes(c, me, await confirmTotp(ports, me, typed.code))
    case 'prove':
      if (typed.credential !== undefined) await proveByPasskey(ports, me, typedUse(typed))
      else await prove(ports, me, { otp: typed.code, password: typed.password })
      return back()
    case 'passkey':
      return send(c, await newPasskeyPart(c, me, PATH))
    case 'passkey-add':
    case 'passkey-remove':
    case 'require':
      return showCodes(c, me, await changePasskeys(c, me, c.req.param('action') ?? '', typed))
    case 'codes':
      return showCodes(c, me, await renewRecoveryCodes(ports, me))
    case 'remove':
      await removeTotp(ports, me)
      return back()
    case 'distrust':
      await endTrustedClients(ports, me)
      return back()
    case 'approval':
      await setEmailApproval(ports, me, typed.on === 'true')
      return back()
    case 'codes.txt':
      return sendCodes(c, typed.codes ?? '')
    case 'return':
      return goBack(c, me)
    default:
      await endOwnSession(ports, me, me.session.id)
      setPageCookie(c, '', 0)
      setWaitingCookie(c, '', 0)
      return back()
  }
}

async function signIn(c: Context<AppEnv>, typed: Typed): Promise<Response> {
  try {
    await meetChallenge(c.env, 'login', typed['cf-turnstile-response'] ?? '')
    const presented = { password: typed.password ?? '', otp: typed.code, trustedClient: trustedCookie(c) }
    const { token } = await logInForPage(c.env, { identifier: typed.username ?? '' }, presented)
    setPageCookie(c, token, PAGE_SECONDS)
    return c.redirect(PATH, 303)
  } catch (error) {
    return showSignIn(c, told(c, error), typed)
  }
}

type Sending = { status?: ContentfulStatusCode; challenge?: boolean; leadsTo?: string | undefined }

const send = (c: Context<AppEnv>, content: Html, sending: Sending = {}) =>
  sendLinkPage(c, TITLE, content, sending) as Promise<Response>

function showSignIn(c: Context<AppEnv>, problem = '', typed: Typed = {}): Promise<Response> {
  const form = linkForm(
    {
      to: `${PATH}/sign-in`,
      title: TITLE,
      lead: 'Sign in to set it up, or to change it.',
      hidden: {},
      fields: [loginName, currentPassword, { ...anyCode, optional: true }],
      button: 'Sign in',
      before: challengeOf(c, 'login'),
      also: passkeyButton({ to: '/sign-in/passkey', text: 'Sign in with a passkey' }),
    },
    problem ? { values: { username: typed.username ?? '' }, problems: { form: [problem] } } : NOTHING_YET,
  )
  return send(c, form, { status: problem ? 400 : 200, challenge: c.env.turnstile.isOn('login') })
}

/** A proof is asked for with what the reader has: a code, a passkey, or the password. `methods`: what would be one. */
async function showProof(
  c: Context<AppEnv>,
  me: Me,
  problem: string,
  methods?: readonly string[],
): Promise<Response> {
  const { isRequired, passkeys } = await viewFactor(c.env, me)
  const hasPasskey = methods ? methods.includes('passkey') : passkeys > 0
  const byPasskey = hasPasskey ? passkeyButton({ to: `${PATH}/prove`, text: 'Use a passkey' }) : html``
  if (hasPasskey && methods?.length === 1) return send(c, proofByPasskey(byPasskey), { status: 403 })
  const form = linkForm(
    {
      to: `${PATH}/prove`,
      title: 'Is it you?',
      lead: 'Some time has passed since you signed in.',
      hidden: {},
      fields: [isRequired ? anyCode : currentPassword],
      button: 'Go on',
      also: byPasskey,
    },
    problem ? { values: {}, problems: { form: [problem] } } : NOTHING_YET,
  )
  return send(c, form, { status: problem ? 400 : 403 })
}

const proofByPasskey = (button: Html) => html`<main>
<section class="card">
<h1>Use your passkey</h1>
<p>It shows that it is you, and that the passkey works.</p>
<noscript><p class="problem">Passkeys need JavaScript.</p></noscript>
${button}
<p class="also"><a href="${PATH}">Back</a></p>
</section>
</main>`

async function showSecret(c: Context<AppEnv>, me: Me, problem = ''): Promise<Response> {
  const pending = await pendingTotp(c.env, me)
  if (!pending) return showOverview(c, me, problem)
  // Loaded when it is needed: nobody else pays for it.
  const { qrSvg } = await import('../qr-svg.ts')
  const groups = pending.secret.match(/.{1,4}/g)?.join(' ')
  const form = linkForm(
    {
      to: `${PATH}/confirm`,
      title: 'Set up your app',
      lead: 'Scan this with an authenticator app, or type the key below it. Then enter the code that the app shows.',
      hidden: {},
      fields: [appCode],
      button: 'Turn on',
      top: html`<div class="qr">${raw(qrSvg(pending.url))}</div>
<p class="key"><code>${groups}</code></p>`,
    },
    problem ? { values: {}, problems: { code: [problem] } } : NOTHING_YET,
  )
  return send(c, form, { status: problem ? 400 : 200 })
}

/** Recovery codes are shown once. The download sends the same ones back as a text. */
async function showCodes(c: Context<AppEnv>, me: Me, codes: string[]): Promise<Response> {
  if (codes.length === 0) return c.redirect(PATH, 303)
  const way = await returnOf(c, me)
  return send(
    c,
    html`<main>
<section class="card">
<h1>Your recovery codes</h1>
<p>Each of them signs you in once, if you lose your app. They are shown only now: keep them where others do not look.</p>
<ul class="recovery">${codes.map((each) => html`<li><code>${each}</code></li>`)}</ul>
<form method="post" action="${PATH}/codes.txt">
<input type="hidden" name="codes" value="${codes.join(' ')}">
<button type="submit"${way && html` class="second"`}>Download as text</button>
</form>
${way ? button('return', `I have kept them. Go back to ${way.host}`) : html`<p class="also"><a href="${PATH}">I have kept them</a></p>`}
</section>
</main>`,
    { leadsTo: way?.origin },
  )
}

const CODES = /^([0-9A-Z]{5}-[0-9A-Z]{5} ?){1,10}$/

/** Nothing but codes is sent back. */
function sendCodes(c: Context<AppEnv>, codes: string): Response {
  if (!CODES.test(codes)) throw Refusal.of('codes', 'malformed')
  const text = `${c.env.settings.SITE_NAME}\n\n${codes.split(' ').join('\n')}\n`
  return c.text(text, 200, { 'Content-Disposition': 'attachment; filename="recovery-codes.txt"' })
}

const button = (action: string, text: string, hidden: Html | '' = '', kind = '') =>
  html`<form method="post" action="${PATH}/${action}">${hidden}<button type="submit"${kind && html` class="${kind}"`}>${text}</button></form>`

async function showOverview(c: Context<AppEnv>, me: Me, problem = ''): Promise<Response> {
  const [factor, way] = [await viewFactor(c.env, me), await returnOf(c, me)]
  return send(
    c,
    html`<main>
<section class="card">
<h1>${TITLE}</h1>
<p>${shownName(me.account)}</p>
${problem && html`<p class="problem" role="alert">${problem}</p>`}
${way && !factor.isRequired && beforeReturn(way)}
${factor.isRequired ? whileOn(c, factor, way) : whileOff(factor)}
${await passkeyPart(c, me, factor, button)}
${button('sign-out', 'Sign out of this page', '', 'second')}
</section>
</main>`,
    { status: problem ? 400 : 200, leadsTo: way?.origin },
  )
}

const beforeReturn = ({ host, cancel }: Way) =>
  html`<p>You need it to sign in. Set it up, and then you go back to ${host}. <a href="${cancel}">Cancel</a></p>`

const whileOff = ({
  deadline,
  requiredBy,
}: FactorView) => html`<p>It is off: your password alone is enough to sign in.
${deadline !== null && html` From ${new Date(deadline).toISOString().slice(0, 10)} on, nobody signs in here without it.`}
${deadline === null && requiredBy === 'policy' && html` As staff, you need it.`}</p>
${button('begin', 'Set up an app')}`

const whileOn = (
  c: Context<AppEnv>,
  { codesLeft, emailApproval, requiredBy, hasTotp, passkeys }: FactorView,
  way: Way | undefined,
) => html`<p>It is on: a ${hasTotp ? 'code from your app' : 'passkey or a recovery code'} is needed to sign in. Recovery codes left: ${codesLeft}.</p>
${way && button('return', `Go back to ${way.host}`)}
${button('begin', hasTotp ? 'Use another app' : 'Set up an app')}
${button('codes', 'Make new recovery codes')}
${button('distrust', 'Ask for a code on every device')}
${
  c.env.settings.EMAIL_APPROVAL &&
  button(
    'approval',
    emailApproval ? 'Do not approve sign-ins by email' : 'Approve sign-ins by email',
    html`<input type="hidden" name="on" value="${!emailApproval}">`,
  )
}
${hasTotp && (passkeys > 0 || requiredBy !== 'policy') && button('remove', passkeys > 0 ? 'Remove the app' : 'Turn it off')}`
