import type { Context, MiddlewareHandler } from 'hono'
import { html } from 'hono/html'
import { Hono } from 'hono/tiny'
import type { Me } from '../../account/me.ts'
import { formTokenOf } from '../../account/sessions/console-session.ts'
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
} from '../../account/staff/webhooks.ts'
import { Opaque } from '../../account/words.ts'
import type { Ports } from '../../ports/ports.ts'
import { WEBHOOK_TYPES } from '../../ports/webhook-types.ts'
import { MessagePaging, Moment } from '../account-webhooks.ts'
import type { AppEnv } from '../dialect.ts'
import { fields } from '../django-request.ts'
import { HttpError } from '../http-error.ts'
import { type Filled, type Form, linkForm, NOTHING_YET } from '../pages/link-form.ts'
import { sendLinkPage } from '../pages/send-link-page.ts'
import { problemsOf } from '../pages/typed.ts'
import { parse, readQuery } from '../reading.ts'
import { atConsole, readOwnForm } from './guard.ts'
import { saidOf, sendConsole } from './page.ts'
import { listPage, NOTICES, secretPage, webhookPage } from './webhooks-page.ts'

const WEBHOOKS = '/admin/webhooks'
const WEBHOOK = '/admin/webhooks/:id{[0-9a-f-]{36}}'
const MESSAGE = `${WEBHOOK}/messages/:event{\\d{1,15}}` as const

const Address = fields({ url: Opaque })
const Since = fields({ since: Moment })

/** Where the configuration has no webhooks, there are no pages for them. */
const configured: MiddlewareHandler<AppEnv> = async function configured(c, next) {
  if (!c.env.webhooks) throw new HttpError('no_such_address')
  await next()
}

/** What a button does at once. */
const BUTTONS: Record<string, (ports: Ports, me: Me, id: string) => Promise<unknown>> = {
  pause: pauseWebhook,
  resume: resumeWebhook,
  retry: retryMessages,
  drop: dropMessages,
}

/** Webhooks: the list, one of them, and its messages. */
export const webhookRoutes = new Hono<AppEnv>()
  .get(WEBHOOKS, atConsole, configured, async (c) => {
    const webhooks = await listWebhooks(c.env, c.var.me)
    const done = saidOf(NOTICES, readQuery(c).done)
    return sendConsole(c, { title: 'Webhooks', section: WEBHOOKS, content: () => listPage(webhooks, done) })
  })
  .get(`${WEBHOOKS}/add`, atConsole, configured, (c) => sendInput(c, 'add', NOTHING_YET))
  .post(`${WEBHOOKS}/add`, atConsole, configured, async (c) => {
    const typed = await readOwnForm(c)
    try {
      const { id, secret } = await addWebhook(c.env, c.var.me, inputOf(typed))
      return sendSecret(c, id, { secret, isFirst: true })
    } catch (error) {
      return sendInput(c, 'add', problemsOf(c, error, typed))
    }
  })
  .get(WEBHOOK, atConsole, configured, async (c) => {
    const { me } = c.var
    const id = c.req.param('id')
    const { after, done } = readQuery(c)
    const paging = parse(MessagePaging, after === undefined ? {} : { after })
    const [webhook, page] = await Promise.all([
      findWebhook(c.env, me, id),
      listMessages(c.env, me, id, paging.after),
    ])
    return sendConsole(c, {
      title: webhook.url,
      section: WEBHOOKS,
      content: (token) => webhookPage({ webhook, page, token, done: saidOf(NOTICES, done) }),
    })
  })
  .get(`${WEBHOOK}/change`, atConsole, configured, async (c) => {
    const { url, events } = await findWebhook(c.env, c.var.me, c.req.param('id'))
    const chosen = Object.fromEntries((events ?? []).map((type) => [type, 'on']))
    return sendInput(c, `${c.req.param('id')}/change`, { values: { url, ...chosen }, problems: {} })
  })
  .post(`${WEBHOOK}/change`, atConsole, configured, async (c) => {
    const typed = await readOwnForm(c)
    const id = c.req.param('id')
    try {
      await changeWebhook(c.env, c.var.me, id, inputOf(typed))
      return c.redirect(`${WEBHOOKS}/${id}?done=change`, 303)
    } catch (error) {
      return sendInput(c, `${id}/change`, problemsOf(c, error, typed))
    }
  })
  .get(`${WEBHOOK}/replay`, atConsole, configured, async (c) => {
    await findWebhook(c.env, c.var.me, c.req.param('id'))
    return sendReplay(c, NOTHING_YET)
  })
  .post(`${WEBHOOK}/replay`, atConsole, configured, async (c) => {
    const typed = await readOwnForm(c)
    const id = c.req.param('id')
    try {
      // A browser sends a time without its zone.
      const { since } = parse(Since, { since: `${typed.since}Z`.replace('ZZ', 'Z') })
      await replayWebhook(c.env, c.var.me, id, since)
      return c.redirect(`${WEBHOOKS}/${id}?done=replay`, 303)
    } catch (error) {
      const { values } = problemsOf(c, error, typed)
      return sendReplay(c, { values, problems: { since: ['It has to be a time such as 2026-11-20T08:00.'] } })
    }
  })
  .post(`${WEBHOOK}/rotate`, atConsole, configured, async (c) => {
    await readOwnForm(c)
    const id = c.req.param('id')
    const secret = await rotateWebhookSecret(c.env, c.var.me, id)
    return sendSecret(c, id, { secret, isFirst: false })
  })
  .get(`${WEBHOOK}/remove`, atConsole, configured, async (c) => {
    const { url } = await findWebhook(c.env, c.var.me, c.req.param('id'))
    return sendForm(c, `${c.req.param('id')}/remove`, NOTHING_YET, {
      title: 'Remove the webhook',
      lead: `${url} is told nothing more. Messages that have not arrived are forgotten.`,
      fields: [],
      button: 'Remove',
    })
  })
  .post(`${WEBHOOK}/remove`, atConsole, configured, async (c) => {
    await readOwnForm(c)
    await removeWebhook(c.env, c.var.me, c.req.param('id'))
    return c.redirect(`${WEBHOOKS}?done=remove`, 303)
  })
  .post(`${MESSAGE}/retry`, atConsole, configured, async (c) => {
    await readOwnForm(c)
    await retryMessages(c.env, c.var.me, c.req.param('id'), Number(c.req.param('event')))
    return c.redirect(`${WEBHOOKS}/${c.req.param('id')}?done=retry`, 303)
  })
  .post(`${MESSAGE}/drop`, atConsole, configured, async (c) => {
    await readOwnForm(c)
    await dropMessages(c.env, c.var.me, c.req.param('id'), Number(c.req.param('event')))
    return c.redirect(`${WEBHOOKS}/${c.req.param('id')}?done=drop`, 303)
  })

for (const [name, run] of Object.entries(BUTTONS))
  webhookRoutes.post(`${WEBHOOK}/${name}`, atConsole, configured, async (c) => {
    await readOwnForm(c)
    const id = c.req.param('id')
    await run(c.env, c.var.me, id)
    return c.redirect(`${WEBHOOKS}/${id}?done=${name}`, 303)
  })

/** What a form has: the address, and a box for each type. */
const inputOf = (typed: Record<string, string>) => ({
  ...parse(Address, typed),
  events: WEBHOOK_TYPES.filter((type) => typed[type] !== undefined),
})

const sendSecret = (
  c: Context<AppEnv>,
  id: string,
  { secret, isFirst }: { secret: string; isFirst: boolean },
) => sendConsole(c, { title: 'Secret', section: WEBHOOKS, content: () => secretPage(id, secret, isFirst) })

const sendInput = (c: Context<AppEnv>, to: string, filled: Filled) =>
  sendForm(c, to, filled, {
    title: to === 'add' ? 'Add a webhook' : 'Change the webhook',
    lead: 'Messages are sent to this address. Without a mark it is told of everything.',
    fields: [
      {
        name: 'url',
        label: 'URL',
        input: html`type="url" autocomplete="off" spellcheck="false" maxlength="2048" placeholder="https://"`,
      },
    ],
    before: html`<fieldset class="choices">
<legend>Told of</legend>
${WEBHOOK_TYPES.map(
  (type) => html`<label class="choice"><input type="checkbox" name="${type}"${
    filled.values[type] !== undefined && html` checked`
  }> <code>${type}</code></label>
`,
)}
</fieldset>`,
    button: to === 'add' ? 'Add' : 'Save',
  })

const sendReplay = (c: Context<AppEnv>, filled: Filled) =>
  sendForm(c, `${c.req.param('id')}/replay`, filled, {
    title: 'Send again',
    lead: 'Everything since this time is sent again, with the same IDs, as far as events are kept.',
    fields: [{ name: 'since', label: 'Since, in UTC', input: html`type="datetime-local"` }],
    button: 'Send again',
  })

/** A page with one form. `to`: its path below that of the list. */
async function sendForm(
  c: Context<AppEnv>,
  to: string,
  filled: Filled,
  form: Pick<Form, 'title' | 'lead' | 'fields' | 'button' | 'before'>,
) {
  const status = Object.keys(filled.problems).length > 0 ? 400 : 200
  const hidden = { form: await formTokenOf(c.env, c.var.me) }
  const back = to.includes('/') ? `${WEBHOOKS}/${to.slice(0, to.indexOf('/'))}` : WEBHOOKS
  const also = html`<p class="also"><a href="${back}">Cancel</a></p>`
  const page = linkForm({ ...form, to: `${WEBHOOKS}/${to}`, hidden, also }, filled)
  return sendLinkPage(c, form.title, page, { status })
}
