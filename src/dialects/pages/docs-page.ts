import type { Context } from 'hono'
import { html } from 'hono/html'
import { isOn } from '../../ports/config.ts'
import { CORS_LINE } from '../../ports/settings.ts'
import type { AppEnv } from '../dialect.ts'
import { sendPage } from './layout.ts'
import { type DocumentName, isDocument, titles } from './titles.ts'

const LOG_IN = 'Log in below. This page then sends your token with every request.'

/** The tabs in their order: the API, who would use it, and how to sign in there. */
const tabs: Record<DocumentName, { name: string; audience: string; hint?: string }> = {
  profile: { name: 'Profile', audience: 'Django REST token auth with a profile' },
  djoser: { name: 'djoser', audience: 'djoser with simplejwt' },
  users: { name: 'Users', audience: 'A DRF user collection' },
  management: { name: 'Management', audience: 'The same, with password reset by email' },
  express: { name: 'Express', audience: 'An Express back end with uploads' },
  account: {
    name: 'Account',
    audience: 'Your sessions, email address and events',
    hint: 'Log in at one of the other APIs, then paste the token under Authorize.',
  },
}

/** The page on which an API is described and can be tried. */
export function sendDocs(c: Context<AppEnv>, wanted = '') {
  const { config, settings } = c.env
  const shown = Object.entries(tabs).filter(([key]) => isOn(config, key))
  const api = isDocument(wanted, config) ? wanted : ((shown[0]?.[0] ?? 'account') as DocumentName)
  const { name, hint = LOG_IN } = tabs[api]
  return sendPage(c, {
    title: `${name} API`,
    brand: 'Gatehouse',
    kind: 'docs',
    aside: html`<p class="claim">One set of accounts behind five APIs. Each works like a back end that clients already know.</p>
${settings.ENVIRONMENT === 'development' && html`<a href="/dev/mailbox">Mailbox</a>`}`,
    styles: ['/docs/swagger-ui.css', '/pages/docs.css', '/pages/reference.css'],
    library: '/docs/swagger-ui-bundle.js',
    script: '/pages/docs.js',
    content: html`<nav class="apis" aria-label="APIs">
${shown.map(
  ([key, tab]) =>
    html`<a href="/docs?api=${key}"${key === api && html` aria-current="page"`}><b>${tab.name}</b> <span>${tab.audience}</span></a>\n`,
)}
</nav>
<section class="intro" aria-labelledby="api">
<h1 id="api">${name}</h1>
<p>${titles[api].description} <a href="/docs/${api}.json">OpenAPI document</a></p>
<p class="hint">${hint}</p>
${settings.ENVIRONMENT === 'development' && html`<p class="hint">Front ends on this machine may call this server from a browser. In production name theirs in wrangler.toml: <code>${CORS_LINE}</code></p>`}
</section>
<div id="pictures" aria-live="polite" hidden></div>
<div id="reference" data-document="/docs/${api}.json"><main>
<p class="waiting scripted">Loading …</p>
<noscript><p class="waiting">This page needs JavaScript. The <a href="/docs/${api}.json">OpenAPI document</a> does not.</p></noscript>
</main></div>`,
  })
}
