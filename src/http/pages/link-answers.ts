import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type Reason, Refusal } from '../../account/refusal.ts'
import { type AppEnv, hear } from '../../dialects/dialect.ts'
import type { HttpError, HttpErrorKind } from '../../dialects/http-error.ts'
import { routePath } from '../route-path.ts'
import { type Html, sendPage } from './layout.ts'
import { outcome } from './link-form.ts'
import { type LinkPage, ONCE, pages } from './link-page-texts.ts'

/** What came of it, on a page. */
export const sendOutcome = (
  c: Context<AppEnv>,
  said: Parameters<typeof outcome>[0],
  status: ContentfulStatusCode = 200,
) => send(c, said.title, outcome(said), status)

/** One of the pages of emails. `challenge`: whether it shows Turnstile's. */
export const send = (
  c: Context<AppEnv>,
  title: string,
  content: Html,
  status: ContentfulStatusCode = 200,
  challenge = false,
) =>
  sendPage(
    c,
    {
      title,
      brand: c.env.settings.SITE_NAME,
      kind: 'link',
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
export function sayOnPage(c: Context<AppEnv>, error: unknown): Response | Promise<Response> {
  const heard = hear(c, error)
  const [status, said] = inWords(c, heard)
  if (status === 503) c.header('Retry-After', heard instanceof Refusal ? '1' : heard.detail)
  if (status === 429) c.header('Retry-After', String((heard as Refusal).seconds))
  return sendOutcome(c, { ...said, kind: 'dead' }, status)
}

type Sentence = { title: string; text: string; also?: Html }

type Answer = [ContentfulStatusCode, Sentence]

const BROKEN: Answer = [
  500,
  { title: 'Something went wrong here', text: 'It was logged. Please try again later.' },
]
const UNREADABLE: Answer = [
  400,
  { title: 'This form could not be read', text: 'Open the link from your email again.' },
]
const deadOn = (page?: LinkPage): Answer => [
  410,
  { title: DEAD, text: page?.dead ?? ONCE, ...(page?.instead && { also: page.instead }) },
]

/** Whatever can be thrown has its answer here. What no page of emails throws is a fault of ours. */
const answers: Record<Reason | HttpErrorKind, Answer | ((page?: LinkPage) => Answer)> = {
  dead_link: deadOn,
  unknown_uid: deadOn,
  // What a form got wrong stands beside its fields, so this is a link that cannot be one of ours.
  invalid: deadOn,
  used_link: [410, { title: 'This link was used already', text: 'Your account is active: just sign in.' }],
  too_large: [413, { title: 'That was too much', text: 'Open the link from your email again.' }],
  too_slow: [408, { title: 'This form came too slowly', text: 'Please send it again.' }],
  unsupported_media: [
    415,
    {
      title: 'This form could not be read',
      text: 'It came compressed. Open the link from your email again.',
    },
  ],
  unreadable: UNREADABLE,
  repeated_name: UNREADABLE,
  too_deep: UNREADABLE,
  not_an_object: UNREADABLE,
  unexpected_file: UNREADABLE,
  challenge_failed: [
    403,
    { title: 'That did not work', text: 'Go back, solve the challenge, and send the form again.' },
  ],
  too_many: [429, { title: 'That was too often', text: 'Please wait a little, and try again.' }],
  busy: [503, { title: LATER, text: 'Nothing was changed. Please try again in a moment.' }],
  unavailable: (page) => [503, { title: LATER, text: page ? UNKNOWN : 'Please try again in a minute.' }],
  wrong_credentials: BROKEN,
  token_invalid: BROKEN,
  token_inactive: BROKEN,
  jwt_invalid: BROKEN,
  jwt_wrong_kind: BROKEN,
  jwt_ended: BROKEN,
  jwt_inactive: BROKEN,
  jwt_nobody: BROKEN,
  not_yours: BROKEN,
  own_account: BROKEN,
  not_found: BROKEN,
  activation_off: BROKEN,
  unchanged: BROKEN,
  bad_picture: BROKEN,
  picture_too_large: BROKEN,
  not_signed_in: BROKEN,
  header_empty: BROKEN,
  header_spaces: BROKEN,
  header_characters: BROKEN,
  cross_site: BROKEN,
  not_allowed: BROKEN,
  no_such_address: BROKEN,
  broken: BROKEN,
}

function inWords(c: Context<AppEnv>, heard: Refusal | HttpError): Answer {
  const page = pages.find(({ path }) => path === routePath(c.req.raw))
  const answer = answers[heard instanceof Refusal ? heard.reason : heard.kind]
  return typeof answer === 'function' ? answer(page) : answer
}
