import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type Reason, Refusal } from '../../account/refusal.ts'
import { type AppEnv, hear } from '../dialect.ts'
import type { HttpErrorKind } from '../http-error.ts'
import { sendOutcome } from '../pages/send-link-page.ts'

type Said = [status: ContentfulStatusCode, title: string, text: string]

const AGAIN = 'Go back, load the page again, and send the form once more.'
const UNREADABLE: Said = [400, 'This form could not be read', AGAIN]
const BROKEN: Said = [500, 'Something went wrong', 'The error was logged. Please try again later.']
const LATER: Said = [503, 'Not possible right now', 'Please try again in a minute.']
const NOT_VALID: Said = [
  400,
  'Something in the address is not valid',
  'Go back, and follow a link of the console.',
]
const ENDED: Said = [401, 'Your session has ended', 'Nothing was changed. Sign in again.']

/** The words for every reason and HTTP error; a new one does not compile without its words. */
const SAID: Record<Reason | HttpErrorKind, Said> = {
  invalid: NOT_VALID,
  not_found: [404, 'Not found', 'There is no such account or session any more.'],
  not_yours: [403, 'You are not staff any more', 'Nothing was changed.'],
  own_account: [403, 'This is your own account', 'Somebody else of the staff has to do this.'],
  staff_account: [
    403,
    'They are staff, too',
    'Only they change their email address. Nothing was changed. Take their staff rights away first.',
  ],
  token_invalid: ENDED,
  token_inactive: ENDED,
  wrong_credentials: ENDED,
  too_many: [429, 'Too many attempts', 'Please wait a moment and try again.'],
  busy: [503, 'Not possible right now', 'Nothing was changed. Please try again in a moment.'],
  unavailable: LATER,
  cross_site: [403, 'This form did not come from your session', `Nothing was changed. ${AGAIN}`],
  too_large: [413, 'This form is too large', 'Nothing was changed.'],
  too_slow: [408, 'This form took too long to arrive', AGAIN],
  unreadable: UNREADABLE,
  repeated_name: UNREADABLE,
  too_deep: UNREADABLE,
  not_an_object: UNREADABLE,
  unexpected_file: UNREADABLE,
  unsupported_media: [415, 'This form could not be read', AGAIN],
  challenge_failed: [403, 'The challenge was not solved', 'Go back, solve it, and send the form again.'],
  no_such_address: [404, 'Not found', 'The console has no such page.'],
  broken: BROKEN,
  // The verbs of the console refuse nothing else.
  jwt_invalid: BROKEN,
  jwt_wrong_kind: BROKEN,
  jwt_ended: BROKEN,
  jwt_inactive: BROKEN,
  jwt_nobody: BROKEN,
  unknown_uid: BROKEN,
  dead_link: BROKEN,
  used_link: BROKEN,
  activation_off: BROKEN,
  unchanged: BROKEN,
  bad_picture: BROKEN,
  picture_too_large: BROKEN,
  not_signed_in: BROKEN,
  header_empty: BROKEN,
  header_spaces: BROKEN,
  header_characters: BROKEN,
  not_allowed: BROKEN,
  code_needed: BROKEN,
  code_wrong: BROKEN,
  enrol_needed: BROKEN,
  sign_in_ended: BROKEN,
  proof_needed: BROKEN,
  last_factor: BROKEN,
  no_factor: BROKEN,
  factor_there: BROKEN,
  no_method: BROKEN,
  passkey_refused: BROKEN,
  passkeys_full: BROKEN,
  factor_needed: [403, 'A second factor is needed', 'Nothing was changed. Sign in with it first.'],
}

/** Answers a refusal with a page. */
export function sayAtConsole(error: unknown, c: Context<AppEnv>) {
  const heard = hear(c, error)
  const [status, title, text] = SAID[heard instanceof Refusal ? heard.reason : heard.kind]
  const also = html`<p class="also"><a href="/admin">To the console</a></p>`
  return sendOutcome(c, { title, text, kind: 'dead', also }, { status, headers: retryAfter(heard) })
}

function retryAfter(heard: ReturnType<typeof hear>): Record<string, string> {
  if (!(heard instanceof Refusal)) return heard.kind === 'unavailable' ? { 'Retry-After': heard.detail } : {}
  if (heard.reason === 'busy') return { 'Retry-After': '1' }
  return heard.reason === 'too_many' ? { 'Retry-After': String(heard.seconds) } : {}
}
