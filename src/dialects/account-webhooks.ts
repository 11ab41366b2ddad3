import * as z from 'zod/mini'
import { described, transformed } from '../account/shapes.ts'
import {
  addWebhook,
  changeWebhook,
  dropMessages,
  findWebhook,
  listMessages,
  listWebhooks,
  type MessagePage,
  pauseWebhook,
  removeWebhook,
  replayWebhook,
  resumeWebhook,
  retryMessages,
  rotateWebhookSecret,
} from '../account/staff/webhooks.ts'
import { Opaque } from '../account/words.ts'
import { messageId } from '../ports/webhook-message.ts'
import { isWebhookType, type WebhookType, webhookTypeOf } from '../ports/webhook-types.ts'
import type { CountedWebhook } from '../ports/webhooks.ts'
import { accountVoice } from './account-voice.ts'
import { signedIn, staffOnly } from './authorization.ts'
import { dialect } from './dialect.ts'
import { body, fields } from './django-request.ts'
import type { MessageList, WebhookItem } from './documents/webhooks.ts'
import { pageEnd } from './page-end.ts'
import { query } from './query.ts'
import { timeOf, timeOrNull } from './time-of.ts'

const WEBHOOKS = '/admin/webhooks'
// Any word, so that users who are not staff get the same response for every one.
const WEBHOOK = '/admin/webhooks/:id{[\\w-]+}'
const MESSAGE = `${WEBHOOK}/messages/:event{[\\w-]+}` as const

const Url = described(Opaque, {
  description: 'Where messages go: `https://`, and a public address.',
  examples: ['https://hooks.example.com/gatehouse'],
})

const typesIn = (sent: string | string[]): string[] =>
  typeof sent === 'string' ? sent.split(/[\s,]+/).filter(Boolean) : sent

/** Types as a list, or separated by commas in a form. */
const Types = described(
  transformed(
    z
      .union([z.array(z.string('not_text')), z.string('not_text')], 'malformed')
      .check(z.refine((sent) => typesIn(sent).every(isWebhookType), 'malformed')),
    typesIn,
  ),
  {
    description: 'The types that it is told of. An empty list is for all.',
    override: {
      anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'string' }],
      examples: [['account.created', 'account.deleted']],
    },
  },
)

/** A moment in ISO 8601, in milliseconds. */
export const Moment = described(
  transformed(z.string('not_text').check(z.refine((text) => isMoment(text), 'malformed')), (text) =>
    Date.parse(text),
  ),
  {
    override: { type: 'string', format: 'date-time', examples: ['2026-11-20T08:00:00Z'] },
  },
)
const isMoment = (text: string) =>
  /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(text) && !Number.isNaN(Date.parse(text))

const Addition = fields({ url: Url, events: z.optional(Types) })
const Change = fields({ url: z.optional(Url), events: z.optional(Types) })
const Replay = fields({ since: Moment })
export const MessagePaging = z.object({ after: pageEnd(/^\d{1,15}$/, '1207', Number) })

const present = (webhook: CountedWebhook): z.infer<typeof WebhookItem> => ({
  id: webhook.id,
  url: webhook.url,
  events: webhook.events as WebhookType[] | null,
  created_at: timeOf(webhook.createdAt),
  rotated_at: timeOrNull(webhook.rotatedAt),
  paused:
    webhook.pausedAt === null
      ? null
      : { at: timeOf(webhook.pausedAt), reason: webhook.pauseReason ?? 'staff' },
  failing:
    webhook.failingSince === null
      ? null
      : { since: timeOf(webhook.failingSince), failures: webhook.failures },
  waiting: webhook.waiting,
  given_up: webhook.givenUp,
})

const presentMessages = ({ messages, next }: MessagePage, path: string): z.infer<typeof MessageList> => ({
  messages: messages.map((message) => ({
    id: messageId(message),
    event: String(message.eventId),
    type: webhookTypeOf(message.kind) as WebhookType,
    kind: message.kind,
    account: message.accountId,
    at: timeOf(message.at),
    attempts: message.attempts,
    due_at: message.deadAt === null ? timeOf(message.dueAt) : null,
    fault: message.fault,
  })),
  next: next === undefined ? null : `${path}?after=${next}`,
})

/** The id of an event; of no event for any other word. */
const eventOf = (word: string) => (/^\d{1,15}$/.test(word) ? Number(word) : -1)

const SECRET = { 'Cache-Control': 'no-store' }

/** Not in the five documents: where other systems are told of events. Nothing is there without webhooks. */
export const accountWebhooks = dialect(accountVoice)
  .get(WEBHOOKS, signedIn, staffOnly, async (c) =>
    c.json({ webhooks: (await listWebhooks(c.env, c.var.me)).map(present) }),
  )
  .post(WEBHOOKS, signedIn, staffOnly, body(Addition), async (c) => {
    const { id, secret } = await addWebhook(c.env, c.var.me, c.req.valid('json'))
    return c.json({ ...present(await findWebhook(c.env, c.var.me, id)), secret }, 201, SECRET)
  })
  .get(WEBHOOK, signedIn, staffOnly, async (c) =>
    c.json(present(await findWebhook(c.env, c.var.me, c.req.param('id')))),
  )
  .patch(WEBHOOK, signedIn, staffOnly, body(Change), async (c) => {
    const { url, events } = c.req.valid('json')
    const id = c.req.param('id')
    await changeWebhook(c.env, c.var.me, id, { ...(url !== undefined && { url }), ...(events && { events }) })
    return c.json(present(await findWebhook(c.env, c.var.me, id)))
  })
  .delete(WEBHOOK, signedIn, staffOnly, async (c) => {
    await removeWebhook(c.env, c.var.me, c.req.param('id'))
    return c.body(null, 204)
  })
  .post(`${WEBHOOK}/pause`, signedIn, staffOnly, async (c) => {
    await pauseWebhook(c.env, c.var.me, c.req.param('id'))
    return c.body(null, 204)
  })
  .post(`${WEBHOOK}/resume`, signedIn, staffOnly, async (c) => {
    await resumeWebhook(c.env, c.var.me, c.req.param('id'))
    return c.body(null, 204)
  })
  .post(`${WEBHOOK}/rotate`, signedIn, staffOnly, async (c) =>
    c.json({ secret: await rotateWebhookSecret(c.env, c.var.me, c.req.param('id')) }, 200, SECRET),
  )
  .post(`${WEBHOOK}/replay`, signedIn, staffOnly, body(Replay), async (c) => {
    await replayWebhook(c.env, c.var.me, c.req.param('id'), c.req.valid('json').since)
    return c.body(null, 204)
  })
  .get(`${WEBHOOK}/messages`, signedIn, staffOnly, query(MessagePaging), async (c) => {
    const id = c.req.param('id')
    const page = await listMessages(c.env, c.var.me, id, c.req.valid('query').after)
    return c.json(presentMessages(page, `/account/admin/webhooks/${id}/messages`))
  })
  .post(`${WEBHOOK}/retry`, signedIn, staffOnly, async (c) =>
    c.json({ messages: await retryMessages(c.env, c.var.me, c.req.param('id')) }),
  )
  .delete(`${WEBHOOK}/messages`, signedIn, staffOnly, async (c) =>
    c.json({ messages: await dropMessages(c.env, c.var.me, c.req.param('id')) }),
  )
  .post(`${MESSAGE}/retry`, signedIn, staffOnly, async (c) => {
    await retryMessages(c.env, c.var.me, c.req.param('id'), eventOf(c.req.param('event')))
    return c.body(null, 204)
  })
  .delete(MESSAGE, signedIn, staffOnly, async (c) => {
    await dropMessages(c.env, c.var.me, c.req.param('id'), eventOf(c.req.param('event')))
    return c.body(null, 204)
  })
