import type { Context } from 'hono'
import { html } from 'hono/html'
import type { House } from '../../dialects/dialect.ts'
import type { Letter } from '../../ports/mail.ts'
import { type Html, sendPage } from './layout.ts'

type Sent = Letter & { id: string; from: string; createdAt: number }

/** The letters of development, for a person, with one of them opened: the wanted one, or else the newest. */
export function sendMailbox(c: Context<House>, letters: Sent[], wanted = '') {
  const opened = wanted ? letters.find(({ id }) => id === wanted) : letters[0]
  const status = wanted && !opened ? 404 : 200
  return sendPage(
    c,
    {
      title: 'Mailbox',
      brand: 'Gatehouse',
      kind: 'mailbox',
      aside: html`<p class="claim">Every letter of this development server. None of them leaves the machine.</p>
<a href="/docs">Documents</a>`,
      styles: ['/pages/mailbox.css'],
      script: '/pages/mailbox.js',
      content: html`<main>
<div class="intro">
<h1>Mailbox</h1>
<p role="status">${counted(letters.length)}</p>
</div>
${letters.length > 0 ? desk(letters, opened) : emptyFor(c.env.settings.PUBLIC_URL)}
</main>`,
    },
    status,
  )
}

/** The letter may run nothing and load nothing, and is shown on the page of the mailbox alone. */
const FRAME_HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "img-src 'none'",
    "form-action 'none'",
    "base-uri 'self'",
    "frame-ancestors 'self'",
    'sandbox allow-popups allow-popups-to-escape-sandbox',
  ].join('; '),
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'SAMEORIGIN',
}

/** What a letter looks like, to be shown in a frame. Its links open outside of that. */
export const sendLetter = (c: Context<House>, letter: Letter) =>
  c.html(letter.html.replace(START, `$&<base target="_blank">`), 200, FRAME_HEADERS)

/** A letter may be a whole document or a piece of one. */
const START = /^\s*(<!doctype[^>]*>)?(\s*<html[^>]*>\s*<head[^>]*>)?/i

const counted = (letters: number) =>
  letters === 0 ? 'Empty' : letters === 1 ? 'One letter' : `${letters} letters, newest first`

const desk = (letters: Sent[], opened?: Sent) => html`
<div class="desk">
<nav aria-label="Letters">
<ol id="list">${letters.map((letter) => entry(letter, letter === opened))}</ol>
</nav>
${opened ? card(opened) : gone}
</div>`

const entry = ({ id, subject, to, createdAt }: Sent, isOpen: boolean) => html`
<li><a href="/dev/mailbox?letter=${id}"${isOpen && html` aria-current="page"`}>
<b>${subject}</b> <span>${to}</span> ${timeOf(createdAt)}
</a></li>`

const card = ({ id, to, from, subject, text, createdAt }: Sent) => html`
<article class="card" id="opened" data-letter="${id}">
<h2>${subject}</h2>
<dl>
<div><dt>To</dt> <dd>${to}</dd></div>
<div><dt>From</dt> <dd>${from}</dd></div>
<div><dt>Sent</dt> <dd>${timeOf(createdAt)}</dd></div>
</dl>
${linkList(linksIn(text))}
<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="/dev/mailbox/${id}.html" title="The letter as it looks" loading="lazy"></iframe>
<details>
<summary>Plain text</summary>
<div class="text">${withLinks(text.trim())}</div>
</details>
</article>`

const gone = html`
<section class="card">
<h2>This letter is not here</h2>
<p>Letters are kept for a day.</p>
</section>`

const TIME = { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' } as const

const timeOf = (at: number) =>
  html`<time datetime="${new Date(at).toISOString()}">${new Date(at).toLocaleString('en-GB', TIME)} UTC</time>`

const LINK = /(https?:\/\/[^\s<>"]+)/

/** Every second part is a web address. */
const partsOf = (text: string) => text.split(LINK)

const linksIn = (text: string) => [...new Set(partsOf(text).filter((_, index) => index % 2 === 1))]

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

const emptyFor = (origin: string) => html`
<section class="card empty">
<h2>No letters yet</h2>
<p>Register with an address, then ask for a new password. This page shows the letter by itself.</p>
<pre>curl ${origin}/auth/users/ -H 'content-type: application/json' \\
  -d '{"username": "ada", "password": "Vq7-mountain-Kestrel", "email": "ada@example.com"}'

curl ${origin}/auth/users/reset_password/ -H 'content-type: application/json' \\
  -d '{"email": "ada@example.com"}'</pre>
<p>Or try both on the page of <a href="/docs?door=djoser">the djoser door</a>.</p>
</section>`
