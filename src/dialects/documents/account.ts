import * as z from 'zod'
import { EVENT_KINDS } from '../../ports/schema.ts'
import { Problem } from './account-refusals.ts'
import { staffOperations } from './account-staff.ts'
import type { Operations } from './api.ts'
import { READ } from './costs.ts'
import { deploymentOperations } from './deployment.ts'
import { jobOperations } from './jobs.ts'
import { passkeyOperations } from './passkeys.ts'
import { RevocationList } from './revocations.ts'
import { secondFactorOperations } from './second-factor.ts'
import { signedInShape, signInOperations } from './sign-in.ts'
import { AccountId, EmailText, Time, UserFields, UsernameText } from './texts.ts'
import { webhookOperations } from './webhooks.ts'

export const OwnAccount = z
  .object({
    id: AccountId,
    username: UsernameText,
    email: EmailText,
    email_verified_at: Time.nullable().meta({ description: 'When the address was confirmed, if it was.' }),
    pending_email: z
      .string()
      .nullable()
      .meta({
        description: 'Takes the place of the address once it is confirmed.',
        examples: ['ada@example.org'],
      }),
    created_at: Time,
    language: z
      .string()
      .nullable()
      .optional()
      .meta({ description: 'That of your emails, where there are several.', examples: ['de'] }),
    fields: UserFields,
  })
  .meta({ id: 'Account' })

export const SignedIn = signedInShape(OwnAccount)

const UserAgent = z
  .string()
  .meta({ examples: ['Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1) Firefox/145.0'] })

const placeWhere = (it: string) =>
  z
    .string()
    .nullable()
    .meta({ description: `Roughly where it was ${it}, if that is known.`, examples: ['Lisbon, PT'] })

const olderAt = (example: string) =>
  z
    .string()
    .nullable()
    .meta({ description: 'Where older ones are.', examples: [example] })

export const SessionItem = z
  .object({
    id: AccountId,
    kind: z.enum(['token', 'jwt', 'express', 'console']).meta({
      description:
        'A token, JWTs of `/auth/jwt/`, JWTs and cookies of the Express API, or staff at the console.',
    }),
    current: z.boolean().meta({ description: 'Whether it is the one that asks.' }),
    created_at: Time,
    last_seen_at: Time.meta({ description: 'Written every five minutes at most.' }),
    expires_at: Time.meta({ description: 'When it ends if it is not used again.' }),
    user_agent: UserAgent,
    place: placeWhere('opened'),
    methods: z.array(z.string()).meta({
      description: 'How it was opened: by the password, and with a second factor if there is another word.',
      examples: [['pwd', 'otp']],
    }),
  })
  .meta({ id: 'Session' })

export const SessionList = z
  .object({
    sessions: z.array(SessionItem),
    next: olderAt('/account/sessions?after=1795159005955.6d5f9bae…'),
  })
  .meta({ id: 'SessionPage' })

export const EventItem = z
  .object({
    kind: z.enum(EVENT_KINDS).meta({ examples: ['sign_in'] }),
    at: Time,
    session: AccountId.nullable().meta({ description: 'The session that it was done with, or that ended.' }),
    by_staff: z.boolean().meta({ description: 'Whether somebody of the staff did it.' }),
    user_agent: UserAgent,
    place: placeWhere('done'),
  })
  .meta({ id: 'Event' })

export const EventList = z
  .object({
    events: z.array(EventItem),
    next: olderAt('/account/events?after=1795159005955.1'),
  })
  .meta({ id: 'EventPage' })

const LINK = {
  uid: 'NmQ1ZjliYWUtYTMxYi00YjdiLTgyYzQtMzg1M2VkYTJiMDEx',
  token: 'k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU',
}
const SIGNED_IN = 'Refuses a credential that is missing, wrong or ended with 401.'
const USED_TWICE = 'Refuses a link or a code that is wrong, used or too old with 400.'

export const accountOperations: Operations = {
  ...signInOperations(SignedIn),
  'GET /account': {
    name: 'getAccount',
    summary: 'Read your account',
    tag: 'Your account',
    does: 'Returns the account that is signed in, whichever API its credential is of: the only place that has the address that still has to be confirmed.',
    refuses: SIGNED_IN,
    costs: READ,
    client: 'account()',
    responses: { 200: OwnAccount },
  },
  'PATCH /account': {
    name: 'changeAccount',
    summary: 'Change your account',
    tag: 'Your account',
    does: 'Changes the language of your emails, and the fields of the configuration that owners may write. What is not sent stays. Usernames, email addresses and passwords are changed at the other APIs.',
    refuses: `${SIGNED_IN} A language that this deployment does not have is 400, and a value of a unique field that another account has is 409.`,
    costs: [],
    example: { language: 'en' },
    responses: { 200: OwnAccount, 409: Problem },
  },
  'POST /account/email/verify': {
    name: 'verifyEmail',
    summary: 'Confirm your email address',
    tag: 'Email address',
    does: 'Confirms an email address by the link or the code of its email. With the link nobody has to be signed in; a person who is may leave `email` out beside a code.',
    refuses: `${USED_TWICE} Where another account has the address by now it is 409.`,
    costs: ['address confirmed by link', 'address confirmed by code'],
    example: LINK,
    responses: { 204: null, 401: Problem, 409: Problem },
  },
  'POST /account/email/resend': {
    name: 'resendVerification',
    summary: 'Ask for the link to confirm your email address again',
    tag: 'Email address',
    does: 'Sends the link and the code again, if your email address is not confirmed. The answer is the same if it is.',
    refuses: `${SIGNED_IN} Emails to one address are limited; the answer does not tell.`,
    costs: [],
    responses: { 204: null },
  },
  'POST /account/not-me': {
    name: 'recoverAccount',
    summary: 'Get your account back',
    tag: 'Recovery',
    does: 'Undoes what somebody else did, by the link or the code of a notice about it: the email address before the change is the account’s again, all sessions end, and an email with a link for a new password is sent to it.',
    refuses: `${USED_TWICE} Where another account has the address by now it is 409.`,
    costs: ['“this was not me”'],
    example: LINK,
    responses: { 204: null, 409: Problem },
  },
  'DELETE /account/avatar': {
    name: 'deleteAvatar',
    summary: 'Take your avatar away',
    tag: 'Pictures',
    does: 'Removes the picture. Without one, nothing changes.',
    refuses: SIGNED_IN,
    costs: [],
    responses: { 204: null },
  },
  'DELETE /account/cover': {
    name: 'deleteCover',
    summary: 'Take your cover away',
    tag: 'Pictures',
    does: 'Removes the picture. Without one, nothing changes.',
    refuses: SIGNED_IN,
    costs: [],
    responses: { 204: null },
  },
  'GET /account/sessions': {
    name: 'listSessions',
    summary: 'List where you are signed in',
    tag: 'Sessions',
    does: 'Returns your sessions at all APIs, a page at a time, the newest first.',
    refuses: `${SIGNED_IN} An \`after\` that is none of ours is 400.`,
    costs: ['a list of sessions, or of events'],
    client: 'sessions.list()',
    responses: { 200: SessionList },
  },
  'DELETE /account/sessions': {
    name: 'endOtherSessions',
    summary: 'Sign out everywhere else',
    tag: 'Sessions',
    does: 'Ends all of your sessions but the one that asks.',
    refuses: SIGNED_IN,
    costs: ['end of all other sessions'],
    client: 'sessions.endOthers()',
    responses: { 204: null },
  },
  'DELETE /account/sessions/{id}': {
    name: 'endSession',
    summary: 'End one of your sessions',
    tag: 'Sessions',
    does: 'Ends a session of yours; with its own ID, that is a sign-out.',
    refuses: 'Answers 404 for an ID that is none of your sessions, or of one that has ended.',
    costs: ['end of one session of JWTs'],
    client: "sessions.end('6d5f9bae-a31b-4b7b-82c4-3853eda2b011')",
    responses: { 204: null, 404: Problem },
  },
  'GET /account/events': {
    name: 'listEvents',
    summary: 'List what happened to your account',
    tag: 'Events',
    does: 'Returns sign-ins, sign-outs and changes, a page at a time, the newest first.',
    refuses: `${SIGNED_IN} An \`after\` that is none of ours is 400.`,
    costs: ['a list of sessions, or of events'],
    responses: { 200: EventList },
  },
  ...secondFactorOperations,
  ...passkeyOperations(SignedIn),
  'GET /account/revocations': {
    name: 'listRevocations',
    summary: 'List which JWTs were revoked',
    tag: 'Services',
    does: 'Returns what was revoked since a cursor, for services that check JWTs by themselves. They present the secret `REVOCATIONS_SECRET`.',
    refuses: 'Refuses another secret with 401. Where the deployment has no secret it is 404.',
    costs: [],
    responses: { 200: RevocationList, 404: Problem },
  },
  ...staffOperations(SessionList, EventList),
  ...deploymentOperations,
  ...jobOperations,
  ...webhookOperations,
}
