import { html } from 'hono/html'
import type { MessagePage } from '../../account/staff/webhooks.ts'
import type { WebhookMessage } from '../../ports/webhook-message.ts'
import { webhookTypeOf } from '../../ports/webhook-types.ts'
import { type CountedWebhook, MESSAGES } from '../../ports/webhooks.ts'
import type { Html } from '../pages/layout.ts'
import { timeOf } from '../pages/time.ts'
import { facts, formToken, mark, notice } from './page.ts'

/** What was done, as the page that follows says it. */
export const NOTICES: Record<string, string> = {
  change: 'The webhook is changed.',
  pause: 'The webhook is paused. What happens meanwhile is sent once it resumes.',
  resume: 'The webhook is sent messages again.',
  replay: 'Everything since then is sent again.',
  retry: 'They are sent again soon.',
  drop: 'They are forgotten.',
  remove: 'The webhook is removed.',
}

const REASONS: Record<string, string> = {
  staff: 'by staff',
  failing: 'because nothing arrived for hours',
  gone: 'because it answered that it is gone (410)',
}

const stateOf = ({ pausedAt, failingSince }: CountedWebhook) =>
  pausedAt !== null
    ? mark('bad', 'paused')
    : failingSince !== null
      ? mark('bad', 'failing')
      : mark('good', 'works')

/** As many as are counted at most may be more. */
const countOf = (number: number) => (number < MESSAGES ? String(number) : `${MESSAGES} or more`)

export const listPage = (webhooks: CountedWebhook[], done: string | undefined): Html => html`<h1>Webhooks</h1>
${notice(done)}
<p>Other systems are told here of what happens to accounts.</p>
${
  webhooks.length === 0
    ? html`<p class="card empty">There are none.</p>`
    : html`<ul class="card people">
${webhooks.map(
  (webhook) => html`<li>
<a href="/admin/webhooks/${webhook.id}">${webhook.url}</a>
<span class="address">${webhook.events?.join(', ') ?? 'everything'}</span>
<span>${stateOf(webhook)}</span>
<span class="since">${countOf(webhook.waiting)} waiting, ${countOf(webhook.givenUp)} given up</span>
</li>
`,
)}</ul>`
}
<p class="actions"><a class="button" href="/admin/webhooks/add">Add a webhook</a></p>`

/** The page that shows a secret, once. */
export const secretPage = (
  id: string,
  secret: string,
  isFirst: boolean,
): Html => html`<h1>${isFirst ? 'The webhook is added' : 'The new secret'}</h1>
<section class="card">
<p>The receiver verifies signatures with this secret. It is not shown again.</p>
<p><code>${secret}</code></p>
${!isFirst && html`<p>The one before it signs for another day.</p>`}
<p class="actions"><a class="button" href="/admin/webhooks/${id}">To the webhook</a></p>
</section>`

type Seen = { webhook: CountedWebhook; page: MessagePage; token: string; done: string | undefined }

export function webhookPage({ webhook, page, token, done }: Seen): Html {
  const at = `/admin/webhooks/${webhook.id}`
  const { pausedAt, pauseReason, failingSince, failures } = webhook
  return html`<h1>${webhook.url}</h1>
${notice(done)}
<div class="columns">
<section class="card" aria-labelledby="state">
<h2 id="state">State</h2>
${facts([
  ['Now', html`${stateOf(webhook)}`],
  ...(pausedAt === null
    ? []
    : [['Paused', html`${timeOf(pausedAt)}, ${REASONS[pauseReason ?? 'staff']}`] as [string, Html]]),
  ...(failingSince === null
    ? []
    : [['Failing', html`since ${timeOf(failingSince)}, ${failures} tries`] as [string, Html]]),
  ['Told of', webhook.events?.join(', ') ?? 'everything'],
  ['Waiting', countOf(webhook.waiting)],
  ['Given up', countOf(webhook.givenUp)],
  ['Added', timeOf(webhook.createdAt)],
  ['Secret', webhook.rotatedAt === null ? 'the first one' : html`since ${timeOf(webhook.rotatedAt)}`],
  ['ID', html`<code>${webhook.id}</code>`],
])}
</section>
<section class="card" aria-labelledby="actions">
<h2 id="actions">Actions</h2>
<div class="actions">
<a class="button" href="${at}/change">Change</a>
${pausedAt === null ? buttonTo(`${at}/pause`, 'Pause', token) : buttonTo(`${at}/resume`, 'Resume', token)}
<a class="button" href="${at}/replay">Send again since …</a>
${buttonTo(`${at}/rotate`, 'Make a new secret', token)}
<a class="button grave" href="${at}/remove">Remove</a>
</div>
</section>
</div>
<section class="card" aria-labelledby="messages">
<h2 id="messages">Messages that have not arrived</h2>
${
  webhook.givenUp > 0 &&
  html`<div class="actions">
${buttonTo(`${at}/retry`, 'Retry all that were given up', token)}
${buttonTo(`${at}/drop`, 'Drop all that were given up', token)}
</div>`
}
${
  page.messages.length === 0
    ? html`<p class="none">None.</p>`
    : html`<ul class="rows">${page.messages.map((message) => messageRow(message, at, token))}</ul>`
}
${page.next !== undefined && html`<nav class="pages" aria-label="Pages of messages"><a href="${at}?after=${page.next}" rel="next">Next page</a></nav>`}
</section>`
}

const messageRow = (message: WebhookMessage, at: string, token: string) => html`<li>
<span><b>${webhookTypeOf(message.kind)}</b> <a href="/admin/people/${message.accountId}">account</a> ${message.deadAt !== null && mark('bad', 'given up')}</span>
<span class="agent">${message.attempts} tries ${message.fault && html`, <code>${message.fault}</code>`}</span>
<span class="when">${timeOf(message.at)}${message.deadAt === null && html`, sent again ${timeOf(message.dueAt)}`}</span>
${buttonTo(`${at}/messages/${message.eventId}/retry`, 'Retry', token)}
${buttonTo(`${at}/messages/${message.eventId}/drop`, 'Drop', token)}
</li>
`

const buttonTo = (to: string, text: string, token: string) => html`<form method="post" action="${to}">
${formToken(token)}
<button type="submit">${text}</button>
</form>
`
