import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { activate } from '../../account/activation.ts'
import { raiseAlarm } from '../../account/alarm.ts'
import { askForLink } from '../../account/asked-links.ts'
import { meetChallenge } from '../../account/challenge.ts'
import { verifyEmail } from '../../account/email.ts'
import { PAGES } from '../../account/letters/letters.ts'
import { followLink, type Proof } from '../../account/links.ts'
import { finishReset } from '../../account/password-reset.ts'
import { Refusal } from '../../account/refusal.ts'
import { finishUsernameReset } from '../../account/username.ts'
import { Email, NewPassword, Opaque, Username } from '../../account/words.ts'
import { anybody } from '../../dialects/anybody.ts'
import { type House, hear } from '../../dialects/dialect.ts'
import { fields } from '../../dialects/django-request.ts'
import { byField } from '../../dialects/django-sentences.ts'
import type { Mishap } from '../../dialects/mishap.ts'
import { parse, readForm } from '../../dialects/reading.ts'
import type { Ports } from '../../ports/ports.ts'
import type { Purpose } from '../../ports/schema.ts'
import { routePath } from '../route-path.ts'
import { type Html, sendPage } from './layout.ts'
import {
  address,
  codeFields,
  type Field,
  type Filled,
  linkForm,
  NOTHING_YET,
  newPassword,
  newUsername,
  outcome,
} from './link-form.ts'

/*
 * Where a link in a letter leads to, unless the settings name another place. Reading a page changes nothing, because mail
 * scanners open links too; sending its form does. Without a link it asks for the code in the letter.
 */

type LinkPage = {
  purpose: Purpose
  title: string
  lead: string
  field?: Field
  button: string
  done: { title: string; text: string }
  /** What to do when the link does not work. */
  dead: string
  /** Does it, with what was typed. */
  finish: (ports: Ports, proof: Proof, typed: Record<string, string>) => Promise<void>
}

const ONCE = 'It works once, for a limited time, and until a newer letter is sent.'

const forgot = html`<p class="also"><a href="/password/forgot">Ask for a new letter</a></p>`

const pages: LinkPage[] = [
  {
    purpose: 'reset',
    title: 'Choose a new password',
    lead: 'It replaces the old one, and every device that is signed in gets signed out.',
    field: newPassword,
    button: 'Set password',
    done: { title: 'Your password is set', text: 'Sign in with it wherever you use your account.' },
    dead: ONCE,
    finish: (ports, proof, typed) =>
      finishReset(ports, 'djoser', { ...proof, ...parse(fields({ new_password: NewPassword }), typed) }),
  },
  {
    purpose: 'username',
    title: 'Choose a new username',
    lead: 'It replaces the old one. Your password stays as it is.',
    field: newUsername,
    button: 'Set username',
    done: { title: 'Your username is set', text: 'Sign in with it from now on.' },
    dead: `${ONCE} Ask for a new letter where you asked for this one.`,
    finish: (ports, proof, typed) =>
      finishUsernameReset(ports, { ...proof, ...parse(fields({ new_username: Username }), typed) }),
  },
  {
    purpose: 'activation',
    title: 'Activate your account',
    lead: 'One click, and it is ready to use.',
    button: 'Activate',
    done: { title: 'Your account is active', text: 'You can sign in now.' },
    dead: `${ONCE} If your account is active already, just sign in. If not, ask for a new letter.`,
    finish: activate,
  },
  {
    purpose: 'email',
    title: 'Confirm your address',
    lead: 'Then we know that letters to it reach you.',
    button: 'Confirm',
    done: { title: 'Your address is confirmed', text: 'There is nothing else to do.' },
    dead: `${ONCE} If your address is confirmed already, there is nothing to do. If not, ask for a new letter.`,
    finish: verifyEmail,
  },
  {
    purpose: 'alarm',
    title: 'This was not me',
    lead: 'Everybody who is signed in gets signed out, the password stops working, and this address becomes the account’s again. Then we send you a letter to choose a new password.',
    button: 'Secure my account',
    done: {
      title: 'Your account is safe',
      text: 'Everybody is signed out. A letter to choose a new password is on its way to you.',
    },
    dead: 'It works once, for seven days as a rule. Ask for a new password instead.',
    finish: raiseAlarm,
  },
]

/** The pages of letters, and the one to ask for a letter. */
export const linkPages = new Hono<House>()
linkPages.onError((error, c) => sayOnPage(c, error))

for (const page of pages) {
  const path = PAGES[page.purpose]
  linkPages
    .get(path, anybody, async (c) => {
      const link = readLink(c.req.query())
      if (link.token) await followLink(c.env, page.purpose, { ...link, token: link.token })
      return sendForm(c, page, link, NOTHING_YET)
    })
    .post(path, anybody, async (c) => {
      const typed = await readTyped(c)
      return attempt(c, typed, page, async () => {
        await page.finish(c.env, readProof(typed), typed)
        return c.redirect(`${path}/done`, 303)
      })
    })
    .get(`${path}/done`, (c) => sendOutcome(c, { ...page.done, kind: 'done' }))
}

linkPages
  .get('/password/forgot', (c) => sendForgot(c, NOTHING_YET))
  .post('/password/forgot', anybody, async (c) => {
    const typed = await readTyped(c)
    try {
      const { email } = parse(fields({ email: Email }), typed)
      await meetChallenge(c.env, 'reset', typed['cf-turnstile-response'] ?? '')
      await askForLink(c.env, { purpose: 'reset', address: email })
      return c.redirect('/password/forgot/done', 303)
    } catch (error) {
      return sendForgot(c, problemsOf(c, error, typed), 400)
    }
  })
  .get('/password/forgot/done', (c) =>
    sendOutcome(c, {
      title: 'Look into your mailbox',
      text: 'If an account has this address, a letter is on its way there.',
      kind: 'done',
    }),
  )

/** Sends the form again when what was typed into it is not right. */
async function attempt(
  c: Context<House>,
  typed: Record<string, string>,
  page: LinkPage,
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    return sendForm(c, page, readLink(typed), problemsOf(c, error, typed), 400)
  }
}

type Link = { uid?: string; token?: string }

/** What a link holds. Ours say `id` and `key`, djoser's `uid` and `token`. */
function readLink(query: Record<string, string>): Link {
  const uid = query.uid ?? query.id
  const token = query.token ?? query.key
  return token ? { ...(uid && { uid }), token } : {}
}

/** What is wrong with what was typed; whatever else was thrown is thrown on. */
function problemsOf(c: Context<House>, error: unknown, values: Record<string, string>): Filled {
  if (!(error instanceof Refusal && error.reason === 'invalid')) throw error
  hear(c, error)
  return { values, problems: byField(error.issues, {}, 'This code is wrong, or does not work any more.') }
}

async function readTyped(c: Context<House>): Promise<Record<string, string>> {
  const form = await readForm(c, c.env.settings.JSON_BODY_BYTES)
  return Object.fromEntries(form.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

const readProof = (typed: Record<string, string>): Proof =>
  typed.token
    ? parse(fields({ uid: Opaque.optional(), token: Opaque }), readLink(typed))
    : parse(fields({ email: Email, code: Opaque }), typed)

function sendForm(
  c: Context<House>,
  page: LinkPage,
  hidden: Record<string, string>,
  filled: Filled,
  status: ContentfulStatusCode = 200,
) {
  const { purpose, field, title } = page
  const byCode = hidden.token ? [] : codeFields
  const form = { ...page, to: PAGES[purpose], hidden, fields: [...byCode, ...(field ? [field] : [])] }
  return send(c, title, linkForm(form, filled), status)
}

const sendForgot = (c: Context<House>, filled: Filled, status: ContentfulStatusCode = 200) =>
  send(
    c,
    'Forgot your password?',
    linkForm(
      {
        to: '/password/forgot',
        title: 'Forgot your password?',
        lead: 'Tell us your address, and we send you a letter to choose a new one.',
        hidden: {},
        fields: [address],
        button: 'Send the letter',
        before: challengeOf(c),
      },
      filled,
    ),
    status,
    c.env.turnstile.isOn('reset'),
  )

const challengeOf = (c: Context<House>) =>
  c.env.turnstile.isOn('reset')
    ? html`<div class="cf-turnstile" data-sitekey="${c.env.settings.TURNSTILE_SITE_KEY}" data-action="reset"></div>
<noscript><p class="problem">This form needs JavaScript, to tell people from programs.</p></noscript>`
    : undefined

const sendOutcome = (
  c: Context<House>,
  said: Parameters<typeof outcome>[0],
  status: ContentfulStatusCode = 200,
) => send(c, said.title, outcome(said), status)

const send = (
  c: Context<House>,
  title: string,
  content: Html,
  status: ContentfulStatusCode,
  challenge = false,
) =>
  sendPage(
    c,
    {
      title,
      brand: c.env.settings.SITE_NAME,
      kind: 'letter',
      styles: ['/pages/link.css'],
      script: '/pages/link.js',
      challenge,
      content,
    },
    status,
  )

const DEAD = 'This link no longer works'
const LATER = 'Not possible right now'
/** Of a fault nobody knows whether it came before or after. */
const UNKNOWN = 'Please try again in a minute. If it says then that the link no longer works, it was done.'

/** Whatever else was refused, in words for a person. */
function sayOnPage(c: Context<House>, error: unknown): Response | Promise<Response> {
  const heard = hear(c, error)
  const [status, said] = inWords(c, heard)
  if (status === 503) c.header('Retry-After', heard instanceof Refusal ? '1' : heard.detail)
  if (status === 429) c.header('Retry-After', String((heard as Refusal).seconds))
  return sendOutcome(c, { ...said, kind: 'dead' }, status)
}

type Sentence = { title: string; text: string; also?: Html }

function inWords(c: Context<House>, heard: Refusal | Mishap): [ContentfulStatusCode, Sentence] {
  const page = pages.find(({ purpose }) => PAGES[purpose] === routePath(c.req.raw))
  switch (heard.message) {
    case 'dead_link':
    case 'unknown_uid':
      return [
        410,
        {
          title: DEAD,
          text: page?.dead ?? ONCE,
          ...(page && ['reset', 'alarm'].includes(page.purpose) && { also: forgot }),
        },
      ]
    case 'used_link':
      return [410, { title: 'This link was used already', text: 'Your account is active: just sign in.' }]
    case 'too_large':
      return [413, { title: 'That was too much', text: 'Open the link from your letter again.' }]
    case 'unreadable':
      return [400, { title: 'This form could not be read', text: 'Open the link from your letter again.' }]
    case 'challenge_failed':
      return [
        403,
        { title: 'That did not work', text: 'Go back, solve the challenge, and send the form again.' },
      ]
    case 'too_many':
      return [429, { title: 'That was too often', text: 'Please wait a little, and try again.' }]
    case 'busy':
      return [503, { title: LATER, text: 'Nothing was changed. Please try again in a moment.' }]
    case 'unavailable':
      return [503, { title: LATER, text: page ? UNKNOWN : 'Please try again in a minute.' }]
    default:
      return [500, { title: 'Something went wrong here', text: 'It was logged. Please try again later.' }]
  }
}
