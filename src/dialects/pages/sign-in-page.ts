import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { isBlankCode } from '../../account/one-time-tokens/code.ts'
import { Refusal } from '../../account/refusal.ts'
import { authenticatePage } from '../../account/sessions/session.ts'
import { waitForEnrolment } from '../../account/sign-in/after-enrolment.ts'
import { continueAtPage, type Ended, signInAtPage } from '../../account/sign-in/hosted-sign-in.ts'
import { PAGE_SECONDS } from '../../account/sign-in/open-session.ts'
import { meetChallenge } from '../../account/sign-in/turnstile.ts'
import {
  pageCookie,
  refuseOtherSites,
  setPageCookie,
  setTrustedCookie,
  setWaitingCookie,
  trustedCookie,
} from '../cookies.ts'
import { type AppEnv, hear } from '../dialect.ts'
import { readQuery } from '../reading.ts'
import { challengeOf } from './forgot-page.ts'
import {
  anyCode,
  CODE_SENTENCES,
  currentPassword,
  type Filled,
  type Form,
  linkForm,
  loginName,
  NOTHING_YET,
} from './link-form.ts'
import { passkeyButton } from './passkey-button.ts'
import { sendLinkPage } from './send-link-page.ts'
import { readRequest, type SignInRequest, wayBack, writeRequest } from './sign-in-request.ts'
import { otherWays } from './sign-in-ways.ts'
import { readTyped } from './typed.ts'

const PATH = '/sign-in'
const TITLE = 'Sign in'

type Typed = Record<string, string>
type Asked = SignInRequest | undefined

/** Sentences for refusals that are about what was typed. Others have a page of their own. */
const SENTENCES: Partial<Record<Refusal['reason'], string>> = {
  wrong_credentials: 'Wrong username or password.',
  code_wrong: CODE_SENTENCES.code_wrong,
  passkey_refused: 'This passkey does not sign in here.',
  sign_in_ended: 'This took too long, or the password was changed. Please sign in again.',
}

/** The page as a front end, or somebody without one, opens it. */
export async function showSignIn(c: Context<AppEnv>): Promise<Response> {
  const asked = readRequest(c.env.settings, readQuery(c))
  const isIn = !asked && (await authenticatePage(c.env, pageCookie(c)))
  return isIn ? c.redirect('/second-factor', 303) : sendSignIn(c, asked)
}

/** The first step: a password. */
export async function signIn(c: Context<AppEnv>): Promise<Response> {
  refuseOtherSites(c)
  const typed = await readTyped(c)
  const asked = readRequest(c.env.settings, typed)
  try {
    await meetChallenge(c.env, 'login', typed['cf-turnstile-response'] ?? '')
    const presented = { password: typed.password ?? '', trustedClient: trustedCookie(c) }
    const ended = await signInAtPage(c.env, { identifier: typed.username ?? '' }, presented, asked)
    return await leave(c, asked, ended)
  } catch (error) {
    return answer(c, asked, error, typed)
  }
}

/** The second step: a code. */
export async function enterCode(c: Context<AppEnv>): Promise<Response> {
  refuseOtherSites(c)
  const typed = await readTyped(c)
  const asked = readRequest(c.env.settings, typed)
  const { sign_in: signedIn = '', code: otp = '', trust } = typed
  if (isBlankCode(otp))
    return sendCode(c, asked, signedIn, { problem: 'Enter the code.', hasPasskey: typed.passkey === 'true' })
  try {
    const sent = { otp, trust: trust === 'true', as: asked?.as ?? 'token' }
    return await leave(c, asked, await continueAtPage(c.env, signedIn, sent, asked))
  } catch (error) {
    return answer(c, asked, error, typed)
  }
}

/**
 * Sends who has signed in to where they came from, or to the pages. Who has to set a second factor up first goes back to
 * the front end from there.
 */
export async function leave(c: Context<AppEnv>, asked: Asked, ended: Ended): Promise<Response> {
  if (ended.trustedClient !== undefined) setTrustedCookie(c, ended.trustedClient)
  if (asked && 'code' in ended) return c.redirect(wayBack(asked, { code: ended.code }), 303)
  if ('pageToken' in ended) {
    setPageCookie(c, ended.pageToken, PAGE_SECONDS)
    if (asked)
      setWaitingCookie(c, await waitForEnrolment(c.env, ended.sessionId, writeRequest(asked)), PAGE_SECONDS)
  }
  return c.redirect('/second-factor', 303)
}

/** The form that a refusal leads to. Every other error is thrown again. */
export function answer(c: Context<AppEnv>, asked: Asked, error: unknown, typed: Typed) {
  const refused = error instanceof Refusal ? error : undefined
  const problem = refused && SENTENCES[refused.reason]
  if (refused?.reason === 'code_needed') {
    hear(c, error)
    const { signIn = '', methods = [] } = refused.asked ?? {}
    return sendCode(c, asked, signIn, { hasPasskey: methods.includes('passkey') })
  }
  if (problem === undefined) throw error
  hear(c, error)
  const isSecond =
    refused?.reason === 'code_wrong' || (refused?.reason === 'passkey_refused' && typed.sign_in)
  return isSecond
    ? sendCode(c, asked, typed.sign_in ?? '', { problem, hasPasskey: typed.passkey === 'true' })
    : sendSignIn(c, asked, problem, typed)
}

function sendSignIn(c: Context<AppEnv>, asked: Asked, problem = '', typed: Typed = {}) {
  const form: Form = {
    to: PATH,
    title: TITLE,
    lead: asked ? `Then you go back to ${new URL(asked.back).host}.` : 'Sign in to your account here.',
    hidden: writeRequest(asked),
    fields: [loginName, currentPassword],
    button: TITLE,
    before: challengeOf(c, 'login'),
    also: otherWays(c, asked),
  }
  return sendForm(c, asked, form, { problem, typed, challenge: c.env.turnstile.isOn('login') })
}

type Second = { problem?: string; hasPasskey: boolean }

function sendCode(c: Context<AppEnv>, asked: Asked, signedIn: string, { problem = '', hasPasskey }: Second) {
  const { TRUSTED_CLIENT_DAYS: days } = c.env.settings
  const form: Form = {
    to: `${PATH}/code`,
    title: 'Enter your code',
    lead: 'This account needs a second step to sign in.',
    hidden: { ...writeRequest(asked), sign_in: signedIn, ...(hasPasskey && { passkey: 'true' }) },
    fields: [anyCode],
    button: 'Go on',
    before:
      days > 0
        ? html`<label class="check"><input type="checkbox" name="trust" value="true"> Do not ask for a code on this device for ${days} days</label>`
        : undefined,
    also: html`${hasPasskey && passkeyButton({ to: `${PATH}/passkey`, text: 'Use a passkey instead' })}
<p class="also"><a href="${PATH}?${new URLSearchParams(writeRequest(asked)).toString()}">Sign in as somebody else</a></p>`,
  }
  return sendForm(c, asked, form, { problem })
}

type Shown = { problem?: string; typed?: Typed; filled?: Filled; challenge?: boolean }

/** Sends a form, which may lead back to where the reader came from. */
export function sendForm(
  c: Context<AppEnv>,
  asked: Asked,
  form: Form,
  { problem = '', typed = {}, filled = filledWith(problem, typed), challenge = false }: Shown = {},
) {
  const status: ContentfulStatusCode = Object.keys(filled.problems).length > 0 ? 400 : 200
  const leadsTo = asked && new URL(asked.back).origin
  return sendLinkPage(c, form.title, linkForm(form, filled), {
    status,
    challenge,
    leadsTo,
  }) as Promise<Response>
}

const filledWith = (problem: string, { username = '' }: Typed): Filled =>
  problem ? { values: { username }, problems: { form: [problem] } } : NOTHING_YET
