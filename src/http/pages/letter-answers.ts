import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { PAGES } from '../../account/letters/letters.ts'
import { Refusal } from '../../account/refusal.ts'
import { type House, hear } from '../../dialects/dialect.ts'
import type { Mishap } from '../../dialects/mishap.ts'
import { routePath } from '../route-path.ts'
import { type Html, sendPage } from './layout.ts'
import { ONCE, pages } from './letter-pages.ts'
import { outcome } from './link-form.ts'

/** What came of it, on a page. */
export const sendOutcome = (
  c: Context<House>,
  said: Parameters<typeof outcome>[0],
  status: ContentfulStatusCode = 200,
) => send(c, said.title, outcome(said), status)

/** One of the pages of letters. `challenge`: whether it shows Turnstile's. */
export const send = (
  c: Context<House>,
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
export function sayOnPage(c: Context<House>, error: unknown): Response | Promise<Response> {
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
      return [410, { title: DEAD, text: page?.dead ?? ONCE, ...(page?.instead && { also: page.instead }) }]
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
