import { type Condition, commitNamed } from '../../ports/database.ts'
import type { EventKind } from '../../ports/events.ts'
import { recoverLostAnswer } from '../../ports/lost-answer.ts'
import type { Ports } from '../../ports/ports.ts'
import {
  newWebhookSecret,
  sealWebhookSecrets,
  unsealWebhookSecrets,
  type Webhook,
  type WebhookMessage,
} from '../../ports/webhook-message.ts'
import { isWebhookType, WEBHOOK_TYPES } from '../../ports/webhook-types.ts'
import { faultOfWebhookUrl } from '../../ports/webhook-url.ts'
import { type CountedWebhook, MESSAGES, type Webhooks } from '../../ports/webhooks.ts'
import { Refusal } from '../refusal.ts'
import { type Actor, mayAct, refuseUnlessStaff, refuseWhoMayNot } from './actor.ts'
import { ownEvent } from './own-event.ts'

/*
 * What staff do about webhooks. Each verb refuses as `not_yours` (not staff), `not_found`, or `token_invalid` (the session
 * ended meanwhile), and changes nothing then.
 */

export type WebhookPorts = Pick<
  Ports,
  'webhooks' | 'keys' | 'random' | 'clock' | 'commit' | 'events' | 'rowExists' | 'sessions'
>

/** Where messages go, and of which types they are: all if there are none. */
export type WebhookInput = { url: string; events?: string[] | undefined }

/** How many webhooks there can be: each reads every event. */
const MOST = 10

/** Webhooks are on. Without them there is nothing to find. */
function on({ webhooks }: Pick<WebhookPorts, 'webhooks'>): Webhooks {
  if (!webhooks) throw new Refusal('not_found')
  return webhooks
}

export async function listWebhooks(
  ports: Pick<WebhookPorts, 'webhooks'>,
  actor: Actor,
): Promise<CountedWebhook[]> {
  refuseUnlessStaff(actor)
  return on(ports).list()
}

export async function findWebhook(
  ports: Pick<WebhookPorts, 'webhooks'>,
  actor: Actor,
  id: string,
): Promise<CountedWebhook> {
  refuseUnlessStaff(actor)
  const found = await on(ports).find(id)
  if (!found) throw new Refusal('not_found')
  return found
}

/** Adds a webhook, and returns its id and its secret, which is not shown again. Refuses as `invalid`. */
export async function addWebhook(
  ports: WebhookPorts,
  actor: Actor,
  input: WebhookInput,
): Promise<{ id: string; secret: string }> {
  refuseUnlessStaff(actor)
  const webhooks = on(ports)
  const row = checked(webhooks, input)
  const id = ports.random.uuid()
  const secret = newWebhookSecret(ports)
  const sealed = await sealWebhookSecrets(ports, id, { current: secret, former: null })
  const statement = webhooks.insert({ ...row, id, sealed }, MOST, mayAct(ports, actor))
  const proof = webhooks.isThere(id)
  const after = ownEvent(ports, 'webhook_added', actor, { id, condition: proof })
  const added = await commitOnce(ports, statement, { proof, after })
  if (added.length === 0) {
    await refuseWhoMayNot(ports, actor)
    throw unfit('url', `There cannot be more than ${MOST}.`)
  }
  return { id, secret }
}

/** Changes where messages go, or of which types they are. Messages that wait go to the new address. */
export async function changeWebhook(
  ports: WebhookPorts,
  actor: Actor,
  id: string,
  input: Partial<WebhookInput>,
): Promise<void> {
  const found = await findWebhook(ports, actor, id)
  const { url, events } = checked(on(ports), { url: found.url, ...input })
  await change(ports, actor, { id, kind: 'webhook_changed' }, (webhooks, condition) =>
    webhooks.update(id, { url, ...(input.events && { events }) }, condition),
  )
}

/** Pauses a webhook. It is told later of what happens meanwhile, as long as events are kept. */
export const pauseWebhook = (ports: WebhookPorts, actor: Actor, id: string): Promise<void> =>
  change(ports, actor, { id, kind: 'webhook_paused' }, (webhooks, condition) =>
    webhooks.update(id, { pausedAt: ports.clock.now(), pauseReason: 'staff' }, condition),
  )

/** Has messages sent again after a pause, first those that wait. */
export const resumeWebhook = (ports: WebhookPorts, actor: Actor, id: string): Promise<void> =>
  change(ports, actor, { id, kind: 'webhook_resumed' }, (webhooks, condition) => {
    webhooks.wake()
    const works = { pausedAt: null, pauseReason: null, failures: 0, failingSince: null }
    return webhooks.update(id, works, condition)
  })

/** Removes a webhook, and forgets its messages. */
export const removeWebhook = (ports: WebhookPorts, actor: Actor, id: string): Promise<void> =>
  change(
    ports,
    actor,
    { id, kind: 'webhook_removed', proofOf: (webhooks) => webhooks.isGone(id) },
    (webhooks, condition) => webhooks.delete(id, condition),
  )

/** Makes a new secret and returns it. The one before it signs for another day, too. Refuses as `busy`. */
export async function rotateWebhookSecret(ports: WebhookPorts, actor: Actor, id: string): Promise<string> {
  const found = await findWebhook(ports, actor, id)
  const secret = newWebhookSecret(ports)
  const former = (await unsealWebhookSecrets(ports, found))?.current ?? null
  const sealed = await sealWebhookSecrets(ports, id, { current: secret, former })
  const statement = on(ports).rotate(id, { before: found.sealed, sealed }, mayAct(ports, actor))
  const after = ownEvent(ports, 'webhook_secret_rotated', actor, {
    id,
    condition: on(ports).hasSecrets(id, sealed),
  })
  const { changed } = await commitNamed(ports.commit, { changed: statement, after })
  if (changed.length === 0) {
    await refuseWhoMayNot(ports, actor)
    throw new Refusal('busy')
  }
  return secret
}

/** Has a webhook told again of everything since a time, in milliseconds. */
export const replayWebhook = (ports: WebhookPorts, actor: Actor, id: string, since: number): Promise<void> =>
  change(ports, actor, { id, kind: 'webhook_replayed' }, (webhooks, condition) => {
    webhooks.wake()
    return webhooks.replay(id, since, condition)
  })

export type MessagePage = { messages: WebhookMessage[]; next: number | undefined }

/** The messages that have not arrived, by the ids of their events, from behind one. */
export async function listMessages(
  ports: Pick<WebhookPorts, 'webhooks'>,
  actor: Actor,
  id: string,
  after = 0,
): Promise<MessagePage> {
  await findWebhook(ports, actor, id)
  const found = await on(ports).messages(id, { after, limit: MESSAGES + 1 })
  const messages = found.slice(0, MESSAGES)
  return { messages, next: found.length > MESSAGES ? messages.at(-1)?.eventId : undefined }
}

/** Has a message sent again soon, or without an id all that were given up. Returns how many. */
export const retryMessages = (ports: WebhookPorts, actor: Actor, id: string, eventId?: number) =>
  ofMessages(ports, actor, { id, eventId }, 'retry')

/** Forgets a message, or without an id all that were given up. Returns how many. */
export const dropMessages = (ports: WebhookPorts, actor: Actor, id: string, eventId?: number) =>
  ofMessages(ports, actor, { id, eventId }, 'drop')

async function ofMessages(
  ports: WebhookPorts,
  actor: Actor,
  { id, eventId }: { id: string; eventId: number | undefined },
  what: 'retry' | 'drop',
): Promise<number> {
  const found = await findWebhook(ports, actor, id)
  if (what === 'retry') on(ports).wake()
  const webhooks = on(ports)
  const done = await commitOnce(ports, webhooks[what](id, eventId, mayAct(ports, actor)), {
    ...(what === 'drop' && { proof: webhooks.isDropped(id, eventId) }),
    rows: eventId === undefined ? found.givenUp : 1,
  })
  if (done.length > 0) return done.length
  await refuseWhoMayNot(ports, actor)
  if (eventId !== undefined) throw new Refusal('not_found')
  return 0
}

type MakeStatement = (
  webhooks: Webhooks,
  condition: Condition | undefined,
) => ReturnType<Webhooks['update'] | Webhooks['delete'] | Webhooks['replay']>

/** `proofOf`: what only the change makes true, where it cannot be made twice. */
type WebhookChange = { id: string; kind: EventKind; proofOf?: (webhooks: Webhooks) => Condition }

/** Changes one webhook, and records who did it. */
async function change(
  ports: WebhookPorts,
  actor: Actor,
  { id, kind, proofOf }: WebhookChange,
  make: MakeStatement,
): Promise<void> {
  refuseUnlessStaff(actor)
  const webhooks = on(ports)
  const condition = mayAct(ports, actor)
  const before = ownEvent(ports, kind, actor, { id, condition: webhooks.isThere(id, condition) })
  const proof = proofOf?.(webhooks)
  const changed = await commitOnce(ports, make(webhooks, condition), { before, ...(proof && { proof }) })
  if (changed.length > 0) return
  await refuseWhoMayNot(ports, actor)
  throw new Refusal('not_found')
}

type Around = {
  proof?: Condition
  rows?: number
  before?: ReturnType<typeof ownEvent>
  after?: ReturnType<typeof ownEvent>
}

/** Commits one statement with what records it, and returns its rows. If the answer is lost, the proof tells whether so many were changed. */
async function commitOnce(
  { commit, rowExists }: Pick<Ports, 'commit' | 'rowExists'>,
  statement: ReturnType<Webhooks['insert' | 'retry' | 'drop'] | MakeStatement>,
  { proof, rows = 1, before = [], after = [] }: Around,
): Promise<unknown[]> {
  const done = commitNamed(commit, { before, changed: statement, after }).then(
    ({ changed }) => changed as unknown[],
  )
  if (!proof) return done
  return recoverLostAnswer(done, async () => (await rowExists(proof)) && Array<unknown>(rows).fill(null))
}

/** Refuses as `invalid` an address that is none for a webhook, and types that there are not. */
function checked(webhooks: Webhooks, { url, events }: WebhookInput): Pick<Webhook, 'url' | 'events'> {
  const fault = faultOfWebhookUrl(url, webhooks.surroundings())
  if (fault !== undefined) throw unfit('url', fault)
  const unknown = events?.find((type) => !isWebhookType(type))
  if (unknown !== undefined) throw unfit('events', `“${unknown}” is not known.`)
  const isAll = !events || events.length === 0
  return { url, events: isAll ? null : WEBHOOK_TYPES.filter((type) => events.includes(type)) }
}

const unfit = (field: 'url' | 'events', sentence: string) =>
  new Refusal('invalid', [{ field, fault: 'unfit', words: { django: sentence, express: sentence } }])
