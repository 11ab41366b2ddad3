import * as z from 'zod'
import { COUNTED_KINDS, EVENT_KINDS } from '../../ports/schema.ts'
import { Problem } from './account-refusals.ts'
import type { Operations } from './api.ts'
import { AccountId, Time } from './texts.ts'

const Count = z.int().meta({ examples: [42] })

const Counted = z
  .object({
    from: Time.meta({ description: 'When the hour or the day began, in UTC.' }),
    kind: z.enum(COUNTED_KINDS).meta({
      description:
        'Of an event, `email_sent`, or `refused_…`: a request that was refused with 429, by the limit.',
      examples: ['sign_in'],
    }),
    count: Count,
  })
  .meta({ id: 'EventCount' })

export const OverviewItem = z
  .object({
    status: z.enum(['ok', 'not ready']),
    checks: z
      .record(z.string(), z.string().nullable())
      .meta({ description: 'The problem of each part, as at `/readyz`.', examples: [{ database: null }] }),
    warnings: z.array(z.string().meta({ examples: ['staff: 1 without a second factor'] })),
    figures: z
      .object({
        totals: z
          .object({
            accounts: Count,
            staff: Count,
            disabled: Count,
            unverified: Count,
            second_factor: Count,
            signed_in: Count,
            sessions: Count.meta({ description: 'Live sessions; the others are accounts.' }),
          })
          .nullable()
          .meta({ description: 'How many accounts there are of each sort. Null before the first count.' }),
        counted_at: Time.nullable().meta({ description: 'When they were counted; null if they never were.' }),
        cron_at: Time.nullable().meta({ description: 'When the cron ran last; null if it never did.' }),
        hash: z
          .object({
            median_ms: z.number().meta({ examples: [68] }),
            measured: Count.meta({ description: 'How many it is the median of.', examples: [48] }),
            last_at: Time,
          })
          .nullable()
          .meta({
            description:
              'How long a password hash takes, of those that the cron measured within two days; null if it could not.',
          }),
        emails: z.object({
          waiting: Count.meta({ description: '1,000 at most.' }),
          oldest_at: Time.nullable(),
          given_up: Count,
        }),
        hours: z.array(Counted).meta({ description: 'Of the last 48 hours.' }),
        days: z.array(Counted).meta({ description: 'Of the last 30 days.' }),
      })
      .nullable()
      .meta({ description: 'Null where the database is not ready.' }),
  })
  .meta({ id: 'Overview' })

export const AnyEvent = z
  .object({
    kind: z.enum(EVENT_KINDS).meta({ examples: ['disabled'] }),
    at: Time,
    account: AccountId,
    username: z
      .string()
      .nullable()
      .meta({
        description: 'Or the address, where there are no usernames. Null if the account is gone.',
        examples: ['ada'],
      }),
    actor: z
      .string()
      .nullable()
      .meta({
        description: 'The ID of the member of staff who did it, or `operator`; null if the owner did.',
        examples: ['operator'],
      }),
    actor_username: z
      .string()
      .nullable()
      .meta({ examples: [null] }),
    note: z
      .string()
      .nullable()
      .meta({ description: 'The reason that staff gave.', examples: ['Asked for it by phone'] }),
    session: AccountId.nullable(),
    user_agent: z.string().meta({ description: 'Of the owner, never of staff.', examples: [''] }),
    place: z
      .string()
      .nullable()
      .meta({ examples: [null] }),
  })
  .meta({ id: 'StaffEvent' })

const AnyEvents = z
  .object({
    events: z.array(AnyEvent),
    next: z
      .string()
      .nullable()
      .meta({
        description: 'Where older ones are.',
        examples: ['/account/admin/events?after=1795159005955.42'],
      }),
  })
  .meta({ id: 'StaffEventPage' })

export const QueuedItem = z
  .object({
    id: z.string().meta({ examples: ['6d5f9bae-a31b-4b7b-82c4-3853eda2b011'] }),
    subject: z
      .string()
      .nullable()
      .meta({ description: 'Of an email that is written.', examples: ['Password reset on Gatehouse'] }),
    purpose: z
      .string()
      .nullable()
      .meta({ description: 'Of an email that was asked for and is not written yet.', examples: [null] }),
    to: z
      .string()
      .nullable()
      .meta({ description: 'The address, shortened.', examples: ['a…@example.com'] }),
    created_at: Time,
    attempts: Count,
    next_attempt_at: Time.nullable(),
    given_up_at: Time.nullable(),
    fault: z
      .string()
      .nullable()
      .meta({ description: 'Why it was given up.', examples: ['suppressed'] }),
  })
  .meta({ id: 'QueuedEmail' })

const QueuedItems = z
  .object({
    emails: z.array(QueuedItem),
    next: z
      .string()
      .nullable()
      .meta({
        description: 'Where the next page is.',
        examples: ['/account/admin/emails?state=waiting&after=1795159005955.6d5f9bae…'],
      }),
  })
  .meta({ id: 'QueuedEmailPage' })

const KeyItem = z
  .object({
    kid: z.string().meta({ examples: ['c7Xw1mQ0rTk'] }),
    state: z.enum(['current', 'next', 'old']),
    made_at: Time.nullable(),
    retired_at: Time.nullable().meta({ description: 'Since when it makes nothing new.' }),
    ends_at: Time.nullable().meta({ description: 'When the last of what it signed ends.' }),
    may_go: z.boolean().meta({ description: 'Whether nothing needs it any more.' }),
  })
  .meta({ id: 'Key' })

export const KeyItems = z
  .object({
    signing: z.array(KeyItem),
    master: z.array(
      KeyItem.extend({
        accounts: Count.meta({
          description: 'How many accounts have a password or a second factor under it.',
        }),
      }).meta({ id: 'MasterKey' }),
    ),
    counted_at: Time.nullable().meta({ description: 'When the accounts were counted.' }),
  })
  .meta({ id: 'Keys' })

const SettingItems = z
  .object({
    settings: z.array(
      z.object({
        name: z.string().meta({ examples: ['EVENT_DAYS'] }),
        value: z.string().meta({ examples: ['90'] }),
        default: z
          .string()
          .nullable()
          .meta({ description: 'Null if it has to be set.', examples: ['90'] }),
        from: z.enum(['configuration', 'environment', 'default']),
      }),
    ),
    secrets: z.array(z.object({ name: z.string().meta({ examples: ['MASTER_KEYS'] }), is_set: z.boolean() })),
  })
  .meta({ id: 'Settings' })

const STAFF = 'Refuses everybody but staff with 403, before anything is looked up.'
const AFTER = `${STAFF} An \`after\` that is none of ours is 400.`
const EMAIL = `${STAFF} Answers 404 for an ID of no email that waits or was given up.`
const ABOUT_EMAIL = { 403: Problem, 404: Problem }
const tag = 'Staff: deployment'

/** What staff see of the deployment as a whole, and what they do about it. */
export const deploymentOperations: Operations = {
  'GET /account/admin/overview': {
    name: 'getOverview',
    summary: 'Read whether all is well',
    tag,
    does: 'Returns what `/readyz` finds, warnings, how many accounts there are, how many events of each kind, emails sent and responses with 429 there were by hour and by day, how long a password hash takes, and how many emails wait.',
    refuses: STAFF,
    costs: [],
    responses: { 200: OverviewItem, 403: Problem },
  },
  'GET /account/admin/events': {
    name: 'listAllEvents',
    summary: 'List what happened to everybody',
    tag,
    does: 'Returns events of all accounts with who of the staff did them and the reason, the newest first. A page that means few of them may have fewer than fit, or none, and a `next`.',
    refuses: AFTER,
    costs: [],
    responses: { 200: AnyEvents, 403: Problem },
  },
  'GET /account/admin/emails': {
    name: 'listQueuedEmails',
    summary: 'List the emails that were not sent',
    tag,
    does: 'Returns the emails that wait, or those that were given up and why. Addresses are shortened.',
    refuses: AFTER,
    costs: [],
    responses: { 200: QueuedItems, 403: Problem },
  },
  'POST /account/admin/emails/{id}/retry': {
    name: 'retryEmail',
    summary: 'Send an email again',
    tag,
    does: 'Sends an email now, with as many attempts as a new one. One that is being sent at the moment is left alone.',
    refuses: EMAIL,
    costs: [],
    responses: { 204: null, ...ABOUT_EMAIL },
  },
  'DELETE /account/admin/emails/{id}': {
    name: 'dropEmail',
    summary: 'Drop an email',
    tag,
    does: 'Deletes an email that was not sent. Where there is none of this ID, nothing changes.',
    refuses: STAFF,
    costs: [],
    responses: { 204: null, 403: Problem },
  },
  'GET /account/admin/keys': {
    name: 'listKeys',
    summary: 'List the keys',
    tag,
    does: 'Returns the keys of both sets, what they are for, and whether an old one may go. Nothing of it is secret.',
    refuses: STAFF,
    costs: [],
    responses: { 200: KeyItems, 403: Problem },
  },
  'GET /account/admin/settings': {
    name: 'listSettings',
    summary: 'List the settings',
    tag,
    does: 'Returns the settings in force with their defaults and where they come from; of secrets only whether they are set.',
    refuses: STAFF,
    costs: [],
    responses: { 200: SettingItems, 403: Problem },
  },
}
