import type { Context } from 'hono'
import { html } from 'hono/html'
import type { House } from '../../dialects/dialect.ts'
import type { Letter } from '../../ports/mail.ts'
import { type Html, sendPage } from './layout.ts'

type Sent = Omit<Letter, 'html'> & { from: string }

/** The letters of development, for a person. Their HTML is left out: the text says the same. */
export function sendMailbox(c: Context<House>, letters: Sent[]) {
  return sendPage(c, {
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
<div id="letters">${letters.length > 0 ? letters.map(card) : emptyFor(c.env.settings.PUBLIC_URL)}</div>
</main>`,
  })
}

const counted = (letters: number) =>
  letters === 0 ? 'Empty' : letters === 1 ? 'One letter' : `${letters} letters, newest first`

const card = ({ to, from, subject, text }: Sent) => html`
<article class="card">
<h2>${subject}</h2>
<dl>
<div><dt>To</dt> <dd>${to}</dd></div>
<div><dt>From</dt> <dd>${from}</dd></div>
</dl>
<div class="text">${withLinks(text.trim())}</div>
</article>`

const LINK = /(https?:\/\/[^\s<>"]+)/

/** The text with its web addresses made clickable; every second part is one. */
const withLinks = (text: string): Html[] =>
  text
    .split(LINK)
    .map((part, index) =>
      index % 2 === 1
        ? html`<a href="${part}" target="_blank" rel="noopener noreferrer">${part}</a>`
        : html`${part}`,
    )

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
