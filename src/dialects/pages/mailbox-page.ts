import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Config } from '../../ports/config.ts'
import type { EmailMessage } from '../../ports/mail.ts'
import type { AppEnv } from '../dialect.ts'
import { type Html, sendPage } from './layout.ts'
import { timeOf } from './time.ts'

type Sent = EmailMessage & { id: string; from: string; createdAt: number }

/** The emails of development as a page, with one of them open: the wanted one, or the newest. */
export function sendMailbox(c: Context<AppEnv>, messages: Sent[], wanted = '') {
  const opened = wanted ? messages.find(({ id }) => id === wanted) : messages[0]
  const status = wanted && !opened ? 404 : 200
  return sendPage(
    c,
    {
      title: 'Mailbox',
      brand: 'Gatehouse',
      kind: 'mailbox',
      aside: html`<p class="claim">All emails of this development server. They stay on this machine.</p>
<a href="/docs">Documentation</a>`,
      styles: ['/pages/mailbox.css'],
      script: '/pages/mailbox.js',
      content: html`<main>
<div class="intro">
<h1>Mailbox</h1>
<p role="status">${counted(messages.length)}</p>
</div>
${messages.length > 0 ? desk(messages, opened) : emptyFor(c.env.settings.PUBLIC_URL, c.env.config)}
</main>`,
    },
    status,
  )
}

/**
 * An email may run no script and load nothing. Only the mailbox page may show it in a frame, and there it has the origin
 * of the page, which measures how high it is; by itself it has none.
 */
const headersFor = (isFramed: boolean) => ({
  'Content-Security-Policy': [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "img-src 'none'",
    "form-action 'none'",
    "base-uri 'self'",
    "frame-ancestors 'self'",
    `sandbox allow-popups allow-popups-to-escape-sandbox${isFramed ? ' allow-same-origin' : ''}`,
  ].join('; '),
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'SAMEORIGIN',
})

/** The HTML of an email, to be shown in a frame. Its links open in a new tab. */
export const sendEmail = (c: Context<AppEnv>, message: EmailMessage) =>
  c.html(
    message.html.replace(START, `$&<base target="_blank">`),
    200,
    headersFor(c.req.header('sec-fetch-dest') === 'iframe'),
  )

/** The start of an email's HTML, which may be a whole document or a part of one. */
const START = /^\s*(<!doctype[^>]*>)?(\s*<html[^>]*>\s*<head[^>]*>)?/i

const counted = (messages: number) =>
  messages === 0 ? 'Empty' : messages === 1 ? 'One email' : `${messages} emails, newest first`

const desk = (messages: Sent[], opened?: Sent) => html`
<div class="desk">
<nav aria-label="Emails">
<ol id="list">${messages.map((message) => entry(message, message === opened))}</ol>
</nav>
${opened ? card(opened) : gone}
</div>`

const entry = ({ id, subject, to, createdAt }: Sent, isOpen: boolean) => html`
<li><a href="/dev/mailbox?email=${id}"${isOpen && html` aria-current="page"`}>
<b>${subject}</b> <span>${to}</span> ${timeOf(createdAt)}
</a></li>`

const card = ({ id, to, from, subject, text, createdAt }: Sent) => html`
<article class="card" id="opened" data-email="${id}">
<h2>${subject}</h2>
<dl>
<div><dt>To</dt> <dd>${to}</dd></div>
<div><dt>From</dt> <dd>${from}</dd></div>
<div><dt>Sent</dt> <dd>${timeOf(createdAt)}</dd></div>
</dl>
${linkList(linksIn(text))}
<iframe sandbox="allow-popups allow-popups-to-escape-sandbox allow-same-origin" src="/dev/mailbox/${id}.html" title="The email as HTML"></iframe>
<details>
<summary>Plain text</summary>
<div class="text">${withLinks(text.trim())}</div>
</details>
</article>`

const gone = html`
<section class="card">
<h2>Email not found</h2>
<p>Emails are deleted after a day.</p>
</section>`

const LINK = /(https?:\/\/[^\s<>"]+)/

/** Every second part is a web address. */
const partsOf = (text: string) => text.split(LINK)

const linksIn = (text: string) => [...new Set(partsOf(text).filter((_, index) => index % 2 === 1))]

/** An email as a few lines: who gets what from whom, its links and its code. */
export const asText = ({ from, to, subject, text }: Sent): string =>
  [
    `From:    ${from}`,
    `To:      ${to}`,
    `Subject: ${subject}`,
    ...linksIn(text).map((address) => `Link:    ${address}`),
    ...[...text.matchAll(CODE)].map(([, code]) => `Code:    ${code}`),
    '',
  ].join('\n')

/** A short code stands at the end of a line. */
const CODE = /\s([0-9A-HJKMNP-TV-Z]{8})$/gm

const link = (address: string) =>
  html`<a href="${address}" target="_blank" rel="noopener noreferrer">${address}</a>`

const linkList = (addresses: string[]) =>
  addresses.length > 0 &&
  html`
<h3>Links</h3>
<ul class="links">${addresses.map((address) => html`<li>${link(address)}</li>`)}</ul>`

/** The text with its web addresses made clickable. */
const withLinks = (text: string): Html[] =>
  partsOf(text).map((part, index) => (index % 2 === 1 ? link(part) : html`${part}`))

const emptyFor = (origin: string, { usernames }: Config) => html`
<section class="card empty">
<h2>No emails yet</h2>
<p>Register with an email address, then ask for a new password. The email appears here on its own.</p>
<pre>curl ${origin}/auth/users/ -H 'content-type: application/json' \\
  -d '{${usernames && html`"username": "ada", `}"password": "Vq7-mountain-Kestrel", "email": "ada@example.com"}'

curl ${origin}/auth/users/reset_password/ -H 'content-type: application/json' \\
  -d '{"email": "ada@example.com"}'</pre>
<p>Or try both in the <a href="/docs?api=djoser">documentation of the djoser API</a>.</p>
</section>`
