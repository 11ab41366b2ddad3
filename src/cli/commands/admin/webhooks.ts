import {
  addWebhook,
  changeWebhook,
  dropMessages,
  findWebhook,
  listMessages,
  listWebhooks,
  pauseWebhook,
  removeWebhook,
  replayWebhook,
  resumeWebhook,
  retryMessages,
  rotateWebhookSecret,
} from '../../../account/staff/webhooks.ts'
import type { Ports } from '../../../ports/ports.ts'
import { messageId, type WebhookMessage } from '../../../ports/webhook-message.ts'
import { webhookTypeOf } from '../../../ports/webhook-types.ts'
import type { CountedWebhook } from '../../../ports/webhooks.ts'
import { type Confirm, requireConfirmation } from '../../confirmation.ts'
import { Refused } from '../../refused.ts'
import { iso, type Printer, pairs } from './output.ts'
import { readPages } from './read-pages.ts'
import type { WebhookAction } from './webhook-request.ts'

type Context = { ports: Ports; print: Printer; confirm: Confirm; stop: AbortSignal }

type Of<Does extends WebhookAction['does']> = Extract<WebhookAction, { does: Does }>

/** What webhooks can be told to do at once: the verb, and what it is said to have done. */
const SIMPLE = {
  pause: [pauseWebhook, 'is paused. What happens meanwhile is sent once it resumes'],
  resume: [resumeWebhook, 'is sent messages again'],
} as const

/** Runs a subcommand of `npm run admin -- webhooks`. */
export const administerWebhooks = async (request: WebhookAction, context: Context): Promise<number> => {
  const { ports, print } = context
  if (!ports.webhooks) throw new Refused('Webhooks are off. Write webhooks: true into gatehouse.config.ts')
  switch (request.does) {
    case 'list':
      print.list(await listWebhooks(ports, null), LIST)
      break
    case 'add': {
      const { id, secret } = await addWebhook(ports, null, request)
      print.done({ id, secret }, `Added ${request.url}  ${id}\n  Secret, shown only once: ${secret}`)
      break
    }
    case 'change': {
      const { does: _, id, ...input } = request
      await changeWebhook(ports, null, id, input)
      print.done({ id }, `${id} is changed`)
      break
    }
    case 'show': {
      const webhook = await findWebhook(ports, null, request.id)
      await print.show(webhookJson(webhook), () => describe(webhook))
      break
    }
    case 'pause':
    case 'resume': {
      const [run, sentence] = SIMPLE[request.does]
      await run(ports, null, request.id)
      print.done({ id: request.id }, `${request.id} ${sentence}`)
      break
    }
    case 'rotate': {
      const secret = await rotateWebhookSecret(ports, null, request.id)
      print.done(
        { id: request.id, secret },
        `The one before it signs for another day\n  Secret, shown only once: ${secret}`,
      )
      break
    }
    case 'remove':
      await remove(request, context)
      break
    case 'replay':
      await replayWebhook(ports, null, request.id, request.since)
      print.done(
        { id: request.id, since: iso(request.since) },
        `${request.id} is told again of everything since ${iso(request.since)}`,
      )
      break
    case 'messages':
      await messages(request, context)
      break
    case 'retry':
    case 'drop': {
      const run = request.does === 'retry' ? retryMessages : dropMessages
      const number = await run(ports, null, request.id, request.event)
      const sentence = request.does === 'retry' ? 'sent again' : 'forgotten'
      print.done({ id: request.id, messages: number }, `Messages that are ${sentence}: ${number}`)
    }
  }
  return 0
}

const remove = async ({ id, isMeant }: Of<'remove'>, { ports, print, confirm }: Context) => {
  const { url } = await findWebhook(ports, null, id)
  await requireConfirmation(isMeant, `${url} is told nothing more, and what waits is forgotten.`, confirm)
  await removeWebhook(ports, null, id)
  print.done({ id }, `${url} is removed`)
}

const messages = async ({ id }: { id: string }, { ports, print, stop }: Context) => {
  const found = await readPages(Number.POSITIVE_INFINITY, stop, async (after: number | undefined) => {
    const page = await listMessages(ports, null, id, after)
    return { items: page.messages, next: page.next }
  })
  print.list(found, MESSAGES)
}

const stateOf = ({ pausedAt, pauseReason, failingSince }: CountedWebhook) =>
  pausedAt !== null ? `paused (${pauseReason})` : failingSince !== null ? 'failing' : 'works'

const webhookJson = (webhook: CountedWebhook) => ({
  id: webhook.id,
  url: webhook.url,
  events: webhook.events,
  state: stateOf(webhook),
  waiting: webhook.waiting,
  given_up: webhook.givenUp,
  created_at: iso(webhook.createdAt),
})

const LIST = {
  json: webhookJson,
  headers: ['ID', 'STATE', 'WAITING', 'GIVEN UP', 'URL'],
  row: (webhook: CountedWebhook) => [
    webhook.id,
    stateOf(webhook),
    String(webhook.waiting),
    String(webhook.givenUp),
    webhook.url,
  ],
  none: 'There are no webhooks',
}

const MESSAGES = {
  json: (message: WebhookMessage) => ({
    id: messageId(message),
    event: message.eventId,
    type: webhookTypeOf(message.kind),
    account: message.accountId,
    at: iso(message.at),
    attempts: message.attempts,
    due_at: message.deadAt === null ? iso(message.dueAt) : null,
    fault: message.fault,
  }),
  headers: ['EVENT', 'TYPE', 'AT', 'TRIES', 'SENT AGAIN', 'FAULT'],
  row: (message: WebhookMessage) => [
    String(message.eventId),
    String(webhookTypeOf(message.kind)),
    iso(message.at),
    String(message.attempts),
    message.deadAt === null ? iso(message.dueAt) : 'given up',
    message.fault ?? '–',
  ],
  none: 'Every message has arrived',
}

const describe = (webhook: CountedWebhook) =>
  pairs({
    url: webhook.url,
    state: stateOf(webhook),
    ...(webhook.failingSince !== null && {
      failing: `since ${iso(webhook.failingSince)}, ${webhook.failures} tries`,
    }),
    'told of': webhook.events?.join(', ') ?? 'everything',
    waiting: String(webhook.waiting),
    'given up': String(webhook.givenUp),
    added: iso(webhook.createdAt),
    secret: webhook.rotatedAt === null ? 'the first one' : `since ${iso(webhook.rotatedAt)}`,
    id: webhook.id,
  })
