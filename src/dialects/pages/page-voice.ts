import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Refusal } from '../../account/refusal.ts'
import { type AppEnv, hear, type Voice } from '../dialect.ts'
import type { HttpError } from '../http-error.ts'
import type { Html } from './layout.ts'
import { sendOutcome } from './send-link-page.ts'

type Sentence = { title: string; text: string; also?: Html | undefined }

export type PageAnswer = [status: ContentfulStatusCode, sentence: Sentence, headers?: Record<string, string>]

/** The words for every reason and HTTP error, as in other dialects: a new one does not compile without its words. */
type PageVoice = { [Kind in keyof Voice]: (...heard: Parameters<Voice[Kind]>) => PageAnswer }

export const ONCE = 'A link works once, and for a limited time. Newer emails can replace it.'

type Words = {
  /** Why a link may not work, and what to do then. */
  dead?: string
  /** A link to a page where the reader can go on. */
  instead?: Html | undefined
  /** What to do after a failure of ours. */
  later?: string
}

/** How pages word a refusal. */
export const pageVoice = ({
  dead = ONCE,
  instead,
  later = 'Please try again in a minute.',
}: Words = {}): PageVoice => {
  const deadLink = (): PageAnswer => [410, { title: 'This link no longer works', text: dead, also: instead }]
  return {
    dead_link: deadLink,
    unknown_uid: deadLink,
    // Invalid fields of a form are shown in the form, so here the link itself is malformed.
    invalid: deadLink,
    used_link: () => [
      410,
      { title: 'This link was already used', text: 'Your account is active. You can sign in.' },
    ],
    too_large: () => [413, { title: 'This form is too large', text: 'Open the link from your email again.' }],
    too_slow: () => [408, { title: 'This form took too long to arrive', text: 'Please send it again.' }],
    unsupported_media: () => [
      415,
      { title: UNREADABLE, text: 'It was compressed. Open the link from your email again.' },
    ],
    unreadable,
    repeated_name: unreadable,
    too_deep: unreadable,
    not_an_object: unreadable,
    unexpected_file: unreadable,
    challenge_failed: () => [
      403,
      { title: 'The challenge was not solved', text: 'Go back, solve it, and send the form again.' },
    ],
    too_many: ({ seconds }) => [
      429,
      { title: 'Too many attempts', text: 'Please wait a moment and try again.' },
      { 'Retry-After': String(seconds) },
    ],
    busy: () => [
      503,
      { title: LATER, text: 'Nothing was changed. Please try again in a moment.' },
      { 'Retry-After': '1' },
    ],
    unavailable: ({ detail }) => [503, { title: LATER, text: later }, { 'Retry-After': detail }],
    broken,
    // The verbs of these pages refuse nothing else.
    code_needed: broken,
    code_wrong: broken,
    enrol_needed: broken,
    sign_in_ended: broken,
    proof_needed: broken,
    factor_needed: broken,
    last_factor: broken,
    no_factor: broken,
    factor_there: broken,
    no_method: broken,
    passkey_refused: broken,
    passkeys_full: broken,
    wrong_credentials: broken,
    token_invalid: signedOut,
    token_inactive: signedOut,
    jwt_invalid: broken,
    jwt_wrong_kind: broken,
    jwt_ended: broken,
    jwt_inactive: broken,
    jwt_nobody: broken,
    not_yours: broken,
    own_account: broken,
    staff_account: broken,
    not_found: broken,
    activation_off: broken,
    unchanged: broken,
    bad_picture: broken,
    picture_too_large: broken,
    not_signed_in: broken,
    header_empty: broken,
    header_spaces: broken,
    header_characters: broken,
    cross_site: () => [
      403,
      { title: 'This form was sent from another site', text: 'Open the page here, and send it again.' },
    ],
    not_allowed: broken,
    no_such_address: broken,
  }
}

const LATER = 'Not possible right now'
const UNREADABLE = 'This form could not be read'

const unreadable = (): PageAnswer => [
  400,
  { title: UNREADABLE, text: 'Open the link from your email again.' },
]

const signedOut = (): PageAnswer => [
  401,
  { title: 'You are signed out', text: 'Nothing was changed. Sign in again.' },
]

const broken = (): PageAnswer => [
  500,
  { title: 'Something went wrong', text: 'The error was logged. Please try again later.' },
]

/** What a page says of a refusal. */
export const pageAnswer = (voice: PageVoice, heard: Refusal | HttpError, request: Request): PageAnswer =>
  heard instanceof Refusal ? voice[heard.reason](heard, request) : voice[heard.kind](heard, request)

/** Answers a refusal with a page. */
export const sayOnPage = (voice: PageVoice) => (error: unknown, c: Context<AppEnv>) => {
  const [status, sentence, headers] = pageAnswer(voice, hear(c, error), c.req.raw)
  return sendOutcome(c, { ...sentence, kind: 'dead' }, { status, ...(headers && { headers }) })
}
