import type { Context } from 'hono'
import { html } from 'hono/html'
import { shownName } from '../../account/names/shown-name.ts'
import { isBlankCode } from '../../account/one-time-tokens/code.ts'
import { Refusal } from '../../account/refusal.ts'
import {
  askToSignIn,
  logInByEmailAtPage,
  type SignInProof,
  viewSignIn,
} from '../../account/sign-in/email-sign-in.ts'
import { meetChallenge } from '../../account/sign-in/turnstile.ts'
import { Email } from '../../account/words.ts'
import { refuseOtherSites, trustedCookie } from '../cookies.ts'
import { type AppEnv, hear } from '../dialect.ts'
import { fields } from '../django-request.ts'
import { parse, readQuery } from '../reading.ts'
import { challengeOf } from './forgot-page.ts'
import { address, codeFields, type Filled, type Form, NOTHING_YET } from './link-form.ts'
import { answer, leave, sendForm } from './sign-in-page.ts'
import { readRequest, type SignInRequest, writeRequest } from './sign-in-request.ts'
import { problemsOf, readTyped } from './typed.ts'

const PATH = '/sign-in/email'
const TITLE = 'Sign in by email'

type Asked = SignInRequest | undefined

/** The page that the link in an email leads to, or without one the form to ask for it. */
export async function showEmail(c: Context<AppEnv>): Promise<Response> {
  const query = readQuery(c)
  const [uid, token] = [query.id ?? query.uid, query.key ?? query.token]
  return uid && token ? showLink(c, { uid, token }) : sendAsk(c, readRequest(c.env.settings, query))
}

/** Asks for the email. It does not say whether there is an account. */
export async function askForEmail(c: Context<AppEnv>): Promise<Response> {
  refuseOtherSites(c)
  const typed = await readTyped(c)
  const asked = readRequest(c.env.settings, typed)
  let email: string
  try {
    email = parse(fields({ email: Email }), typed).email
  } catch (error) {
    return sendAsk(c, asked, problemsOf(c, error, typed))
  }
  await meetChallenge(c.env, 'reset', typed['cf-turnstile-response'] ?? '')
  const page = asked && writeRequest(asked)
  const signIn = await askToSignIn(c.env, email, { as: asked?.as ?? 'token', ...(page && { page }) })
  return sendMailedCode(c, asked, signIn)
}

/** The code in the email, typed where it was asked for. */
export async function enterMailedCode(c: Context<AppEnv>): Promise<Response> {
  refuseOtherSites(c)
  const typed = await readTyped(c)
  const asked = readRequest(c.env.settings, typed)
  const { sign_in: signIn = '', code = '' } = typed
  if (isBlankCode(code)) return sendMailedCode(c, asked, signIn, 'Enter the code.')
  try {
    return await finish(c, { signIn, code }, asked)
  } catch (error) {
    if (!(error instanceof Refusal && error.reason === 'invalid')) return answer(c, asked, error, typed)
    hear(c, error)
    return sendMailedCode(c, asked, signIn, 'This code is wrong or no longer works.')
  }
}

/** The button behind the link. Where it leads is what the link was asked for. */
export async function followLink(c: Context<AppEnv>): Promise<Response> {
  refuseOtherSites(c)
  const { uid = '', token = '' } = await readTyped(c)
  const { page } = await viewSignIn(c.env, { uid, token })
  const asked = readRequest(c.env.settings, page ?? {})
  try {
    return await finish(c, { uid, token }, asked)
  } catch (error) {
    return answer(c, asked, error, {})
  }
}

const finish = async (c: Context<AppEnv>, proof: SignInProof, asked: Asked) =>
  leave(c, asked, await logInByEmailAtPage(c.env, proof, { trustedClient: trustedCookie(c) }, asked))

/** Says whom it would sign in, so that nobody is signed in as somebody else without seeing it. */
async function showLink(c: Context<AppEnv>, link: { uid: string; token: string }): Promise<Response> {
  const { account, client, page } = await viewSignIn(c.env, link)
  const form: Form = {
    to: PATH,
    title: `Sign in as ${shownName(account)}`,
    lead: 'Somebody asked for this with your email address. Go on only if it was you.',
    hidden: link,
    fields: [],
    button: 'Sign in',
    top: html`<dl class="facts"><div><dt>Program</dt><dd>${client.program}</dd></div>
<div><dt>Place</dt><dd>${client.place}</dd></div>
<div><dt>Time</dt><dd>${client.time}</dd></div></dl>`,
  }
  return sendForm(c, readRequest(c.env.settings, page ?? {}), form)
}

function sendAsk(c: Context<AppEnv>, asked: Asked, filled: Filled = NOTHING_YET) {
  const form: Form = {
    to: `${PATH}/ask`,
    title: TITLE,
    lead: 'Enter your email address, and we will send you a link and a code to sign in with.',
    hidden: writeRequest(asked),
    fields: [address],
    button: 'Send the email',
    before: challengeOf(c, 'reset'),
  }
  return sendForm(c, asked, form, { filled, challenge: c.env.turnstile.isOn('reset') })
}

function sendMailedCode(c: Context<AppEnv>, asked: Asked, signIn: string, problem = '') {
  const form: Form = {
    to: `${PATH}/code`,
    title: 'Check your inbox',
    lead: 'If there is an account with this email address, you will get an email soon. Follow its link on this device, or enter the code from it here.',
    hidden: { ...writeRequest(asked), sign_in: signIn },
    fields: codeFields.slice(1),
    button: 'Sign in',
  }
  return sendForm(c, asked, form, { problem })
}
