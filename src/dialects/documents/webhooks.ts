import * as z from 'zod'
import { EVENT_KINDS, PAUSE_REASONS } from '../../ports/schema.ts'
import { WEBHOOK_TYPES } from '../../ports/webhook-types.ts'
import { Problem } from './account-refusals.ts'
import type { Operations } from './api.ts'
import { AccountId, Time } from './texts.ts'

const Count = z.int().meta({ description: 'Up to 100: more are not counted.', examples: [0] })

const Secret = z.string().meta({
  description: 'Signs its messages. It is not shown again.',
  examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw6Yt0sXbq4dQ='],
})

const webhook = {
  id: z.uuid().meta({ examples: ['0f8c1d3e-5a7b-4c2d-9e10-6b1f2a3c4d5e'] }),
  url: z.string().meta({ examples: ['https://hooks.example.com/gatehouse'] }),
  events: z
    .array(z.enum(WEBHOOK_TYPES))
    .nullable()
    .meta({ description: 'The types that it is told of; null for all.' }),
  created_at: Time,
  rotated_at: Time.nullable().meta({ description: 'When it got its secret, if that is not its first.' }),
  paused: z
    .object({ at: Time, reason: z.enum(PAUSE_REASONS) })
    .nullable()
    .meta({ description: 'Since when nothing is sent, and why.' }),
  failing: z
    .object({ since: Time, failures: z.int().meta({ examples: [7] }) })
    .nullable()
    .meta({ description: 'Tries that failed since a message last arrived.' }),
  waiting: Count,
  given_up: Count,
}

export const WebhookItem = z.object(webhook).meta({ id: 'Webhook' })

const NewWebhook = z.object({ ...webhook, secret: Secret }).meta({ id: 'NewWebhook' })

const WebhookList = z.object({ webhooks: z.array(WebhookItem) }).meta({ id: 'Webhooks' })

const RotatedSecret = z.object({ secret: Secret }).meta({ id: 'WebhookSecret' })

const MessageItem = z
  .object({
    id: z.string().meta({ description: 'What `webhook-id` says.', examples: ['evt_1207_mhzk3c5w'] }),
    event: z.string().meta({ description: 'Its id in addresses here.', examples: ['1207'] }),
    type: z.enum(WEBHOOK_TYPES),
    kind: z.enum(EVENT_KINDS),
    account: AccountId,
    at: Time,
    attempts: z.int().meta({ examples: [3] }),
    due_at: Time.nullable().meta({ description: 'When it is sent again; null once it was given up.' }),
    fault: z
      .string()
      .nullable()
      .meta({ examples: ['HTTP_503'] }),
  })
  .meta({ id: 'WebhookMessage' })

export const MessageList = z
  .object({
    messages: z.array(MessageItem),
    next: z
      .string()
      .nullable()
      .meta({ description: 'Where the next page is.', examples: ['/account/admin/webhooks/…?after=1207'] }),
  })
  .meta({ id: 'WebhookMessages' })

const MessageCount = z
  .object({ messages: z.int().meta({ examples: [2] }) })
  .meta({ id: 'WebhookMessageCount' })

const AT = '/account/admin/webhooks'
const ABOUT = { 403: Problem, 404: Problem }
const STAFF = 'Refuses everybody but staff with 403. Where the configuration has no webhooks it is 404.'
const ONE = `${STAFF} So is an ID of none.`
const MESSAGE = `${STAFF} So is an ID of no webhook, or of no message of it.`

/** What staff do about webhooks. */
export const webhookOperations: Operations = {
  [`GET ${AT}`]: {
    name: 'listWebhooks',
    summary: 'List the webhooks',
    tag: 'Webhooks',
    does: 'Returns where other systems are told of events, the oldest first.',
    refuses: STAFF,
    costs: [],
    responses: { 200: WebhookList, ...ABOUT },
  },
  [`POST ${AT}`]: {
    name: 'addWebhook',
    summary: 'Add a webhook',
    tag: 'Webhooks',
    does: 'Has a system told of events from now on. The secret of its signatures is in this answer alone.',
    refuses: `${STAFF} An address that is not \`https\` and public, and a type that is not known, are 400.`,
    costs: [],
    example: { url: 'https://hooks.example.com/gatehouse' },
    responses: { 201: NewWebhook, ...ABOUT },
  },
  [`GET ${AT}/{id}`]: {
    name: 'getWebhook',
    summary: 'Read a webhook',
    tag: 'Webhooks',
    does: 'Returns a webhook, whether it is paused or failing, and how many messages wait.',
    refuses: ONE,
    costs: [],
    responses: { 200: WebhookItem, ...ABOUT },
  },
  [`PATCH ${AT}/{id}`]: {
    name: 'changeWebhook',
    summary: 'Change a webhook',
    tag: 'Webhooks',
    does: 'Changes where messages go, or of which types they are. Messages that wait go to the new address.',
    refuses: `${ONE} What an addition refuses is 400.`,
    costs: [],
    example: { events: ['account.deleted'] },
    responses: { 200: WebhookItem, ...ABOUT },
  },
  [`DELETE ${AT}/{id}`]: {
    name: 'removeWebhook',
    summary: 'Remove a webhook',
    tag: 'Webhooks',
    does: 'Removes a webhook, and forgets its messages.',
    refuses: ONE,
    costs: [],
    responses: { 204: null, ...ABOUT },
  },
  [`POST ${AT}/{id}/pause`]: {
    name: 'pauseWebhook',
    summary: 'Pause a webhook',
    tag: 'Webhooks',
    does: 'Sends nothing until it resumes. It is told then of what happened meanwhile, as far as events are kept.',
    refuses: ONE,
    costs: [],
    responses: { 204: null, ...ABOUT },
  },
  [`POST ${AT}/{id}/resume`]: {
    name: 'resumeWebhook',
    summary: 'Resume a webhook',
    tag: 'Webhooks',
    does: 'Sends messages again, first those that wait.',
    refuses: ONE,
    costs: [],
    responses: { 204: null, ...ABOUT },
  },
  [`POST ${AT}/{id}/rotate`]: {
    name: 'rotateWebhookSecret',
    summary: 'Make a new secret for a webhook',
    tag: 'Webhooks',
    does: 'Makes a new secret. The one before it signs for another day, too.',
    refuses: ONE,
    costs: [],
    responses: { 200: RotatedSecret, ...ABOUT },
  },
  [`POST ${AT}/{id}/replay`]: {
    name: 'replayWebhook',
    summary: 'Send events again',
    tag: 'Webhooks',
    does: 'Sends everything since a time again, under the same IDs, as far as events are kept.',
    refuses: `${ONE} A \`since\` that is no time is 400.`,
    costs: [],
    responses: { 204: null, ...ABOUT },
  },
  [`POST ${AT}/{id}/retry`]: {
    name: 'retryWebhookMessages',
    summary: 'Send messages again that were given up',
    tag: 'Webhooks',
    does: 'Sends all messages of a webhook again that were given up, and says how many.',
    refuses: ONE,
    costs: [],
    responses: { 200: MessageCount, ...ABOUT },
  },
  [`GET ${AT}/{id}/messages`]: {
    name: 'listWebhookMessages',
    summary: 'List the messages that have not arrived',
    tag: 'Webhooks',
    does: 'Returns the messages of a webhook that wait or were given up, a page at a time, the oldest first.',
    refuses: `${ONE} An \`after\` that is none of ours is 400.`,
    costs: [],
    responses: { 200: MessageList, ...ABOUT },
  },
  [`DELETE ${AT}/{id}/messages`]: {
    name: 'dropWebhookMessages',
    summary: 'Drop messages that were given up',
    tag: 'Webhooks',
    does: 'Forgets all messages of a webhook that were given up, and says how many.',
    refuses: ONE,
    costs: [],
    responses: { 200: MessageCount, ...ABOUT },
  },
  [`POST ${AT}/{id}/messages/{event}/retry`]: {
    name: 'retryWebhookMessage',
    summary: 'Send a message again',
    tag: 'Webhooks',
    does: 'Sends one message again soon, whether it waits or was given up.',
    refuses: MESSAGE,
    costs: [],
    responses: { 204: null, ...ABOUT },
  },
  [`DELETE ${AT}/{id}/messages/{event}`]: {
    name: 'dropWebhookMessage',
    summary: 'Drop a message',
    tag: 'Webhooks',
    does: 'Forgets one message.',
    refuses: MESSAGE,
    costs: [],
    responses: { 204: null, ...ABOUT },
  },
}
