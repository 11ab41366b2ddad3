import * as z from 'zod'
import { EVENT_KINDS } from '../../ports/schema.ts'
import { Problem } from './account-refusals.ts'
import { User, UserList, WaitList } from './account-users.ts'
import type { Operations } from './api.ts'
import { RevocationList } from './revocations.ts'
import { secondFactorOperations, signedInShape } from './second-factor.ts'
import { AccountId, EmailText, Time, UserFields, UsernameText } from './texts.ts'

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

const ABOUT_USER = { 403: Problem, 404: Problem }

export const accountOperations: Operations = {
  ...secondFactorOperations(SignedIn),
  'GET /account': ['getAccount', 'Yourself', { 200: OwnAccount }],
  'POST /account/email/verify': [
    'verifyEmail',
    'Confirm your address, by the link or the code of its email',
    { 204: null, 401: Problem, 409: Problem },
  ],
  'POST /account/email/resend': [
    'resendVerification',
    'Mail the link and the code again, if your address is not confirmed',
    { 204: null },
  ],
  'POST /account/not-me': [
    'recoverAccount',
    'Get your account back, by the link or the code of a notice',
    { 204: null, 409: Problem },
  ],
  'DELETE /account/avatar': ['deleteAvatar', 'Take your avatar away', { 204: null }],
  'DELETE /account/cover': ['deleteCover', 'Take your cover away', { 204: null }],
  'GET /account/sessions': ['listSessions', 'Where you are signed in', { 200: SessionList }],
  'DELETE /account/sessions': ['endOtherSessions', 'Sign out everywhere else', { 204: null }],
  'DELETE /account/sessions/{id}': ['endSession', 'End one of your sessions', { 204: null, 404: Problem }],
  'GET /account/events': ['listEvents', 'What happened to your account', { 200: EventList }],
  'GET /account/revocations': [
    'listRevocations',
    'Which JWTs were revoked, for services; 404 without a secret for them',
    { 200: RevocationList, 404: Problem },
  ],
  'GET /account/admin/users': [
    'listUsers',
    'Everybody, or whom a search finds, for staff',
    { 200: UserList, 403: Problem },
  ],
  'GET /account/admin/users/{id}': ['getUser', 'Somebody, for staff', { 200: User, ...ABOUT_USER }],
  'PATCH /account/admin/users/{id}': [
    'changeUser',
    'Change somebody’s profile, as staff',
    { 200: User, ...ABOUT_USER, 409: Problem },
  ],
  'DELETE /account/admin/users/{id}': [
    'deleteUser',
    'Delete an account, as staff',
    { 204: null, ...ABOUT_USER },
  ],
  'POST /account/admin/users/{id}/disable': [
    'disableUser',
    'Let somebody sign in no more: sessions and mailed links end, as staff',
    { 204: null, ...ABOUT_USER },
  ],
  'POST /account/admin/users/{id}/enable': [
    'enableUser',
    'Let somebody sign in again, as staff',
    { 204: null, ...ABOUT_USER },
  ],
  'POST /account/admin/users/{id}/promote': [
    'promoteUser',
    'Make somebody staff, as staff',
    { 204: null, ...ABOUT_USER },
  ],
  'POST /account/admin/users/{id}/demote': [
    'demoteUser',
    'Take staff rights away, as staff',
    { 204: null, ...ABOUT_USER },
  ],
  'POST /account/admin/users/{id}/send_reset': [
    'sendUserReset',
    'Mail somebody the link to choose a new password, as staff',
    { 204: null, ...ABOUT_USER },
  ],
  'POST /account/admin/users/{id}/send_verification': [
    'sendUserVerification',
    'Mail somebody the link to confirm their address, as staff',
    { 204: null, ...ABOUT_USER },
  ],
  'GET /account/admin/users/{id}/waits': [
    'getUserWaits',
    'Until when somebody has to wait after wrong passwords, for staff',
    { 200: WaitList, ...ABOUT_USER },
  ],
  'DELETE /account/admin/users/{id}/waits': [
    'forgetUserTries',
    'Let somebody sign in without a wait, as staff',
    { 204: null, ...ABOUT_USER },
  ],
  'GET /account/admin/users/{id}/sessions': [
    'listUserSessions',
    'Where somebody is signed in, for staff',
    { 200: SessionList, ...ABOUT_USER },
  ],
  'DELETE /account/admin/users/{id}/sessions': [
    'endUserSessions',
    'Sign somebody out everywhere, as staff',
    { 204: null, ...ABOUT_USER },
  ],
  'DELETE /account/admin/users/{id}/second-factor': [
    'resetSecondFactor',
    'Take somebody’s second factor away, as staff',
    { 204: null, ...ABOUT_USER },
  ],
  'DELETE /account/admin/users/{id}/sessions/{session}': [
    'endUserSession',
    'End one of somebody’s sessions, as staff',
    { 204: null, ...ABOUT_USER },
  ],
  'GET /account/admin/users/{id}/events': [
    'listUserEvents',
    'What happened to somebody’s account, for staff',
    { 200: EventList, ...ABOUT_USER },
  ],
}
