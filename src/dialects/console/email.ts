import { html } from 'hono/html'
import { Hono } from 'hono/tiny'
import { dropEmail, listEmails, type QueuedEmail, retryEmail } from '../../account/staff/email-queue.ts'
import type { AppEnv } from '../dialect.ts'
import { EmailQuery, nextEmails } from '../email-query.ts'
import { timeOf } from '../pages/time.ts'
import { parse, readQuery } from '../reading.ts'
import { atConsole, readOwnForm } from './guard.ts'
import { buttonTo, notice, saidOf, sendConsole } from './page.ts'

const EMAIL = '/admin/email'
const ONE = `${EMAIL}/:email{[0-9a-f-]{36}}` as const

const NOTICES: Record<string, string> = {
  retry: 'The email is sent again now.',
  'not-retry': 'The email is being sent at the moment.',
  'not-drop': 'The email is not there any more.',
  drop: 'The email is deleted, and will not be sent.',
}

const PURPOSES: Record<string, string> = {
  reset: 'A password reset that was asked for',
  username: 'A username reset that was asked for',
  activation: 'An activation that was asked for',
}

const STATES = [
  ['waiting', 'Waiting'],
  ['given_up', 'Given up'],
] as const

/** The emails that have not been sent: what waits, and what was given up and why. */
export const emailRoutes = new Hono<AppEnv>()
  .get(EMAIL, atConsole, async (c) => {
    const query = readQuery(c)
    const { state, after } = parse(EmailQuery, query)
    const { emails, next } = await listEmails(c.env, c.var.me, state, after)
    return sendConsole(c, {
      title: 'Email',
      section: EMAIL,
      content: (token) => html`<h1>Email</h1>
${notice(saidOf(NOTICES, query.done))}
<nav class="tabs" aria-label="State">
${STATES.map(([value, text]) => html`<a href="${EMAIL}?state=${value}"${value === state && html` aria-current="page"`}>${text}</a>\n`)}
</nav>
${
  emails.length === 0
    ? html`<p class="card empty">${state === 'waiting' ? 'No email waits.' : 'No email was given up in the last 7 days.'}</p>`
    : html`<ul class="card rows emails">${emails.map((each) => rowOf(each, token))}</ul>`
}
<nav class="pages" aria-label="Pages">
${after !== undefined && html`<a href="${EMAIL}?state=${state}">First page</a>`}
${next !== undefined && html`<a href="${nextEmails(EMAIL, state, next)}" rel="next">Next page</a>`}
</nav>
<p class="hint">An email is tried 12 times in about three days. What was given up is deleted after 7 days. Addresses are shortened: they may be ones that an account has no more.</p>`,
    })
  })
  .post(`${ONE}/retry`, atConsole, async (c) => {
    await readOwnForm(c)
    const isDone = await retryEmail(c.env, c.var.me, c.req.param('email'))
    return c.redirect(`${EMAIL}?done=${isDone ? 'retry' : 'not-retry'}`, 303)
  })
  .post(`${ONE}/drop`, atConsole, async (c) => {
    await readOwnForm(c)
    const isDone = await dropEmail(c.env, c.var.me, c.req.param('email'))
    return c.redirect(`${EMAIL}?done=${isDone ? 'drop' : 'not-drop'}`, 303)
  })

function rowOf(email: QueuedEmail, token: string) {
  const { id, to, createdAt, dueAt, attempts, givenUpAt, fault } = email
  const at = `${EMAIL}/${id}`
  return html`<li>
<span><b>${titleOf(email)}</b> ${to && html`to ${to}`}</span>
<span class="agent">written ${timeOf(createdAt)}, tried ${attempts === 1 ? 'once' : `${attempts} times`}</span>
<span class="when">${
    givenUpAt === null
      ? html`next try ${timeOf(dueAt)}`
      : html`given up ${timeOf(givenUpAt)}${fault && html` because of <code>${fault}</code>`}`
  }</span>
<div class="actions">
${buttonTo(`${at}/retry`, 'Send again', token)}
${buttonTo(`${at}/drop`, 'Drop', token)}
</div>
</li>
`
}

const titleOf = ({ subject, purpose }: QueuedEmail) =>
  subject ?? PURPOSES[purpose ?? ''] ?? 'An email that was sealed with a key that is gone'
