import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { shownName } from '../../account/names/shown-name.ts'
import { formTokenOf } from '../../account/sessions/console-session.ts'
import type { AppEnv } from '../dialect.ts'
import { type Html, sendPage } from '../pages/layout.ts'

/** The sections of the console, by their paths. */
const SECTIONS = [
  ['/admin', 'Overview'],
  ['/admin/people', 'People'],
  ['/admin/jobs', 'Jobs'],
  ['/admin/events', 'Events'],
  ['/admin/email', 'Email'],
  ['/admin/webhooks', 'Webhooks'],
  ['/admin/keys', 'Keys'],
  ['/admin/settings', 'Settings'],
] as const

/** Those that the configuration has. */
const sectionsOf = ({ webhooks }: AppEnv['Bindings']) =>
  SECTIONS.filter(([path]) => path !== '/admin/webhooks' || webhooks)

type ConsolePage = {
  title: string
  section?: (typeof SECTIONS)[number][0]
  /** What goes into `main`. Its forms carry `token`. */
  content: (token: string) => Html
  status?: ContentfulStatusCode
  headers?: Record<string, string>
}

/** Sends a page of the console to who has signed in. */
export async function sendConsole(
  c: Context<AppEnv>,
  { title, section, content, status = 200, headers = {} }: ConsolePage,
) {
  const { me } = c.var
  const token = await formTokenOf(c.env, me)
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  return sendPage(
    c,
    {
      title,
      brand: c.env.settings.SITE_NAME,
      kind: 'console',
      styles: ['/pages/console.css'],
      aside: html`<nav aria-label="Console">
${sectionsOf(c.env).map(([path, name]) => html`<a href="${path}"${path === section && html` aria-current="page"`}>${name}</a>\n`)}
</nav>
<form class="whoami" method="post" action="/admin/sign-out">
${formToken(token)}
<a href="/admin/people/${me.account.id}">${shownName(me.account)}</a>
<button type="submit" class="as-link">Sign out</button>
</form>`,
      content: html`<main>\n${content(token)}\n</main>`,
    },
    status,
  )
}

export const formToken = (token: string) => html`<input type="hidden" name="form" value="${token}">`

/** A button that does something at once. */
export const buttonTo = (to: string, text: string, token: string) => html`<form method="post" action="${to}">
${formToken(token)}
<button type="submit">${text}</button>
</form>
`

/** The options of a select, by their values. */
export const optionsOf = (options: readonly (readonly [value: string, text: string])[], chosen: string) =>
  options.map(
    ([value, text]) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`,
  )

/** A short mark of a person's state. */
export const mark = (kind: 'good' | 'bad' | 'plain', text: string) =>
  html`<span class="mark ${kind}">${text}</span> `

/** Rows of a name and a value; none for what is not there. */
export const facts = (rows: [name: string, value: Html | string | null | undefined | false][]) => html`
<dl class="facts">
${rows.map(([name, value]) => html`<div><dt>${name}</dt> <dd>${value || html`<span class="none">none</span>`}</dd></div>\n`)}
</dl>`

/** What is said of what was done. The word for it is in the address, where anybody can write another. */
export const saidOf = (sentences: Record<string, string>, done = ''): string | undefined =>
  Object.hasOwn(sentences, done) ? sentences[done] : undefined

/** What was done just now. */
export const notice = (text: string | undefined) => text && html`<p class="notice" role="status">${text}</p>`
